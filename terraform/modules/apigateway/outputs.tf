output "api_id" {
  description = "The API."
  value       = local.api_id
}

output "url" {
  description = "The API's address, without a slash at its end."
  value = (
    var.domain != null ? "https://${var.domain.name}"
    : var.streaming ? aws_api_gateway_stage.this[0].invoke_url
    : aws_apigatewayv2_api.this[0].api_endpoint
  )
}

output "domain_target" {
  description = "Where the DNS record of the API's own host points; null without one."
  value       = one(aws_apigatewayv2_domain_name.this[*].domain_name_configuration[0].target_domain_name)
}
