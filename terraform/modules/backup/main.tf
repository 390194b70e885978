# Copies of tables, made once a day and kept apart: in a vault with a key and a lock of its own, so that what destroys or
# changes a table, a person or this system's own fault, does not reach them. How one comes back: docs/RUNBOOK.md.

locals {
  name   = "salestalk"
  tables = "arn:aws:dynamodb:${var.region}:${var.account}:table"
  # What is kept of tenants is kept shorter: so long a copy of an erased tenant's tables stays.
  plans = {
    metadata = { days = var.metadata_days, resources = ["${local.tables}/${var.metadata_table}"], tags = {} }
    tenants = {
      days      = var.tenants_days
      resources = ["${local.tables}/tenant-*"]
      tags      = { "salestalk:owner" = "control-plane" }
    }
  }
}

# AWS Backup uses it by grants, and by the rights of the role below; in a key's policy "*" is the key itself.
resource "aws_kms_key" "this" {
  description             = "SalesTalk: copies of tables"
  enable_key_rotation     = true
  deletion_window_in_days = var.deletion_window_in_days
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Account"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::${var.account}:root" }
      Action    = "kms:*"
      Resource  = "*"
    }]
  })
}

resource "aws_kms_alias" "this" {
  name          = "alias/salestalk-backup"
  target_key_id = aws_kms_key.this.key_id
}

resource "aws_backup_vault" "this" {
  name          = local.name
  kms_key_arn   = aws_kms_key.this.arn
  force_destroy = var.force_destroy
}

resource "aws_backup_vault_lock_configuration" "this" {
  count               = var.lock.mode == "NONE" ? 0 : 1
  backup_vault_name   = aws_backup_vault.this.name
  min_retention_days  = var.lock.min_days
  max_retention_days  = var.lock.max_days
  changeable_for_days = var.lock.mode == "COMPLIANCE" ? var.lock.grace_days : null
}

resource "aws_iam_role" "this" {
  name = "salestalk-backup"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "backup.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = var.account } }
    }]
  })
}

# AWS's own, which follow what the service asks for.
resource "aws_iam_role_policy_attachment" "this" {
  for_each   = toset(["AWSBackupServiceRolePolicyForBackup", "AWSBackupServiceRolePolicyForRestores"])
  role       = aws_iam_role.this.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/${each.key}"
}

resource "aws_backup_plan" "this" {
  for_each = local.plans
  name     = "${local.name}-${each.key}"

  rule {
    rule_name         = "daily"
    target_vault_name = aws_backup_vault.this.name
    schedule          = "cron(0 ${var.hour} * * ? *)"
    start_window      = 60
    completion_window = 360

    lifecycle {
      delete_after = each.value.days
    }
  }

  # A lock refuses what a plan would keep shorter or longer than it says.
  depends_on = [aws_backup_vault_lock_configuration.this]
}

resource "aws_backup_selection" "this" {
  for_each     = local.plans
  name         = each.key
  plan_id      = aws_backup_plan.this[each.key].id
  iam_role_arn = aws_iam_role.this.arn
  resources    = each.value.resources

  dynamic "condition" {
    for_each = each.value.tags

    content {
      string_equals {
        key   = "aws:ResourceTag/${condition.key}"
        value = condition.value
      }
    }
  }

  depends_on = [aws_iam_role_policy_attachment.this]
}
