variable "tenant_id" {
  description = "The tenant, as the control plane knows it."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9]{2,31}$", var.tenant_id))
    error_message = "A tenant's id has 3 to 32 lower-case letters and digits, a letter first."
  }
}

variable "key_arn" {
  description = "The KMS key that encrypts both tables: the tenant's own, or the one that tenants share."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.key_arn))
    error_message = "Give the ARN of a KMS key, not an alias."
  }
}

variable "point_in_time_recovery" {
  description = "Whether the tables can be restored to any second of the last 35 days, as the tenant's plan says."
  type        = bool
}

variable "deletion_protection" {
  description = "Whether the tables refuse to be deleted, as the tenant's plan says."
  type        = bool
}
