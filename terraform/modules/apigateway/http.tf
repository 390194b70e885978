resource "aws_apigatewayv2_api" "this" {
  count         = var.streaming ? 0 : 1
  name          = var.name
  protocol_type = "HTTP"

  dynamic "cors_configuration" {
    for_each = length(var.allowed_origins) > 0 ? [var.allowed_origins] : []

    content {
      allow_origins  = cors_configuration.value
      allow_methods  = ["GET", "POST", "PUT", "PATCH", "DELETE"]
      allow_headers  = ["authorization", "content-type", "idempotency-key", "prefer", "x-file-name"]
      expose_headers = ["location", "retry-after"]
      max_age        = 600
    }
  }
}

resource "aws_apigatewayv2_authorizer" "this" {
  count            = !var.streaming && var.authorizer != null ? 1 : 0
  api_id           = aws_apigatewayv2_api.this[0].id
  name             = "users"
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]
  # AWS has none for tokens; an emulator may say that it has one.
  authorizer_payload_format_version = var.authorizer.payload_format_version

  jwt_configuration {
    issuer   = var.authorizer.issuer
    audience = [var.authorizer.audience]
  }
}

resource "aws_apigatewayv2_integration" "this" {
  for_each               = var.streaming ? {} : local.used
  api_id                 = aws_apigatewayv2_api.this[0].id
  integration_type       = "AWS_PROXY"
  integration_uri        = each.value.arn
  payload_format_version = "2.0"
  timeout_milliseconds   = 30000
}

resource "aws_apigatewayv2_route" "this" {
  #checkov:skip=CKV_AWS_309:every route has the authorizer, but on the API for programs, whose keys only the handlers can check
  for_each           = var.streaming ? {} : local.routes
  api_id             = aws_apigatewayv2_api.this[0].id
  route_key          = each.key
  target             = "integrations/${aws_apigatewayv2_integration.this[each.value.handler].id}"
  authorization_type = var.authorizer == null ? "NONE" : "JWT"
  authorizer_id      = var.authorizer == null ? null : aws_apigatewayv2_authorizer.this[0].id
}

resource "aws_apigatewayv2_stage" "this" {
  count       = var.streaming ? 0 : 1
  api_id      = aws_apigatewayv2_api.this[0].id
  name        = "$default"
  auto_deploy = true

  default_route_settings {
    detailed_metrics_enabled = true
    throttling_rate_limit    = var.requests_per_second
    throttling_burst_limit   = var.burst
  }

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.this.arn
    format          = jsonencode(local.logged)
  }
}
