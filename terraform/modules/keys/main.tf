# The key that tenants without one of their own share, and the key of what belongs to no tenant: the metadata table, the
# queue, the logs, the alarms' topic. Keys of single tenants are made by the control plane.

locals {
  # In a key's policy "*" is the key itself.
  account = {
    Sid       = "Account"
    Effect    = "Allow"
    Principal = { AWS = "arn:aws:iam::${var.account}:root" }
    Action    = "kms:*"
    Resource  = "*"
  }
  # The right to call the service is the right to have it use the key, as with AWS's own keys.
  through_services = {
    Sid       = "ThroughServices"
    Effect    = "Allow"
    Principal = { AWS = "*" }
    Action    = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:CreateGrant", "kms:DescribeKey"]
    Resource  = "*"
    Condition = {
      StringEquals = {
        "kms:CallerAccount" = var.account
        "kms:ViaService"    = [for service in ["dynamodb", "sqs", "sns", "s3", "ecr", "secretsmanager"] : "${service}.${var.region}.amazonaws.com"]
      }
    }
  }
  logs = {
    Sid       = "Logs"
    Effect    = "Allow"
    Principal = { Service = "logs.${var.region}.amazonaws.com" }
    Action    = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]
    Resource  = "*"
    Condition = {
      ArnLike = { "kms:EncryptionContext:aws:logs:arn" = "arn:aws:logs:${var.region}:${var.account}:log-group:*" }
    }
  }
  services = {
    Sid       = "AlarmsAndTrail"
    Effect    = "Allow"
    Principal = { Service = ["cloudwatch.amazonaws.com", "budgets.amazonaws.com", "cloudtrail.amazonaws.com"] }
    Action    = ["kms:Decrypt", "kms:GenerateDataKey*", "kms:DescribeKey"]
    Resource  = "*"
    Condition = { StringEquals = { "aws:SourceAccount" = var.account } }
  }
  # CloudFront says which distribution it is, and not whose.
  pages = {
    Sid       = "Pages"
    Effect    = "Allow"
    Principal = { Service = "cloudfront.amazonaws.com" }
    Action    = "kms:Decrypt"
    Resource  = "*"
    Condition = { ArnLike = { "aws:SourceArn" = "arn:aws:cloudfront::${var.account}:distribution/*" } }
  }
}

resource "aws_kms_key" "pooled" {
  description             = "SalesTalk: tenants without a key of their own"
  enable_key_rotation     = true
  deletion_window_in_days = var.deletion_window_in_days
  policy                  = jsonencode({ Version = "2012-10-17", Statement = [local.account] })
  tags                    = { "salestalk:pooled" = "yes" }
}

resource "aws_kms_alias" "pooled" {
  name          = "alias/salestalk-pooled"
  target_key_id = aws_kms_key.pooled.key_id
}

resource "aws_kms_key" "system" {
  description             = "SalesTalk: what belongs to no tenant"
  enable_key_rotation     = true
  deletion_window_in_days = var.deletion_window_in_days
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [local.account, local.through_services, local.logs, local.services, local.pages]
  })
}

resource "aws_kms_alias" "system" {
  name          = "alias/salestalk-system"
  target_key_id = aws_kms_key.system.key_id
}
