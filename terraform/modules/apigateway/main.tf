# The one address of all handlers. An HTTP API, or, where answers are to arrive as they are said, a REST API: an HTTP API
# cannot stream. Either has the routes of tenancy/src/access/table.rs and no other; a test compares the two.

locals {
  routes = { for entry in jsondecode(file("${path.module}/routes.json")) : entry.route => entry if contains(var.access, entry.access) }
  used   = { for name, handler in var.handlers : name => handler if contains([for entry in local.routes : entry.handler], name) }
  api_id = var.streaming ? aws_api_gateway_rest_api.this[0].id : aws_apigatewayv2_api.this[0].id
  stage  = var.streaming ? aws_api_gateway_stage.this[0].stage_name : aws_apigatewayv2_stage.this[0].id
  logged = {
    requestId = "$context.requestId"
    time      = "$context.requestTime"
    route     = var.streaming ? "$context.httpMethod $context.resourcePath" : "$context.routeKey"
    status    = "$context.status"
    latencyMs = "$context.responseLatency"
    bytes     = "$context.responseLength"
    error     = "$context.error.message"
  }
}

resource "aws_cloudwatch_log_group" "this" {
  #checkov:skip=CKV_AWS_338:a year by default; an emulator's are kept for a day
  name              = "/aws/apigateway/${var.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.key_arn
}

resource "aws_lambda_permission" "this" {
  for_each      = local.used
  statement_id  = var.name
  action        = "lambda:InvokeFunction"
  function_name = each.value.function_name
  qualifier     = each.value.qualifier
  principal     = "apigateway.amazonaws.com"
  source_arn    = "arn:aws:execute-api:${var.region}:${var.account}:${local.api_id}/*"
}

resource "aws_apigatewayv2_domain_name" "this" {
  count       = var.domain == null ? 0 : 1
  domain_name = var.domain.name

  domain_name_configuration {
    certificate_arn = var.domain.certificate_arn
    endpoint_type   = "REGIONAL"
    security_policy = "TLS_1_2"
  }
}

resource "aws_apigatewayv2_api_mapping" "this" {
  count       = var.domain == null ? 0 : 1
  api_id      = local.api_id
  domain_name = aws_apigatewayv2_domain_name.this[0].id
  stage       = local.stage
}
