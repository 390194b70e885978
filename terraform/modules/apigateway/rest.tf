locals {
  paths     = toset([for route in keys(local.routes) : split(" ", route)[1]])
  streaming = toset(["chat-handler"])

  integrations = {
    for name, handler in local.used : name => merge(
      { type = "aws_proxy", httpMethod = "POST" },
      contains(local.streaming, name) ? {
        uri                  = replace(handler.invoke_arn, "/2015-03-31(.*)/invocations$/", "2021-11-15$1/response-streaming-invocations")
        responseTransferMode = "STREAM"
        timeoutInMillis      = 120000
        } : {
        uri                  = handler.invoke_arn
        responseTransferMode = "BUFFERED"
        timeoutInMillis      = 29000
      },
    )
  }

  # A handler answers what a browser asks first, which it asks without a token.
  preflight = {
    for path in local.paths : path => {
      options = {
        x-amazon-apigateway-integration = local.integrations[one(distinct([
          for route, entry in local.routes : entry.handler if split(" ", route)[1] == path
        ]))]
      }
    } if length(var.allowed_origins) > 0
  }

  methods = {
    for path in local.paths : path => {
      for route, entry in local.routes : lower(split(" ", route)[0]) => merge(
        { x-amazon-apigateway-integration = local.integrations[entry.handler] },
        var.authorizer == null ? {} : { security = [{ users = [] }] },
      ) if split(" ", route)[1] == path
    }
  }

  openapi = merge(
    {
      openapi = "3.0.1"
      info    = { title = var.name, version = "1" }
      paths   = { for path in local.paths : path => merge(local.methods[path], lookup(local.preflight, path, {})) }
    },
    var.authorizer == null ? {} : {
      components = {
        securitySchemes = {
          users = {
            type                         = "apiKey"
            name                         = "Authorization"
            in                           = "header"
            x-amazon-apigateway-authtype = "cognito_user_pools"
            x-amazon-apigateway-authorizer = {
              type         = "cognito_user_pools"
              providerARNs = [var.authorizer.user_pool_arn]
            }
          }
        }
      }
    },
  )
}

resource "aws_api_gateway_rest_api" "this" {
  count              = var.streaming ? 1 : 0
  name               = var.name
  body               = jsonencode(local.openapi)
  binary_media_types = ["*/*"]

  endpoint_configuration {
    types = ["REGIONAL"]
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_deployment" "this" {
  count       = var.streaming ? 1 : 0
  rest_api_id = aws_api_gateway_rest_api.this[0].id
  triggers    = { body = sha256(jsonencode(local.openapi)) }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_stage" "this" {
  #checkov:skip=CKV_AWS_120:answers belong to one tenant, and are never cached
  #checkov:skip=CKV2_AWS_29:a firewall is for CloudFront in front of it, where there is one; the handlers limit each tenant
  #checkov:skip=CKV2_AWS_51:callers show a token, and no certificate
  count                = var.streaming ? 1 : 0
  rest_api_id          = aws_api_gateway_rest_api.this[0].id
  deployment_id        = aws_api_gateway_deployment.this[0].id
  stage_name           = "live"
  xray_tracing_enabled = true

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.this.arn
    format          = jsonencode(local.logged)
  }

  depends_on = [aws_api_gateway_account.this]
}

resource "aws_api_gateway_method_settings" "this" {
  #checkov:skip=CKV_AWS_225:answers belong to one tenant, and are never cached
  #checkov:skip=CKV_AWS_308:the same
  count       = var.streaming ? 1 : 0
  rest_api_id = aws_api_gateway_rest_api.this[0].id
  stage_name  = aws_api_gateway_stage.this[0].stage_name
  method_path = "*/*"

  settings {
    metrics_enabled        = true
    logging_level          = "ERROR"
    data_trace_enabled     = false
    throttling_rate_limit  = var.requests_per_second
    throttling_burst_limit = var.burst
  }
}

# Once in an account and Region: REST APIs write their logs by this role.
resource "aws_iam_role" "logs" {
  count = var.streaming && var.account_logs ? 1 : 0
  name  = "apigateway-logs"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "apigateway.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy_attachment" "logs" {
  count      = var.streaming && var.account_logs ? 1 : 0
  role       = aws_iam_role.logs[0].name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
}

resource "aws_api_gateway_account" "this" {
  count               = var.streaming && var.account_logs ? 1 : 0
  cloudwatch_role_arn = aws_iam_role.logs[0].arn
  depends_on          = [aws_iam_role_policy_attachment.logs]
}
