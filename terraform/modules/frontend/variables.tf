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
  description = "The KMS key that encrypts images, static files and logs."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:kms:", var.key_arn))
    error_message = "Give the ARN of a KMS key."
  }
}

variable "image_tag" {
  description = "The tag of the image in the repository that this makes."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$", var.image_tag)) && var.image_tag != "latest"
    error_message = "Give a tag that names one image for ever, such as a commit."
  }
}

variable "api_url" {
  description = "The API's address."
  type        = string

  validation {
    condition     = startswith(var.api_url, "https://")
    error_message = "The API is reached by https."
  }
}

variable "client_id" {
  description = "The client that people sign in by."
  type        = string
}

variable "issuer" {
  description = "Who issues their tokens."
  type        = string

  validation {
    condition     = startswith(var.issuer, "https://")
    error_message = "An issuer is an address that begins with https://."
  }
}

variable "static_bucket" {
  description = "The bucket of static files."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.static_bucket))
    error_message = "A bucket's name has 3 to 63 lower-case letters, digits and hyphens."
  }
}

variable "domain" {
  description = "The pages' own host and its certificate in us-east-1; null: the address that CloudFront gives."
  type = object({
    name            = string
    certificate_arn = string
  })
  default = null

  validation {
    condition     = var.domain == null || can(regex("^arn:[a-z-]+:acm:us-east-1:", var.domain.certificate_arn))
    error_message = "CloudFront takes certificates of us-east-1 alone."
  }
}

variable "certificate_arn" {
  description = "A certificate in this Region for TLS between CloudFront and the load balancer; null: HTTP, within AWS's network."
  type        = string
  default     = null

  validation {
    condition     = var.certificate_arn == null || can(regex("^arn:[a-z-]+:acm:", var.certificate_arn))
    error_message = "Give the ARN of a certificate."
  }
}

variable "web_acl_arn" {
  description = "A firewall (WAF) for CloudFront; null: none."
  type        = string
  default     = null

  validation {
    condition     = var.web_acl_arn == null || can(regex(":wafv2:us-east-1:[0-9]+:global/", var.web_acl_arn))
    error_message = "Give the ARN of a WAFv2 web ACL of scope CLOUDFRONT."
  }
}

variable "cidr" {
  description = "The addresses of the network."
  type        = string
  default     = "10.20.0.0/20"

  validation {
    condition     = can(cidrsubnet(var.cidr, 4, 15))
    error_message = "Give a network that can be split into sixteen, such as 10.20.0.0/20."
  }
}

variable "cookie_secret_version" {
  description = "A higher number makes up a new secret for cookies, which signs everybody out."
  type        = number
  default     = 1

  validation {
    condition     = var.cookie_secret_version >= 1
    error_message = "Give 1 or more."
  }
}

variable "zones" {
  description = "The two availability zones of the Region, by their letters."
  type        = list(string)
  default     = ["a", "b"]

  validation {
    condition     = length(var.zones) == 2 && alltrue([for zone in var.zones : can(regex("^[a-z]$", zone))])
    error_message = "Give two letters, such as a and b."
  }
}

variable "tasks" {
  description = "Containers that run."
  type        = number
  default     = 2

  validation {
    condition     = var.tasks >= 0 && var.tasks <= 50
    error_message = "Give 0 to 50."
  }
}

variable "cpu" {
  description = "Of each container, in 1/1024 of a processor."
  type        = number
  default     = 512

  validation {
    condition     = contains([256, 512, 1024, 2048, 4096], var.cpu)
    error_message = "Fargate has 256, 512, 1024, 2048 and 4096."
  }
}

variable "memory_mb" {
  description = "Of each container."
  type        = number
  default     = 1024

  validation {
    condition     = var.memory_mb >= 512 && var.memory_mb <= 30720
    error_message = "Fargate gives 512 to 30720 MB."
  }
}

variable "log_retention_days" {
  description = "How long logs are kept."
  type        = number
  default     = 365
}

variable "protected" {
  description = "Whether the images refuse to be deleted with their repository."
  type        = bool
  default     = true
}
