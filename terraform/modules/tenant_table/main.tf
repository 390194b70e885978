# The two tables of one tenant, as the control plane makes them (control-plane/src/resources/table.rs): for tenants that
# live as code. The control plane finds them by their names and tags, and goes on from there.

locals {
  tags = {
    "salestalk:tenant" = var.tenant_id
    "salestalk:owner"  = "control-plane"
  }
}

resource "aws_dynamodb_table" "messages" {
  #checkov:skip=CKV_AWS_28:point-in-time recovery is what the tenant's plan says
  name                        = "tenant-${var.tenant_id}-messages"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "pk"
  range_key                   = "sk"
  deletion_protection_enabled = var.deletion_protection
  tags                        = local.tags

  attribute {
    name = "pk"
    type = "S"
  }

  attribute {
    name = "sk"
    type = "S"
  }

  attribute {
    name = "sessionId"
    type = "S"
  }

  global_secondary_index {
    name            = "sessionId-sk"
    projection_type = "ALL"

    key_schema {
      attribute_name = "sessionId"
      key_type       = "HASH"
    }

    key_schema {
      attribute_name = "sk"
      key_type       = "RANGE"
    }
  }

  ttl {
    enabled        = true
    attribute_name = "expiresAt"
  }

  point_in_time_recovery {
    enabled = var.point_in_time_recovery
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = var.key_arn
  }
}

resource "aws_dynamodb_table" "metrics" {
  #checkov:skip=CKV_AWS_28:point-in-time recovery is what the tenant's plan says
  name                        = "tenant-${var.tenant_id}-metrics"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "pk"
  range_key                   = "sk"
  deletion_protection_enabled = var.deletion_protection
  tags                        = local.tags

  attribute {
    name = "pk"
    type = "S"
  }

  attribute {
    name = "sk"
    type = "S"
  }

  point_in_time_recovery {
    enabled = var.point_in_time_recovery
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = var.key_arn
  }
}
