# The system on AWS, as staging and as prod: one account and Region each, a workspace each (docs/DEPLOYING.md).

terraform {
  required_version = ">= 1.11"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
  # Its bucket is named at init: -backend-config=staging.s3.tfbackend
  backend "s3" {
    key                  = "salestalk.tfstate"
    workspace_key_prefix = "environments"
    encrypt              = true
    use_lockfile         = true
  }
}

provider "aws" {
  region              = var.region
  allowed_account_ids = [var.account]

  default_tags {
    tags = {
      "salestalk:environment" = var.environment
    }
  }
}

module "system" {
  source              = "../../modules/system"
  account             = var.account
  region              = var.region
  bucket_name         = "${var.bucket_prefix}-data"
  packages            = var.packages
  architecture        = "arm64"
  functions           = var.functions
  streaming           = var.streaming
  models              = var.models
  smtp_url            = var.smtp_url
  mail_from           = var.mail_from
  plans               = var.plans_file == null ? null : file(var.plans_file)
  allowed_origins     = var.allowed_origins
  api_domain          = var.api_domain
  requests_per_second = var.requests_per_second
  protected           = var.environment == "prod"
  log_retention_days  = var.log_retention_days
  collector           = var.collector

  sign_in = {
    mfa           = var.mfa
    domain        = var.sign_in_domain
    callback_urls = concat(var.callback_urls, try(["https://${var.frontend.domain.name}/oauth2callback"], []))
  }
}

module "frontend" {
  source             = "../../modules/frontend"
  count              = var.frontend == null ? 0 : 1
  account            = var.account
  region             = var.region
  key_arn            = module.system.system_key_arn
  static_bucket      = "${var.bucket_prefix}-static"
  image_tag          = coalesce(var.frontend_image_tag, var.frontend.image_tag)
  tasks              = var.frontend.tasks
  domain             = var.frontend.domain
  certificate_arn    = var.frontend.certificate_arn
  web_acl_arn        = var.frontend.web_acl_arn
  protected          = var.environment == "prod"
  log_retention_days = var.log_retention_days
  api_url            = module.system.api_url
  client_id          = module.system.client_id
  issuer             = module.system.issuer
}

module "backup" {
  source                  = "../../modules/backup"
  count                   = var.backups == null ? 0 : 1
  account                 = var.account
  region                  = var.region
  metadata_table          = module.system.metadata_table
  hour                    = var.backups.hour
  metadata_days           = var.backups.metadata_days
  tenants_days            = var.backups.tenants_days
  lock                    = var.backups.lock
  deletion_window_in_days = var.environment == "prod" ? 30 : 7
  force_destroy           = var.environment != "prod"
}

module "observability" {
  source     = "../../modules/observability"
  account    = var.account
  region     = var.region
  key_arn    = module.system.system_key_arn
  log_groups = module.system.log_groups
  # A message about changed data that failed once is taken again after half an hour, and nobody waits for it.
  queues = {
    work     = merge(module.system.queues["work"], { wait_seconds = 1800 })
    insights = merge(module.system.queues["insights"], { wait_seconds = 7200 })
  }
  backup_vault     = one(module.backup[*].vault_name)
  data_bucket      = "${var.bucket_prefix}-data"
  audit_bucket     = "${var.bucket_prefix}-audit"
  audit_lock       = var.audit_lock
  mail_addresses   = var.alarm_addresses
  dashboards_of    = var.dashboards_of
  fallback_percent = var.fallback_percent
  monthly_usd      = var.monthly_usd
}

module "ci" {
  source       = "../../modules/ci"
  count        = var.github_repository == null ? 0 : 1
  account      = var.account
  region       = var.region
  repository   = var.github_repository
  environment  = var.environment
  state_bucket = var.state_bucket
  data_bucket  = "${var.bucket_prefix}-data"
}
