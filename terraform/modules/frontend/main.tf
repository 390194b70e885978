# The pages: the Streamlit app, which is a server, as a container that only CloudFront reaches; beside it a bucket with
# static files. Nothing of it has an address on the internet but CloudFront.

locals {
  name   = "salestalk-frontend"
  cookie = "salestalk-frontend-cookie"
  url    = var.domain == null ? "https://${aws_cloudfront_distribution.this.domain_name}" : "https://${var.domain.name}"
}

resource "aws_ecr_repository" "this" {
  name                 = local.name
  image_tag_mutability = "IMMUTABLE"
  force_delete         = !var.protected

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = var.key_arn
  }
}

resource "aws_ecr_lifecycle_policy" "this" {
  repository = aws_ecr_repository.this.name
  policy = jsonencode({
    rules = [{
      rulePriority = 1
      description  = "the last ten, to go back to"
      selection    = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = 10 }
      action       = { type = "expire" }
    }]
  })
}
