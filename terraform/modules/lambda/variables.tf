variable "function_name" {
  description = "The name of the function, of its role, and of its log group below /aws/lambda/."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,62}$", var.function_name))
    error_message = "Give lower-case letters, digits and hyphens."
  }
}

variable "package" {
  description = "The zip with the executable bootstrap, as cargo xtask package makes it."
  type        = string

  validation {
    condition     = endswith(var.package, ".zip")
    error_message = "A package is a zip."
  }
}

variable "architecture" {
  description = "What the package was built for."
  type        = string
  default     = "arm64"

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "Lambda has arm64 and x86_64."
  }
}

variable "trust_policy" {
  description = "Who may assume the role, as JSON."
  type        = string

  validation {
    condition     = can(jsondecode(var.trust_policy))
    error_message = "A policy is JSON."
  }
}

variable "policies" {
  description = "What the role may do: policies as JSON, by name."
  type        = map(string)

  validation {
    condition     = alltrue([for policy in var.policies : can(jsondecode(policy))])
    error_message = "A policy is JSON."
  }
}

variable "environment" {
  description = "The variables of tenancy/src/config.rs."
  type        = map(string)

  validation {
    condition     = alltrue([for value in values(var.environment) : !can(regex("AKIA[A-Z0-9]{16}|sk-[A-Za-z0-9]{20}", value))])
    error_message = "What is secret belongs into secrets, which no plan shows."
  }
}

variable "secrets" {
  description = "More of the same, whose values no plan shows. Who may read the function's configuration, or Terraform's state, reads them."
  type        = map(string)
  default     = {}
  sensitive   = true
}

variable "memory_mb" {
  description = "Memory in MB; the share of a processor grows with it."
  type        = number
  default     = 512

  validation {
    condition     = var.memory_mb >= 128 && var.memory_mb <= 10240
    error_message = "Lambda gives 128 to 10240 MB."
  }
}

variable "timeout" {
  description = "How long a call may take, in seconds."
  type        = number

  validation {
    condition     = var.timeout >= 1 && var.timeout <= 900
    error_message = "Lambda gives up to 900 seconds."
  }
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

variable "key_arn" {
  description = "The KMS key that encrypts the log."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:kms:", var.key_arn))
    error_message = "Give the ARN of a KMS key."
  }
}

variable "alias" {
  description = "The alias that callers name, which makes each change a version; null: callers name the function itself."
  type        = string
  default     = "live"

  validation {
    condition     = var.alias == null || can(regex("^[a-z][a-z0-9-]*$", var.alias))
    error_message = "Give lower-case letters, digits and hyphens."
  }
}

variable "reserved_concurrency" {
  description = "Calls at once that are kept for this function and are its limit; -1: what the account has."
  type        = number
  default     = -1

  validation {
    condition     = var.reserved_concurrency >= -1
    error_message = "Give -1 or a number of calls."
  }
}

variable "provisioned_concurrency" {
  description = "Instances that are kept warm, and paid for; needs the alias."
  type        = number
  default     = 0

  validation {
    condition     = var.provisioned_concurrency >= 0 && (var.provisioned_concurrency == 0 || var.alias != null)
    error_message = "Provisioned concurrency needs an alias."
  }
}

variable "dead_letters" {
  description = "The queue for events that could not be worked on, where the function is called asynchronously."
  type        = object({ queue_arn = string })
  default     = null

  validation {
    condition     = var.dead_letters == null || can(regex("^arn:[a-z-]+:sqs:", var.dead_letters.queue_arn))
    error_message = "Give the ARN of a queue."
  }
}

variable "tracing" {
  description = "Whether calls are traced by X-Ray, for which the role needs policies/tracing.json."
  type        = bool
  default     = true
}

variable "layers" {
  description = "ARNs of layer versions, such as a collector's."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for layer in var.layers : can(regex("^arn:[a-z-]+:lambda:[a-z0-9-]+:[0-9]+:layer:[^:]+:[0-9]+$", layer))])
    error_message = "Give ARNs of layer versions, such as arn:aws:lambda:eu-central-1:901920570463:layer:NAME:1."
  }
}

variable "tenant_isolation" {
  description = "Whether Lambda keeps an execution environment for each tenant (tenancy_config). It is fixed when a function is made, and excludes provisioned concurrency and queues."
  type        = bool
  default     = false

  validation {
    condition     = !var.tenant_isolation || var.provisioned_concurrency == 0
    error_message = "Environments by tenant and provisioned concurrency exclude each other."
  }
}
