output "function_name" {
  description = "The name of the function."
  value       = aws_lambda_function.this.function_name
}

output "function_arn" {
  description = "The function, without a version."
  value       = aws_lambda_function.this.arn
}

output "role_arn" {
  description = "The role, once its rights are there."
  value       = aws_iam_role.this.arn
}

output "log_group_name" {
  description = "The log group."
  value       = aws_cloudwatch_log_group.this.name
}

output "called" {
  description = "What callers name: the alias, or the function."
  value       = local.called
}
