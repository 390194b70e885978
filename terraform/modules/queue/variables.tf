variable "name" {
  description = "The name of the queue."
  type        = string
  default     = "salestalk-work"

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,75}$", var.name))
    error_message = "A queue's name has up to 75 letters, digits, _ and -."
  }
}

variable "key_arn" {
  description = "The KMS key that encrypts messages; null: SQS's own key."
  type        = string
  default     = null

  validation {
    condition     = var.key_arn == null || can(regex("^arn:[a-z-]+:kms:", var.key_arn))
    error_message = "Give the ARN of a KMS key."
  }
}

variable "visibility_timeout" {
  description = "How long a message that was taken stays hidden, in seconds: longer than the worker may run."
  type        = number

  validation {
    condition     = var.visibility_timeout >= 30 && var.visibility_timeout <= 43200
    error_message = "Give 30 seconds to 12 hours."
  }
}

variable "tries" {
  description = "How often a message is tried before it is dead."
  type        = number
  default     = 5

  validation {
    condition     = var.tries >= 1 && var.tries <= 1000
    error_message = "Give 1 to 1000 tries."
  }
}
