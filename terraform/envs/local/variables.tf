variable "endpoint" {
  description = "Where the emulator listens."
  type        = string
  default     = "http://127.0.0.1:4566"

  validation {
    condition     = can(regex("^http://[a-z0-9.-]+:[0-9]+$", var.endpoint))
    error_message = "Give http://HOST:PORT."
  }
}

variable "account" {
  description = "The emulator's account."
  type        = string
  default     = "000000000000"

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account))
    error_message = "An account has twelve digits."
  }
}

variable "region" {
  description = "The Region that the emulator plays."
  type        = string
  default     = "eu-central-1"

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "A Region looks like eu-central-1."
  }
}

variable "packages" {
  description = "The folder with a zip for each handler, as cargo xtask package --architecture x86_64 makes them."
  type        = string

  validation {
    condition     = length(fileset(var.packages, "*.zip")) >= 6
    error_message = "The packages are not there: cargo xtask package makes them."
  }
}

variable "architecture" {
  description = "The machine's own: the emulator runs the packages as they are."
  type        = string
  default     = "x86_64"

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "Lambda has arm64 and x86_64."
  }
}

variable "functions" {
  description = "Size and limits of each handler; a debug build on a busy laptop takes longer than Lambda."
  type = map(object({
    memory_mb = number
    timeout   = number
  }))
  default = {
    tenant-onboard   = { memory_mb = 512, timeout = 60 }
    tenant-worker    = { memory_mb = 512, timeout = 60 }
    metrics-handler  = { memory_mb = 512, timeout = 60 }
    chat-handler     = { memory_mb = 512, timeout = 60 }
    insights-handler = { memory_mb = 512, timeout = 60 }
    insights-worker  = { memory_mb = 512, timeout = 60 }
  }
}

variable "models" {
  description = "Who phrases answers, and who else may be named: ollama:* where the emulator was started with OLLAMA_HOST."
  type = object({
    default = optional(string, "narrator")
    offered = optional(list(string), [])
  })
  default = {}
}
