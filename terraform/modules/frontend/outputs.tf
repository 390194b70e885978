output "url" {
  description = "Where the pages are."
  value       = local.url
}

output "distribution_id" {
  description = "The distribution, for invalidations."
  value       = aws_cloudfront_distribution.this.id
}

output "distribution_domain" {
  description = "Where the DNS record of the pages' own host points."
  value       = aws_cloudfront_distribution.this.domain_name
}

output "repository_url" {
  description = "Where images go."
  value       = aws_ecr_repository.this.repository_url
}

output "static_bucket" {
  description = "The bucket of static files."
  value       = aws_s3_bucket.static.id
}
