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

variable "metadata_table" {
  description = "The table of tenants; tenants' tables are found by their names and tags."
  type        = string
}

variable "hour" {
  description = "The hour of the day, UTC, at which copies are begun."
  type        = number
  default     = 3

  validation {
    condition     = var.hour >= 0 && var.hour <= 23 && floor(var.hour) == var.hour
    error_message = "Give an hour, 0 to 23."
  }
}

variable "metadata_days" {
  description = "How long copies of the table of tenants are kept."
  type        = number
  default     = 35

  validation {
    condition     = var.lock.mode == "NONE" ? var.metadata_days >= 1 : var.metadata_days >= var.lock.min_days && var.metadata_days <= var.lock.max_days
    error_message = "Give a number of days that the lock allows."
  }
}

variable "tenants_days" {
  description = "How long copies of tenants' tables are kept, also of a tenant that was erased meanwhile."
  type        = number
  default     = 14

  validation {
    condition     = var.lock.mode == "NONE" ? var.tenants_days >= 1 : var.tenants_days >= var.lock.min_days && var.tenants_days <= var.lock.max_days
    error_message = "Give a number of days that the lock allows."
  }
}

variable "lock" {
  description = "NONE; GOVERNANCE: copies stay until their time is up, unless somebody with the right to takes the lock off; COMPLIANCE: after the days of grace nobody can, not even the account's root. How short and how long copies may be kept."
  type = object({
    mode       = optional(string, "GOVERNANCE")
    min_days   = optional(number, 7)
    max_days   = optional(number, 366)
    grace_days = optional(number, 3)
  })
  default = {}

  validation {
    condition     = contains(["NONE", "GOVERNANCE", "COMPLIANCE"], var.lock.mode)
    error_message = "Give NONE, GOVERNANCE or COMPLIANCE."
  }

  validation {
    condition     = var.lock.min_days >= 1 && var.lock.max_days >= var.lock.min_days && var.lock.max_days <= 36500
    error_message = "Give at least a day, and no more at least than at most."
  }

  validation {
    condition     = var.lock.grace_days >= 3 && var.lock.grace_days <= 36500
    error_message = "AWS asks for three days of grace at least."
  }
}

variable "deletion_window_in_days" {
  description = "How long the vault's key can still be saved once it is to be deleted."
  type        = number
  default     = 30

  validation {
    condition     = var.deletion_window_in_days >= 7 && var.deletion_window_in_days <= 30
    error_message = "KMS takes 7 to 30 days."
  }
}

variable "force_destroy" {
  description = "Whether destroying the vault deletes the copies. For environments that hold nobody's data."
  type        = bool
  default     = false
}
