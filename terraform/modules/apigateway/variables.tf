variable "name" {
  description = "The name of the API."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,60}$", var.name))
    error_message = "Give lower-case letters, digits and hyphens."
  }
}

variable "account" {
  description = "The AWS account, twelve digits."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account))
    error_message = "An account has twelve digits."
  }
}

variable "region" {
  description = "The AWS Region."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "A Region looks like eu-central-1."
  }
}

variable "handlers" {
  description = "The handlers behind the routes, by the names that routes.json has."
  type = map(object({
    function_name = string
    arn           = string
    invoke_arn    = string
    qualifier     = optional(string)
  }))

  validation {
    condition     = length(setsubtract(["tenant-onboard", "metrics-handler", "chat-handler", "insights-handler"], keys(var.handlers))) == 0
    error_message = "Give tenant-onboard, metrics-handler, chat-handler and insights-handler."
  }
}

variable "access" {
  description = "Which routes: the operator's, those that are for persons alone, and those that API keys may call, too."
  type        = set(string)
  default     = ["operator", "person", "tenant"]

  validation {
    condition     = length(setsubtract(var.access, ["operator", "person", "tenant"])) == 0
    error_message = "Give some of operator, person and tenant."
  }
}

variable "authorizer" {
  description = "Whose tokens are let in; null: the handlers alone check, which they do in any case. No authorizer can read API keys."
  type = object({
    issuer                 = string
    audience               = string
    user_pool_arn          = string
    payload_format_version = optional(string)
  })
}

variable "streaming" {
  description = "Whether answers arrive as they are said, which takes a REST API."
  type        = bool
  default     = false
}

variable "account_logs" {
  description = "Whether to make the role by which REST APIs write logs, one in an account and Region."
  type        = bool
  default     = true
}

variable "allowed_origins" {
  description = "Origins whose pages may call from a browser."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for origin in var.allowed_origins : can(regex("^https?://[^/*]+$", origin))])
    error_message = "An origin is a scheme and a host, such as https://app.example; * is none."
  }
}

variable "domain" {
  description = "The API's own host and its certificate in this Region; null: the address that AWS gives."
  type = object({
    name            = string
    certificate_arn = string
  })
  default = null

  validation {
    condition     = var.domain == null || can(regex("^arn:[a-z-]+:acm:", var.domain.certificate_arn))
    error_message = "Give the ARN of a certificate."
  }
}

variable "requests_per_second" {
  description = "What the API lets through in the long run, of all tenants; the handlers limit each tenant by its plan."
  type        = number
  default     = 1000

  validation {
    condition     = var.requests_per_second >= 1 && var.requests_per_second <= 10000
    error_message = "Give 1 to 10000, which is an account's quota."
  }
}

variable "burst" {
  description = "What it lets through at once."
  type        = number
  default     = 2000

  validation {
    condition     = var.burst >= 1 && var.burst <= 10000
    error_message = "Give 1 to 10000."
  }
}

variable "log_retention_days" {
  description = "How long access logs are kept."
  type        = number
  default     = 365

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731], var.log_retention_days)
    error_message = "CloudWatch Logs does not take this number of days."
  }
}

variable "key_arn" {
  description = "The KMS key that encrypts access logs."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:kms:", var.key_arn))
    error_message = "Give the ARN of a KMS key."
  }
}
