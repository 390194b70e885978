# Everything but pages, alarms and the pipeline: what a laptop and AWS have in common. Each environment calls it once; names
# are fixed, so an account and Region hold one.

locals {
  metadata_table  = "tenants-metadata"
  tenant_role     = "salestalk-tenant"
  tenant_role_arn = "arn:aws:iam::${var.account}:role/${local.tenant_role}"
  handlers        = ["tenant-onboard", "tenant-worker", "metrics-handler", "chat-handler", "insights-handler", "insights-worker"]
  # Its ARN by name, so that a plan shows whole who may do what with it.
  insights_queue     = "salestalk-insights"
  insights_queue_arn = "arn:aws:sqs:${var.region}:${var.account}:${local.insights_queue}"
  jwks               = var.emulator == null ? module.cognito.issuer : "${var.emulator.endpoint}/${module.cognito.user_pool_id}"
}

module "keys" {
  source                  = "../keys"
  account                 = var.account
  region                  = var.region
  deletion_window_in_days = var.protected ? 30 : 7
}

module "metadata" {
  source              = "../metadata"
  table_name          = local.metadata_table
  key_arn             = module.keys.system_key_arn
  deletion_protection = var.protected
}

module "storage" {
  source          = "../storage"
  bucket_name     = var.bucket_name
  key_arn         = module.keys.system_key_arn
  allowed_origins = var.allowed_origins
  force_destroy   = !var.protected
  require_tls     = var.emulator == null
}

module "queue" {
  source             = "../queue"
  key_arn            = module.keys.system_key_arn
  visibility_timeout = 6 * var.functions["tenant-worker"].timeout
}

# Whose data has changed; insights-worker looks through it.
module "insights_queue" {
  source             = "../queue"
  name               = local.insights_queue
  key_arn            = module.keys.system_key_arn
  visibility_timeout = 6 * var.functions["insights-worker"].timeout
}

module "cognito" {
  source              = "../cognito"
  region              = var.region
  deletion_protection = var.protected
  mfa                 = var.sign_in.mfa
  password_length     = var.sign_in.password_length
  password_auth       = var.sign_in.password_auth
  callback_urls       = var.sign_in.callback_urls
  sign_in_domain      = var.sign_in.domain
}

module "bedrock_integration" {
  source    = "../bedrock_integration"
  model     = var.models.default
  models    = var.models.offered
  guardrail = var.models.guardrail
  tier      = var.models.tier
  key_arn   = module.keys.system_key_arn
}

module "api" {
  source              = "../apigateway"
  name                = "salestalk"
  account             = var.account
  region              = var.region
  handlers            = local.behind_api
  streaming           = var.streaming
  allowed_origins     = var.allowed_origins
  domain              = var.api_domain
  requests_per_second = var.requests_per_second
  burst               = 2 * var.requests_per_second
  log_retention_days  = var.log_retention_days
  key_arn             = module.keys.system_key_arn
  authorizer = {
    issuer                 = module.cognito.issuer
    audience               = module.cognito.client_id
    user_pool_arn          = module.cognito.user_pool_arn
    payload_format_version = var.emulator == null ? null : var.emulator.authorizer_payload_format_version
  }
}

# For programs: an authorizer reads tokens alone, so their API keys are checked by the handlers.
module "programs_api" {
  source              = "../apigateway"
  name                = "salestalk-programs"
  account             = var.account
  region              = var.region
  handlers            = local.behind_api
  access              = ["tenant"]
  authorizer          = null
  streaming           = var.streaming
  account_logs        = false
  requests_per_second = var.requests_per_second
  burst               = 2 * var.requests_per_second
  log_retention_days  = var.log_retention_days
  key_arn             = module.keys.system_key_arn
}
