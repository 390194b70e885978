# The whole system on an emulator of AWS, MiniStack or LocalStack: cargo xtask deploy --local.

terraform {
  required_version = ">= 1.11"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
  backend "local" {}
}

provider "aws" {
  region                      = var.region
  access_key                  = "test"
  secret_key                  = "test"
  s3_use_path_style           = true
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true

  endpoints {
    apigateway   = var.endpoint
    apigatewayv2 = var.endpoint
    cognitoidp   = var.endpoint
    dynamodb     = var.endpoint
    iam          = var.endpoint
    kms          = var.endpoint
    lambda       = var.endpoint
    logs         = var.endpoint
    s3           = var.endpoint
    scheduler    = var.endpoint
    sqs          = var.endpoint
    sts          = var.endpoint
  }
}

module "system" {
  source             = "../../modules/system"
  account            = var.account
  region             = var.region
  bucket_name        = "salestalk-data"
  packages           = var.packages
  architecture       = var.architecture
  versions           = false
  protected          = false
  log_retention_days = 1
  # MiniStack makes the first password of an account shorter than 14 characters, and then refuses it.
  sign_in   = { mfa = "OFF", password_auth = true, password_length = 8 }
  functions = var.functions
  models    = var.models

  emulator = {
    endpoint = var.endpoint
    # MiniStack's IAM knows neither, and refuses what a condition on them should allow.
    unknown_condition_keys = ["kms:EncryptionContext:", "kms:ViaService"]
    extra_policies         = { control-plane = jsonencode(local.asked_for_otherwise) }
    # MiniStack says this of every authorizer, whatever it was made with.
    authorizer_payload_format_version = "2.0"
  }
}

# Rights that MiniStack asks for on something else than AWS: to describe a key by its alias takes a right on the key, there
# on the alias; to make an alias one on each, there on "*"; what names a table by its ARN one on the table, there on "*".
locals {
  asked_for_otherwise = {
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "kms:DescribeKey"
        Resource = "arn:aws:kms:${var.region}:${var.account}:alias/salestalk*"
      },
      {
        Effect   = "Allow"
        Action   = ["kms:CreateAlias", "kms:UpdateAlias", "kms:DeleteAlias", "dynamodb:ListTagsOfResource", "dynamodb:TagResource"]
        Resource = "*"
      },
    ]
  }
}
