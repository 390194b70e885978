variable "bucket_name" {
  description = "The name of the bucket; bucket names are unique in all of AWS."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.bucket_name))
    error_message = "A bucket's name has 3 to 63 lower-case letters, digits and hyphens."
  }
}

variable "key_arn" {
  description = "The KMS key of objects that name none."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:kms:", var.key_arn))
    error_message = "Give the ARN of a KMS key."
  }
}

variable "keep_replaced_days" {
  description = "How long a version of a tenant's object is kept once another took its place."
  type        = number
  default     = 30

  validation {
    condition     = var.keep_replaced_days >= 1 && var.keep_replaced_days <= 365
    error_message = "Give 1 to 365 days."
  }
}

variable "allowed_origins" {
  description = "Origins whose pages may upload files by a presigned link."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for origin in var.allowed_origins : can(regex("^https?://[^/*]+$", origin))])
    error_message = "An origin is a scheme and a host, such as https://app.example; * is none."
  }
}

variable "force_destroy" {
  description = "Whether destroying the bucket deletes what is in it. For environments that hold nobody's data."
  type        = bool
  default     = false
}

variable "require_tls" {
  description = "Whether calls without TLS are refused; an emulator has none."
  type        = bool
  default     = true
}
