output "user_pool_id" {
  description = "The user pool."
  value       = aws_cognito_user_pool.this.id
}

output "user_pool_arn" {
  description = "Its ARN."
  value       = aws_cognito_user_pool.this.arn
}

output "client_id" {
  description = "The client that pages and programs sign in by: the audience of tokens."
  value       = aws_cognito_user_pool_client.web.id
}

output "issuer" {
  description = "Who issues the tokens."
  value       = "https://cognito-idp.${var.region}.amazonaws.com/${aws_cognito_user_pool.this.id}"
}
