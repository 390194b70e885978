variable "table_name" {
  description = "The name of the table."
  type        = string
  default     = "tenants-metadata"

  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]{3,255}$", var.table_name)) && !startswith(var.table_name, "tenant-")
    error_message = "A table's name has 3 to 255 of A-Z, a-z, 0-9, _, . and -, and does not begin as tenants' tables do."
  }
}

variable "key_arn" {
  description = "The KMS key that encrypts the table."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:kms:", var.key_arn))
    error_message = "Give the ARN of a KMS key."
  }
}

variable "deletion_protection" {
  description = "Whether the table refuses to be deleted."
  type        = bool
  default     = true
}
