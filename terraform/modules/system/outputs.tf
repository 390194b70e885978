output "api_url" {
  description = "The API for people, whose tokens the gateway checks."
  value       = module.api.url
}

output "api_id" {
  description = "Its id."
  value       = module.api.api_id
}

output "programs_api_id" {
  description = "The id of the API for programs."
  value       = module.programs_api.api_id
}

output "api_domain_target" {
  description = "Where the DNS record of the API's own host points; null without one."
  value       = module.api.domain_target
}

output "programs_api_url" {
  description = "The API for programs, which show API keys."
  value       = module.programs_api.url
}

output "bucket" {
  description = "The bucket of all tenants' objects."
  value       = module.storage.bucket_name
}

output "metadata_table" {
  description = "The table of tenants."
  value       = module.metadata.table_name
}

output "user_pool_id" {
  description = "The user pool."
  value       = module.cognito.user_pool_id
}

output "client_id" {
  description = "The client that people sign in by."
  value       = module.cognito.client_id
}

output "issuer" {
  description = "Who issues tokens."
  value       = module.cognito.issuer
}

output "queue_url" {
  description = "The queue of put-off work."
  value       = module.queue.queue_url
}

output "queues" {
  description = "The queues, by what they hold, each with the one of its dead messages."
  value = {
    work     = { name = module.queue.queue_name, dead_name = module.queue.dead_queue_name }
    insights = { name = module.insights_queue.queue_name, dead_name = module.insights_queue.dead_queue_name }
  }
}

output "system_key_arn" {
  description = "The key of what belongs to no tenant."
  value       = module.keys.system_key_arn
}

output "log_groups" {
  description = "The log group of each handler."
  value       = { for name, handler in module.lambda : name => handler.log_group_name }
}
