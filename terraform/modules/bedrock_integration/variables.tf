variable "model" {
  description = "Who phrases answers where a plan names nobody: narrator, or bedrock:ID."
  type        = string
  default     = "narrator"

  validation {
    condition     = can(regex("^(narrator|(bedrock|openai|ollama):.+)$", var.model))
    error_message = "Give narrator, bedrock:ID, openai:NAME or ollama:NAME."
  }
}

variable "models" {
  description = "Models that plans and requests may name besides; bedrock:* is a whole family."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for model in var.models : can(regex("^(bedrock|openai|ollama):.+$", model))])
    error_message = "Give bedrock:ID, openai:NAME or ollama:NAME."
  }
}

variable "guardrail" {
  description = "Whether requests are under a guardrail of Bedrock's, which is paid for by text."
  type        = bool
  default     = false
}

variable "tier" {
  description = "Bedrock's service tier; null: its default."
  type        = string
  default     = null

  validation {
    condition     = var.tier == null || contains(["default", "flex", "priority", "reserved"], coalesce(var.tier, "default"))
    error_message = "Bedrock has the tiers default, flex, priority and reserved."
  }
}

variable "key_arn" {
  description = "The KMS key that encrypts the guardrail."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:kms:", var.key_arn))
    error_message = "Give the ARN of a KMS key."
  }
}
