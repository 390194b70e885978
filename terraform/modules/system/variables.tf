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

variable "bucket_name" {
  description = "The bucket of all tenants' objects."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.bucket_name))
    error_message = "A bucket's name has 3 to 63 lower-case letters, digits and hyphens."
  }
}

variable "packages" {
  description = "The folder with a zip for each handler, as cargo xtask package makes them."
  type        = string

  validation {
    condition     = length(fileset(var.packages, "*.zip")) >= 6
    error_message = "The packages are not there: cargo xtask package makes them."
  }
}

variable "architecture" {
  description = "What the packages were built for."
  type        = string
  default     = "arm64"

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "Lambda has arm64 and x86_64."
  }
}

variable "functions" {
  description = "Size and limits of each handler. A request has 30 seconds at most, or two minutes where answers are streamed."
  type = map(object({
    memory_mb               = number
    timeout                 = number
    reserved_concurrency    = optional(number, -1)
    provisioned_concurrency = optional(number, 0)
  }))
  default = {
    tenant-onboard   = { memory_mb = 512, timeout = 30 }
    tenant-worker    = { memory_mb = 1024, timeout = 300 }
    metrics-handler  = { memory_mb = 2048, timeout = 30 }
    chat-handler     = { memory_mb = 1024, timeout = 120 }
    insights-handler = { memory_mb = 1024, timeout = 30 }
    insights-worker  = { memory_mb = 512, timeout = 300, reserved_concurrency = 3 }
  }

  validation {
    condition     = toset(keys(var.functions)) == toset(["tenant-onboard", "tenant-worker", "metrics-handler", "chat-handler", "insights-handler", "insights-worker"])
    error_message = "Give tenant-onboard, tenant-worker, metrics-handler, chat-handler, insights-handler and insights-worker."
  }

  validation {
    condition     = var.functions["tenant-worker"].timeout >= 60
    error_message = "The worker keeps 30 seconds of its time to write down how far it came: give it 60 at least."
  }

  validation {
    condition     = var.functions["insights-worker"].reserved_concurrency == -1 || var.functions["insights-worker"].reserved_concurrency > var.insights_workers
    error_message = "Messages that find no room count as tried: reserve more for insights-worker than insights_workers, or -1."
  }
}

variable "workers" {
  description = "Messages that are worked on at once."
  type        = number
  default     = 4

  validation {
    condition     = var.workers >= 2 && var.workers <= 1000
    error_message = "Lambda takes 2 to 1000."
  }
}

variable "insights_workers" {
  description = "Tenants whose data is looked through at once because it changed."
  type        = number
  default     = 2

  validation {
    condition     = var.insights_workers >= 2 && var.insights_workers <= 1000
    error_message = "Lambda takes 2 to 1000."
  }
}

variable "versions" {
  description = "Whether each change of a function is a version, and callers name the alias live, which the pipeline moves."
  type        = bool
  default     = true
}

variable "streaming" {
  description = "Whether answers arrive as they are said, which takes a REST API in place of the HTTP API."
  type        = bool
  default     = false
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

variable "api_domain" {
  description = "The API's own host and its certificate; null: the address that AWS gives."
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

variable "sign_in" {
  description = "How people sign in: the second factor, the least length of a password, whether a client may send the password, the sign-in page and where it sends people back to."
  type = object({
    mfa             = optional(string, "OPTIONAL")
    password_length = optional(number, 14)
    password_auth   = optional(bool, false)
    domain          = optional(string)
    callback_urls   = optional(list(string), [])
  })
  default = {}
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

variable "smtp_url" {
  description = "The mail server by which tenants are told, SES's SMTP interface in this Region: smtps://USER:PASSWORD@email-smtp.REGION.amazonaws.com, where / in the password is %2F; null: no e-mail."
  type        = string
  default     = null
  sensitive   = true

  validation {
    condition     = var.smtp_url == null || can(regex("^smtps://[^:@/?#[:space:]]+:[^:@/?#[:space:]]+@[A-Za-z0-9.-]+(:[0-9]+)?$", var.smtp_url))
    error_message = "Give smtps://USER:PASSWORD@HOST; what is special in user or password is percent-encoded."
  }
}

variable "mail_from" {
  description = "Whom that mail is from: an address that is verified at SES, or of a domain that is."
  type        = string
  default     = null
  sensitive   = true

  validation {
    condition     = var.mail_from == null || can(regex("^([^<>@]+ <[^<>@ ]+@[^<>@ ]+>|[^<>@ ]+@[^<>@ ]+)$", var.mail_from))
    error_message = "Give an address, or SalesTalk <insights@app.example>."
  }

  validation {
    condition     = var.mail_from != null || var.smtp_url == null
    error_message = "Mail is from somebody: give mail_from with smtp_url."
  }
}

variable "plans" {
  description = "What tenants can pay for, as JSON; null: tenancy/plans.json."
  type        = string
  default     = null

  validation {
    condition     = var.plans == null || can(keys(jsondecode(var.plans)))
    error_message = "Plans are a JSON object."
  }
}

variable "tracing" {
  description = "Whether calls are traced by X-Ray."
  type        = bool
  default     = true
}

variable "collector" {
  description = "Where the handlers export their spans to by OTLP over HTTP, and the layer with a collector that listens there, if it is one: that of AWS Distro for OpenTelemetry passes them on to X-Ray. Null for none."
  type = object({
    endpoint  = optional(string, "http://localhost:4318")
    layer_arn = optional(string)
  })
  default = null

  validation {
    condition     = var.collector == null || can(regex("^https?://", var.collector.endpoint))
    error_message = "Give the collector's address, such as http://localhost:4318."
  }
}

variable "log_retention_days" {
  description = "How long logs are kept."
  type        = number
  default     = 365
}

variable "protected" {
  description = "Whether tables, accounts and keys refuse to be deleted. Off only where nobody's data is."
  type        = bool
  default     = true
}

variable "emulator" {
  description = "What an AWS emulator does otherwise than AWS; null on AWS. Its address, condition keys that its IAM does not know, policies that it asks for besides those of the same name, and what it says of an authorizer."
  type = object({
    endpoint                          = string
    unknown_condition_keys            = list(string)
    extra_policies                    = map(string)
    authorizer_payload_format_version = string
  })
  default = null
}
