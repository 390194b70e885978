# How GitHub Actions gets into the account: by a token that GitHub signs for one run, and no key that lies anywhere. Pull
# requests may look, the environment's own jobs may change things.

locals {
  issuer = "token.actions.githubusercontent.com"
  trust = {
    for name, subject in {
      salestalk-plan   = "repo:${var.repository}:pull_request"
      salestalk-deploy = "repo:${var.repository}:environment:${var.environment}"
      } : name => jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Allow"
          Principal = { Federated = "arn:aws:iam::${var.account}:oidc-provider/${local.issuer}" }
          Action    = "sts:AssumeRoleWithWebIdentity"
          Condition = { StringEquals = { "${local.issuer}:aud" = "sts.amazonaws.com", "${local.issuer}:sub" = subject } }
        }]
    })
  }

  state = {
    Sid      = "State"
    Effect   = "Allow"
    Action   = ["s3:GetObject"]
    Resource = ["arn:aws:s3:::${var.state_bucket}/*"]
  }
  state_list = {
    Sid      = "StateList"
    Effect   = "Allow"
    Action   = ["s3:ListBucket"]
    Resource = ["arn:aws:s3:::${var.state_bucket}"]
  }

  # What no pipeline has any business with: what tenants keep.
  tenants_data = [
    {
      Sid    = "NoItems"
      Effect = "Deny"
      Action = [
        "dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:Scan", "dynamodb:PutItem", "dynamodb:UpdateItem",
        "dynamodb:DeleteItem", "dynamodb:BatchWriteItem", "dynamodb:PartiQL*", "dynamodb:ExportTableToPointInTime",
      ]
      Resource = ["arn:aws:dynamodb:${var.region}:${var.account}:table/tenant-*", "arn:aws:dynamodb:${var.region}:${var.account}:table/tenants-metadata*"]
    },
    {
      Sid      = "NoObjects"
      Effect   = "Deny"
      Action   = ["s3:GetObject*", "s3:PutObject*", "s3:DeleteObject*"]
      Resource = ["arn:aws:s3:::${var.data_bucket}/*"]
    },
    {
      Sid      = "NoSessions"
      Effect   = "Deny"
      Action   = ["sts:AssumeRole", "sts:TagSession"]
      Resource = ["arn:aws:iam::${var.account}:role/salestalk-tenant"]
    },
    {
      # Neither to destroy copies, nor to read them by way of a table of another name.
      Sid    = "NoCopies"
      Effect = "Deny"
      Action = [
        "backup:DeleteRecoveryPoint", "backup:DisassociateRecoveryPoint", "backup:UpdateRecoveryPointLifecycle",
        "backup:DeleteBackupVault", "backup:DeleteBackupVaultLockConfiguration", "backup:StartRestoreJob", "backup:StartCopyJob",
        "dynamodb:RestoreTableFromAwsBackup", "dynamodb:RestoreTableFromBackup", "dynamodb:RestoreTableToPointInTime",
      ]
      Resource = ["*"]
    },
    {
      # What a key encrypted is lost with it, copies included.
      Sid      = "NoKeysGone"
      Effect   = "Deny"
      Action   = ["kms:DisableKey", "kms:ScheduleKeyDeletion"]
      Resource = ["arn:aws:kms:${var.region}:${var.account}:key/*"]
    },
  ]

  role_names = [
    "tenant-onboard", "tenant-worker", "metrics-handler", "chat-handler", "insights-handler", "insights-worker",
    "salestalk-tenant", "salestalk-schedule", "salestalk-backup", "salestalk-frontend-execution", "apigateway-logs",
  ]
  roles = [for name in local.role_names : "arn:aws:iam::${var.account}:role/${name}"]
}

resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://${local.issuer}"
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_role" "plan" {
  name                 = "salestalk-plan"
  assume_role_policy   = local.trust["salestalk-plan"]
  max_session_duration = 3600
  depends_on           = [aws_iam_openid_connect_provider.github]
}

# A plan looks at every kind of resource; what tenants keep is denied above.
resource "aws_iam_role_policy_attachment" "plan" {
  role       = aws_iam_role.plan.name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_role_policy" "plan" {
  name = "plan"
  role = aws_iam_role.plan.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = concat([local.state, local.state_list], local.tenants_data)
  })
}

resource "aws_iam_role" "deploy" {
  name                 = "salestalk-deploy"
  assume_role_policy   = local.trust["salestalk-deploy"]
  max_session_duration = 7200
  depends_on           = [aws_iam_openid_connect_provider.github]
}

# It makes and changes resources of twenty services, some of which know no names before they are made. Identity is not among
# them: of IAM it has what stands below.
resource "aws_iam_role_policy_attachment" "deploy" {
  role       = aws_iam_role.deploy.name
  policy_arn = "arn:aws:iam::aws:policy/PowerUserAccess"
}

resource "aws_iam_role_policy" "deploy" {
  name = "deploy"
  role = aws_iam_role.deploy.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Sid    = "OwnRoles"
          Effect = "Allow"
          Action = [
            "iam:CreateRole", "iam:DeleteRole", "iam:GetRole", "iam:UpdateRole", "iam:UpdateAssumeRolePolicy", "iam:TagRole", "iam:UntagRole",
            "iam:ListRolePolicies", "iam:GetRolePolicy", "iam:PutRolePolicy", "iam:DeleteRolePolicy", "iam:ListAttachedRolePolicies",
            "iam:ListInstanceProfilesForRole",
          ]
          Resource = local.roles
        },
        {
          Sid       = "LogsOfRestApis"
          Effect    = "Allow"
          Action    = ["iam:AttachRolePolicy", "iam:DetachRolePolicy"]
          Resource  = ["arn:aws:iam::${var.account}:role/apigateway-logs"]
          Condition = { ArnEquals = { "iam:PolicyARN" = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs" } }
        },
        {
          Sid       = "Copies"
          Effect    = "Allow"
          Action    = ["iam:AttachRolePolicy", "iam:DetachRolePolicy"]
          Resource  = ["arn:aws:iam::${var.account}:role/salestalk-backup"]
          Condition = { ArnLike = { "iam:PolicyARN" = "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyFor*" } }
        },
        {
          Sid      = "Handing"
          Effect   = "Allow"
          Action   = ["iam:PassRole"]
          Resource = local.roles
          Condition = {
            StringEquals = {
              "iam:PassedToService" = [
                "lambda.amazonaws.com", "scheduler.amazonaws.com", "ecs-tasks.amazonaws.com", "apigateway.amazonaws.com",
                "backup.amazonaws.com",
              ]
            }
          }
        },
        {
          # Its own role and the one of pull requests are changed by a person.
          Sid      = "LookingAtItself"
          Effect   = "Allow"
          Action   = ["iam:GetRole", "iam:GetRolePolicy", "iam:ListRolePolicies", "iam:ListAttachedRolePolicies"]
          Resource = ["arn:aws:iam::${var.account}:role/salestalk-plan", "arn:aws:iam::${var.account}:role/salestalk-deploy"]
        },
        {
          Sid      = "LookingAtTheProvider"
          Effect   = "Allow"
          Action   = ["iam:GetOpenIDConnectProvider"]
          Resource = ["arn:aws:iam::${var.account}:oidc-provider/${local.issuer}"]
        },
      ],
      local.tenants_data,
    )
  })
}
