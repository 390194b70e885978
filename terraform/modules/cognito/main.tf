# Who may sign in. The claims custom:tenant_id and custom:role say whose user one is and what one may do: only the control
# plane and the operator write them. Nobody makes an account for himself.

resource "aws_cognito_user_pool" "this" {
  name                = var.name
  deletion_protection = var.deletion_protection ? "ACTIVE" : "INACTIVE"
  mfa_configuration   = var.mfa

  # The user name is the account's id; an address may belong to users of several tenants (control-plane/src/users/cognito.rs).
  username_configuration {
    case_sensitive = true
  }

  admin_create_user_config {
    allow_admin_create_user_only = true
  }

  password_policy {
    minimum_length                   = var.password_length
    require_lowercase                = true
    require_uppercase                = true
    require_numbers                  = true
    require_symbols                  = true
    password_history_size            = 0
    temporary_password_validity_days = 7
  }

  dynamic "software_token_mfa_configuration" {
    for_each = var.mfa == "OFF" ? [] : [true]

    content {
      enabled = true
    }
  }

  account_recovery_setting {
    recovery_mechanism {
      name     = "verified_email"
      priority = 1
    }
  }

  dynamic "schema" {
    for_each = toset(["tenant_id", "role"])

    content {
      name                     = schema.value
      attribute_data_type      = "String"
      mutable                  = true
      required                 = false
      developer_only_attribute = false

      string_attribute_constraints {
        min_length = "1"
        max_length = "64"
      }
    }
  }
}

resource "aws_cognito_user_pool_client" "web" {
  name         = "web"
  user_pool_id = aws_cognito_user_pool.this.id

  explicit_auth_flows = concat(
    ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    var.password_auth ? ["ALLOW_USER_PASSWORD_AUTH"] : [],
  )
  # Above all not custom:tenant_id and custom:role.
  write_attributes              = ["email"]
  read_attributes               = ["email", "email_verified", "custom:tenant_id", "custom:role"]
  prevent_user_existence_errors = "ENABLED"
  enable_token_revocation       = true

  id_token_validity      = var.token_minutes
  access_token_validity  = var.token_minutes
  refresh_token_validity = var.refresh_days

  token_validity_units {
    id_token      = "minutes"
    access_token  = "minutes"
    refresh_token = "days"
  }

  allowed_oauth_flows_user_pool_client = length(var.callback_urls) > 0
  allowed_oauth_flows                  = length(var.callback_urls) > 0 ? ["code"] : null
  allowed_oauth_scopes                 = length(var.callback_urls) > 0 ? ["openid", "email", "profile"] : null
  callback_urls                        = length(var.callback_urls) > 0 ? var.callback_urls : null
  logout_urls                          = length(var.callback_urls) > 0 ? var.callback_urls : null
  supported_identity_providers         = length(var.callback_urls) > 0 ? ["COGNITO"] : null
}

resource "aws_cognito_user_pool_domain" "this" {
  count        = var.sign_in_domain == null ? 0 : 1
  domain       = var.sign_in_domain
  user_pool_id = aws_cognito_user_pool.this.id
}
