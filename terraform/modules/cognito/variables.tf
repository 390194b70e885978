variable "region" {
  description = "The AWS Region."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "A Region looks like eu-central-1."
  }
}

variable "name" {
  description = "The name of the user pool."
  type        = string
  default     = "salestalk"

  validation {
    condition     = can(regex("^[A-Za-z0-9 +=,.@-]{1,128}$", var.name))
    error_message = "A user pool's name has up to 128 characters."
  }
}

variable "deletion_protection" {
  description = "Whether the pool, and with it every account, refuses to be deleted."
  type        = bool
  default     = true
}

variable "mfa" {
  description = "A second factor by an authenticator's code: OFF, OPTIONAL or ON."
  type        = string
  default     = "OPTIONAL"

  validation {
    condition     = contains(["OFF", "OPTIONAL", "ON"], var.mfa)
    error_message = "Give OFF, OPTIONAL or ON."
  }
}

variable "password_length" {
  description = "How long a password must be."
  type        = number
  default     = 14

  validation {
    condition     = var.password_length >= 6 && var.password_length <= 99
    error_message = "Cognito takes 6 to 99."
  }
}

variable "password_auth" {
  description = "Whether a client may send the password itself, over TLS, in place of SRP."
  type        = bool
  default     = false
}

variable "token_minutes" {
  description = "How long an id token and an access token hold."
  type        = number
  default     = 60

  validation {
    condition     = var.token_minutes >= 5 && var.token_minutes <= 1440
    error_message = "Cognito gives 5 minutes to a day."
  }
}

variable "refresh_days" {
  description = "How long one stays signed in."
  type        = number
  default     = 7

  validation {
    condition     = var.refresh_days >= 1 && var.refresh_days <= 365
    error_message = "Give 1 to 365 days."
  }
}

variable "callback_urls" {
  description = "Where Cognito's sign-in page may send people back to."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for url in var.callback_urls : can(regex("^(https://|http://localhost[:/])", url))])
    error_message = "An address begins with https://, or with http://localhost."
  }
}

variable "sign_in_domain" {
  description = "The first part of the sign-in page's host, unique in the Region; null: no such page."
  type        = string
  default     = null

  validation {
    condition     = var.sign_in_domain == null || can(regex("^[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$", var.sign_in_domain))
    error_message = "Give lower-case letters, digits and hyphens."
  }
}
