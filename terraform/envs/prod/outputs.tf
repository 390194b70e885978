output "environment" {
  description = "Everything that a client has to know."
  value = {
    api_url          = module.system.api_url
    programs_api_url = module.system.programs_api_url
    endpoint         = null
    region           = var.region
    account          = var.account
    bucket           = module.system.bucket
    metadata_table   = module.system.metadata_table
    user_pool_id     = module.system.user_pool_id
    client_id        = module.system.client_id
    issuer           = module.system.issuer
    queue_url        = module.system.queue_url
  }
}

output "api_domain_target" {
  description = "Where the DNS record of the API's own host points; null without one."
  value       = module.system.api_domain_target
}

output "frontend" {
  description = "The pages: address, distribution, repository of images, bucket of static files; null without them."
  value = length(module.frontend) == 0 ? null : {
    url                 = module.frontend[0].url
    distribution_id     = module.frontend[0].distribution_id
    distribution_domain = module.frontend[0].distribution_domain
    repository_url      = module.frontend[0].repository_url
    static_bucket       = module.frontend[0].static_bucket
  }
}

output "backup" {
  description = "The vault with the tables' copies, and the role that brings them back; null without them."
  value = length(module.backup) == 0 ? null : {
    vault = module.backup[0].vault_name
    role  = module.backup[0].role_arn
  }
}

output "roles" {
  description = "For GitHub Actions; null without a repository."
  value = length(module.ci) == 0 ? null : {
    plan   = module.ci[0].plan_role_arn
    deploy = module.ci[0].deploy_role_arn
  }
}
