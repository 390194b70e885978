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

variable "repository" {
  description = "The repository on GitHub, OWNER/NAME."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$", var.repository))
    error_message = "Give OWNER/NAME."
  }
}

variable "environment" {
  description = "The environment on GitHub whose jobs may deploy."
  type        = string

  validation {
    condition     = contains(["staging", "prod"], var.environment)
    error_message = "There are staging and prod."
  }
}

variable "state_bucket" {
  description = "The bucket of Terraform's state."
  type        = string
}

variable "data_bucket" {
  description = "The bucket of tenants' objects, which no pipeline reads."
  type        = string
}
