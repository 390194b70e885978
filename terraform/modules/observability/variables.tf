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

variable "key_arn" {
  description = "The KMS key that encrypts the topic and the trail."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:kms:", var.key_arn))
    error_message = "Give the ARN of a KMS key."
  }
}

variable "log_groups" {
  description = "The log group of each handler."
  type        = map(string)

  validation {
    condition     = length(setsubtract(["tenant-onboard", "tenant-worker", "metrics-handler", "chat-handler", "insights-handler", "insights-worker"], keys(var.log_groups))) == 0
    error_message = "Give the log groups of all six handlers."
  }
}

variable "queues" {
  description = "The queues, each with the one of its dead messages, and how old a message may become, in seconds."
  type = map(object({
    name         = string
    dead_name    = string
    wait_seconds = number
  }))

  validation {
    condition     = alltrue([for queue in var.queues : queue.wait_seconds >= 60])
    error_message = "Give a minute at least."
  }
}

variable "backup_vault" {
  description = "The vault that is to get a copy of each table daily; null: there are no copies."
  type        = string
  default     = null
}

variable "data_bucket" {
  description = "The bucket whose objects' calls are recorded."
  type        = string
}

variable "audit_bucket" {
  description = "The bucket of the trail."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.audit_bucket)) && var.audit_bucket != var.data_bucket
    error_message = "A bucket's name has 3 to 63 lower-case letters, digits and hyphens, and the trail has one of its own."
  }
}

variable "audit_days" {
  description = "How long the trail is kept, and cannot be changed."
  type        = number
  default     = 365

  validation {
    condition     = var.audit_days >= 1 && var.audit_days <= 3650
    error_message = "Give 1 to 3650 days."
  }
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

variable "mail_addresses" {
  description = "Who gets a mail of each alarm; each has to confirm once."
  type        = set(string)

  validation {
    condition     = alltrue([for address in var.mail_addresses : can(regex("^[^@ ]+@[^@ ]+$", address))])
    error_message = "An address has an @."
  }
}

variable "dashboards_of" {
  description = "Tenants with a dashboard of their own."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for tenant in var.dashboards_of : can(regex("^[a-z][a-z0-9]{2,31}$", tenant))])
    error_message = "A tenant's id has 3 to 32 lower-case letters and digits, a letter first."
  }
}

variable "p99_seconds" {
  description = "What 99 of 100 calls should take at most."
  type        = number
  default     = 10

  validation {
    condition     = var.p99_seconds > 0 && var.p99_seconds <= 120
    error_message = "Give up to 120 seconds."
  }
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

variable "budget_refusals" {
  description = "Questions in five minutes that may meet a used-up budget before somebody is told."
  type        = number
  default     = 0

  validation {
    condition     = var.budget_refusals >= 0
    error_message = "Give a number of questions."
  }
}

variable "internal_errors" {
  description = "Lines of level ERROR in five minutes before somebody is told."
  type        = number
  default     = 0

  validation {
    condition     = var.internal_errors >= 0
    error_message = "Give a number of lines."
  }
}

variable "monthly_usd" {
  description = "What the account may cost in a month before somebody is told."
  type        = number

  validation {
    condition     = var.monthly_usd > 0
    error_message = "Give an amount."
  }
}
