variable "environment" {
  description = "staging or prod: the workspace, and what it is called."
  type        = string

  validation {
    condition     = contains(["staging", "prod"], var.environment) && var.environment == terraform.workspace
    error_message = "Select the workspace of the environment: terraform workspace select staging (or prod)."
  }
}

variable "account" {
  description = "The AWS account, twelve digits; any other is refused."
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

variable "bucket_prefix" {
  description = "What the names of the buckets begin with; bucket names are unique in all of AWS."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{2,50}$", var.bucket_prefix))
    error_message = "Give 3 to 51 lower-case letters, digits and hyphens."
  }
}

variable "state_bucket" {
  description = "The bucket of Terraform's state."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.state_bucket))
    error_message = "A bucket's name has 3 to 63 lower-case letters, digits and hyphens."
  }
}

variable "packages" {
  description = "The folder with a zip for each handler, as cargo xtask package makes them."
  type        = string
  default     = "../../../target/packages/arm64"

  validation {
    condition     = length(fileset(var.packages, "*.zip")) >= 6
    error_message = "The packages are not there: cargo xtask package makes them."
  }
}

variable "functions" {
  description = "Size and limits of each handler. What is reserved must leave 100 calls at once of the account's quota to the others."
  type = map(object({
    memory_mb               = number
    timeout                 = number
    reserved_concurrency    = optional(number, -1)
    provisioned_concurrency = optional(number, 0)
  }))
  default = {
    tenant-onboard   = { memory_mb = 512, timeout = 30 }
    tenant-worker    = { memory_mb = 1024, timeout = 900 }
    metrics-handler  = { memory_mb = 2048, timeout = 30 }
    chat-handler     = { memory_mb = 1024, timeout = 120 }
    insights-handler = { memory_mb = 1024, timeout = 30 }
    insights-worker  = { memory_mb = 512, timeout = 300, reserved_concurrency = 3 }
  }

  validation {
    condition     = toset(keys(var.functions)) == toset(["tenant-onboard", "tenant-worker", "metrics-handler", "chat-handler", "insights-handler", "insights-worker"])
    error_message = "Give tenant-onboard, tenant-worker, metrics-handler, chat-handler, insights-handler and insights-worker."
  }
}

variable "streaming" {
  description = "Whether answers arrive as they are said, which takes a REST API in place of the HTTP API."
  type        = bool
  default     = true
}

variable "models" {
  description = "Who phrases answers, who else may be named, Bedrock's guardrail and tier."
  type = object({
    default   = optional(string, "narrator")
    offered   = optional(list(string), [])
    guardrail = optional(bool, false)
    tier      = optional(string)
  })
  default = {}
}

# Its form is checked by modules/system: a rule here would print the password that it refuses.
variable "smtp_url" {
  description = "The mail server by which tenants are told, SES's SMTP interface in this Region: smtps://USER:PASSWORD@email-smtp.REGION.amazonaws.com, where / in the password is %2F; null: no e-mail. By TF_VAR_smtp_url, in no file."
  type        = string
  default     = null
  sensitive   = true
}

variable "mail_from" {
  description = "Whom that mail is from: an address that is verified at SES, or of a domain that is."
  type        = string
  default     = null
  sensitive   = true

  validation {
    condition     = var.mail_from != null || var.smtp_url == null
    error_message = "Mail is from somebody: give mail_from with smtp_url."
  }
}

variable "plans_file" {
  description = "A file with what tenants can pay for; null: tenancy/plans.json."
  type        = string
  default     = null

  validation {
    condition     = var.plans_file == null || can(keys(jsondecode(file(var.plans_file))))
    error_message = "Give a file that holds a JSON object of plans."
  }
}

variable "allowed_origins" {
  description = "Origins whose pages may call the API from a browser."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for origin in var.allowed_origins : can(regex("^https?://[^/*]+$", origin))])
    error_message = "An origin is a scheme and a host, such as https://app.example; * is none."
  }
}

variable "api_domain" {
  description = "The API's own host and its certificate in this Region; null: the address that AWS gives."
  type = object({
    name            = string
    certificate_arn = string
  })
  default = null
}

variable "requests_per_second" {
  description = "What each API lets through in the long run, of all tenants."
  type        = number
  default     = 1000

  validation {
    condition     = var.requests_per_second >= 1 && var.requests_per_second <= 5000
    error_message = "Give 1 to 5000."
  }
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

variable "sign_in_domain" {
  description = "The first part of the host of Cognito's own sign-in page; null: no such page."
  type        = string
  default     = null
}

variable "callback_urls" {
  description = "Where that page may send people back to, besides the pages' own host: https://…/oauth2callback."
  type        = list(string)
  default     = []
}

variable "frontend" {
  description = "The pages: which image, how many containers, their host and certificates, a firewall; null: no pages."
  type = object({
    image_tag       = string
    tasks           = optional(number, 2)
    domain          = optional(object({ name = string, certificate_arn = string }))
    certificate_arn = optional(string)
    web_acl_arn     = optional(string)
  })
  default = null
}

variable "frontend_image_tag" {
  description = "The image of the pages in place of the one of frontend: the pipeline's."
  type        = string
  default     = null
}

variable "alarm_addresses" {
  description = "Who gets a mail of each alarm."
  type        = set(string)

  validation {
    condition     = length(var.alarm_addresses) > 0
    error_message = "An alarm that nobody hears is none: give an address."
  }
}

variable "dashboards_of" {
  description = "Tenants with a dashboard of their own."
  type        = set(string)
  default     = []
}

variable "fallback_percent" {
  description = "How many answers in 100 may be the narrator's because the guard refused the model's words."
  type        = number
  default     = 20

  validation {
    condition     = var.fallback_percent > 0 && var.fallback_percent <= 100
    error_message = "Give a percentage."
  }
}

variable "monthly_usd" {
  description = "What the account may cost in a month before somebody is told."
  type        = number
  default     = 200

  validation {
    condition     = var.monthly_usd > 0
    error_message = "Give an amount."
  }
}

variable "backups" {
  description = "Daily copies of tables: the hour (UTC), how long those of tenants-metadata and of tenants' tables are kept, and what locks them (modules/backup); null: none."
  type = object({
    hour          = optional(number, 3)
    metadata_days = optional(number, 35)
    tenants_days  = optional(number, 14)
    lock = optional(object({
      mode       = optional(string, "GOVERNANCE")
      min_days   = optional(number, 7)
      max_days   = optional(number, 366)
      grace_days = optional(number, 3)
    }), {})
  })
  default = {}
}

variable "audit_lock" {
  description = "COMPLIANCE: not even the account's root can delete the trail before its time. GOVERNANCE: who has the right to may."
  type        = string
  default     = "GOVERNANCE"

  validation {
    condition     = contains(["GOVERNANCE", "COMPLIANCE"], var.audit_lock)
    error_message = "Give GOVERNANCE or COMPLIANCE."
  }
}

variable "collector" {
  description = "Where the handlers export their spans to, as modules/system has it; null for none."
  type = object({
    endpoint  = optional(string, "http://localhost:4318")
    layer_arn = optional(string)
  })
  default = null
}

variable "log_retention_days" {
  description = "How long logs are kept."
  type        = number
  default     = 365

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731], var.log_retention_days)
    error_message = "CloudWatch Logs does not take this number of days."
  }
}

variable "github_repository" {
  description = "The repository on GitHub whose runs may plan and deploy, OWNER/NAME; null: none."
  type        = string
  default     = null

  validation {
    condition     = var.github_repository == null || can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$", var.github_repository))
    error_message = "Give OWNER/NAME."
  }
}
