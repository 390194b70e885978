# The container behind a load balancer of its own network. Streamlit keeps a session in memory: whoever has begun with one
# task stays with it.

resource "aws_cloudwatch_log_group" "this" {
  name              = "/ecs/${local.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.key_arn
}

resource "aws_ecs_cluster" "this" {
  name = local.name

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

# Signs the cookie by which a page knows who signed in. It is made up here, and is in no state and no plan.
ephemeral "aws_secretsmanager_random_password" "cookie" {
  password_length     = 64
  exclude_punctuation = true
}

resource "aws_secretsmanager_secret" "cookie" {
  #checkov:skip=CKV2_AWS_57:a new one signs everybody out: it is changed by cookie_secret_version, when there is a reason
  name                    = local.cookie
  kms_key_id              = var.key_arn
  recovery_window_in_days = var.protected ? 30 : 0
}

resource "aws_secretsmanager_secret_version" "cookie" {
  secret_id                = aws_secretsmanager_secret.cookie.id
  secret_string_wo         = ephemeral.aws_secretsmanager_random_password.cookie.random_password
  secret_string_wo_version = var.cookie_secret_version
}

# Fetches the image and writes the log; the app itself has no rights in AWS at all: it calls the API with people's tokens.
resource "aws_iam_role" "execution" {
  name = "${local.name}-execution"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = var.account } }
    }]
  })
}

resource "aws_iam_role_policy" "execution" {
  name = "image-and-log"
  role = aws_iam_role.execution.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Image"
        Effect   = "Allow"
        Action   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
        Resource = "arn:aws:ecr:${var.region}:${var.account}:repository/${local.name}"
      },
      {
        # It knows no resources.
        Sid      = "Registry"
        Effect   = "Allow"
        Action   = "ecr:GetAuthorizationToken"
        Resource = "*"
      },
      {
        Sid      = "Cookie"
        Effect   = "Allow"
        Action   = "secretsmanager:GetSecretValue"
        Resource = "arn:aws:secretsmanager:${var.region}:${var.account}:secret:${local.cookie}-*"
      },
      {
        Sid      = "Log"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "arn:aws:logs:${var.region}:${var.account}:log-group:/ecs/${local.name}:*"
      },
    ]
  })
}

resource "aws_ecs_task_definition" "this" {
  family                   = local.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.cpu
  memory                   = var.memory_mb
  execution_role_arn       = aws_iam_role.execution.arn

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = "ARM64"
  }

  container_definitions = jsonencode([{
    name                   = "frontend"
    image                  = "${aws_ecr_repository.this.repository_url}:${var.image_tag}"
    essential              = true
    readonlyRootFilesystem = true
    user                   = "65532:65532"
    portMappings           = [{ containerPort = 8501, protocol = "tcp" }]
    secrets                = [{ name = "SALESTALK_COOKIE_SECRET", valueFrom = aws_secretsmanager_secret.cookie.arn }]
    environment = [
      { name = "SALESTALK_URL", value = var.api_url },
      { name = "SALESTALK_OIDC_METADATA_URL", value = "${var.issuer}/.well-known/openid-configuration" },
      { name = "SALESTALK_OIDC_CLIENT_ID", value = var.client_id },
      { name = "SALESTALK_OIDC_REDIRECT_URI", value = "${local.url}/oauth2callback" },
    ]
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.this.name
        awslogs-region        = var.region
        awslogs-stream-prefix = "frontend"
      }
    }
  }])

  depends_on = [aws_iam_role_policy.execution, aws_secretsmanager_secret_version.cookie]
}

resource "aws_lb" "this" {
  #checkov:skip=CKV_AWS_91:CloudFront logs each call
  #checkov:skip=CKV2_AWS_28:a firewall is for CloudFront in front of it (web_acl_arn)
  #checkov:skip=CKV_AWS_150:it holds nothing, and a destroyed environment should be gone
  #checkov:skip=CKV2_AWS_20:nobody but CloudFront reaches it, which redirects to TLS
  name                       = local.name
  internal                   = true
  load_balancer_type         = "application"
  subnets                    = aws_subnet.private[*].id
  security_groups            = [aws_security_group.balancer.id]
  drop_invalid_header_fields = true
  idle_timeout               = 300
}

resource "aws_lb_target_group" "this" {
  #checkov:skip=CKV_AWS_378:between the balancer and the task, within one network
  name                 = local.name
  vpc_id               = aws_vpc.this.id
  target_type          = "ip"
  protocol             = "HTTP"
  port                 = 8501
  deregistration_delay = 60

  health_check {
    path    = "/_stcore/health"
    matcher = "200"
  }

  stickiness {
    type            = "lb_cookie"
    cookie_duration = 86400
  }
}

resource "aws_lb_listener" "this" {
  #checkov:skip=CKV_AWS_2:without a domain there is no certificate; CloudFront speaks to it within AWS's network alone
  #checkov:skip=CKV_AWS_103:the same
  load_balancer_arn = aws_lb.this.arn
  port              = var.certificate_arn == null ? 80 : 443
  protocol          = var.certificate_arn == null ? "HTTP" : "HTTPS"
  certificate_arn   = var.certificate_arn
  ssl_policy        = var.certificate_arn == null ? null : "ELBSecurityPolicy-TLS13-1-2-2021-06"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this.arn
  }
}

resource "aws_ecs_service" "this" {
  name                              = "frontend"
  cluster                           = aws_ecs_cluster.this.id
  task_definition                   = aws_ecs_task_definition.this.arn
  desired_count                     = var.tasks
  launch_type                       = "FARGATE"
  health_check_grace_period_seconds = 60

  network_configuration {
    subnets         = aws_subnet.private[*].id
    security_groups = [aws_security_group.task.id]
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.this.arn
    container_name   = "frontend"
    container_port   = 8501
  }

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  depends_on = [aws_lb_listener.this]
}
