output "environment" {
  description = "Everything that a client has to know."
  value = {
    api_url          = "${var.endpoint}/_aws/execute-api/${module.system.api_id}/$default"
    programs_api_url = "${var.endpoint}/_aws/execute-api/${module.system.programs_api_id}/$default"
    endpoint         = var.endpoint
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
