# The handlers, on the roles of policies/: the files that the isolation tests use.

locals {
  policies = "${path.module}/../../../policies"

  values = {
    region             = var.region
    account            = var.account
    bucket             = var.bucket_name
    metadata_table     = local.metadata_table
    queue_arn          = module.queue.queue_arn
    insights_queue_arn = local.insights_queue_arn
    user_pool_arn      = module.cognito.user_pool_arn
    tenant_role_arn    = local.tenant_role_arn
  }
  # The queue that a handler takes messages from, where it is not the one of put-off work.
  own_values = {
    insights-worker = { queue_arn = local.insights_queue_arn }
  }

  roles = {
    tenant-onboard   = ["control-plane", "logs"]
    tenant-worker    = ["control-plane", "queue-consumer", "logs"]
    metrics-handler  = ["metrics-handler", "logs"]
    chat-handler     = ["chat-handler", "logs"]
    insights-handler = ["insights-handler", "logs"]
    insights-worker  = ["insights-worker", "queue-consumer", "logs"]
  }

  rendered = {
    for handler, names in local.roles : handler => {
      for name in concat(names, var.tracing ? ["tracing"] : []) : name => jsondecode(templatefile(
        "${local.policies}/${name}.json",
        merge(local.values, { function_name = handler }, lookup(local.own_values, handler, {})),
      ))
    }
  }

  # An emulator that does not know a condition's key would refuse what the condition allows.
  unknown = var.emulator == null ? [] : var.emulator.unknown_condition_keys
  statements = {
    for handler, policies in local.rendered : handler => {
      for name, policy in policies : name => [
        for statement in policy.Statement : {
          for key, value in statement : key => value
          if key != "Condition" || !anytrue([for unknown in local.unknown : strcontains(jsonencode(value), unknown)])
        }
      ]
    }
  }

  environment = {
    SALESTALK_ACCOUNT         = var.account
    SALESTALK_BUCKET          = module.storage.bucket_name
    SALESTALK_METADATA_TABLE  = module.metadata.table_name
    SALESTALK_TENANT_ROLE_ARN = local.tenant_role_arn
    SALESTALK_QUEUE_URL       = module.queue.queue_url
    SALESTALK_USER_POOL_ID    = module.cognito.user_pool_id
    SALESTALK_ISSUER          = module.cognito.issuer
    SALESTALK_AUDIENCE        = module.cognito.client_id
    SALESTALK_JWKS_URL        = "${local.jwks}/.well-known/jwks.json"
    # A REST API's path begins with its stage.
    AWS_LAMBDA_HTTP_IGNORE_STAGE_IN_PATH = "true"
  }

  # What single handlers get besides.
  environments = {
    metrics-handler  = { SALESTALK_INSIGHTS_QUEUE_URL = module.insights_queue.queue_url }
    insights-handler = { SALESTALK_INSIGHTS_QUEUE_URL = module.insights_queue.queue_url }
    insights-worker  = { SALESTALK_INSIGHTS_QUEUE_URL = module.insights_queue.queue_url }
    chat-handler     = merge(module.bedrock_integration.environment, { SALESTALK_STREAM_RESPONSES = tostring(var.streaming) })
  }
  plans   = var.plans == null ? {} : { SALESTALK_PLANS = var.plans }
  traces  = var.collector == null ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT = var.collector.endpoint }
  origins = length(var.allowed_origins) > 0 ? { SALESTALK_ALLOWED_ORIGINS = join(",", var.allowed_origins) } : {}

  # The mail server has a password: those that tell tenants get it, and no other.
  mail    = nonsensitive(var.smtp_url == null) ? {} : { SALESTALK_SMTP_URL = var.smtp_url, SALESTALK_MAIL_FROM = var.mail_from }
  secrets = { insights-handler = local.mail, insights-worker = local.mail }

  dead_letters = {
    tenant-worker   = { queue_arn = module.queue.dead_queue_arn }
    insights-worker = { queue_arn = module.insights_queue.dead_queue_arn }
  }

  behind_api = {
    for handler in ["tenant-onboard", "metrics-handler", "chat-handler", "insights-handler"] :
    handler => merge({ function_name = module.lambda[handler].function_name }, module.lambda[handler].called)
  }
}

module "lambda" {
  source   = "../lambda"
  for_each = toset(local.handlers)

  function_name           = each.key
  package                 = "${var.packages}/${each.key}.zip"
  architecture            = var.architecture
  memory_mb               = var.functions[each.key].memory_mb
  timeout                 = var.functions[each.key].timeout
  reserved_concurrency    = var.functions[each.key].reserved_concurrency
  provisioned_concurrency = var.functions[each.key].provisioned_concurrency
  alias                   = var.versions ? "live" : null
  tracing                 = var.tracing
  layers                  = compact([try(var.collector.layer_arn, null)])
  log_retention_days      = var.log_retention_days
  key_arn                 = module.keys.system_key_arn
  environment             = merge(local.environment, local.plans, lookup(local.environments, each.key, {}), local.origins, local.traces)
  secrets                 = lookup(local.secrets, each.key, {})
  trust_policy            = file("${local.policies}/lambda-trust.json")
  # The schedules call the workers without waiting for them; the others answer a request.
  dead_letters = lookup(local.dead_letters, each.key, null)
  policies = merge(
    {
      for name, statements in local.statements[each.key] :
      name => jsonencode({ Version = "2012-10-17", Statement = statements })
    },
    var.emulator == null ? {} : {
      for name, policy in var.emulator.extra_policies : "emulator-${name}" => policy if contains(local.roles[each.key], name)
    },
  )
}

# What tenants' sessions are opened on: never without a session policy that names one tenant (policies/README.md).
resource "aws_iam_role" "tenant" {
  name = local.tenant_role
  assume_role_policy = templatefile("${local.policies}/tenant-trust.json", {
    onboard_role_arn         = module.lambda["tenant-onboard"].role_arn
    worker_role_arn          = module.lambda["tenant-worker"].role_arn
    metrics_role_arn         = module.lambda["metrics-handler"].role_arn
    chat_role_arn            = module.lambda["chat-handler"].role_arn
    insights_role_arn        = module.lambda["insights-handler"].role_arn
    insights_worker_role_arn = module.lambda["insights-worker"].role_arn
  })
}

resource "aws_iam_role_policy" "tenant" {
  name = "tenant"
  role = aws_iam_role.tenant.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      for statement in jsondecode(templatefile("${local.policies}/tenant.json", local.values)).Statement : {
        for key, value in statement : key => value
        if key != "Condition" || !anytrue([for unknown in local.unknown : strcontains(jsonencode(value), unknown)])
      }
    ]
  })
}
