output "plan_role_arn" {
  description = "For pull requests."
  value       = aws_iam_role.plan.arn
}

output "deploy_role_arn" {
  description = "For the environment's jobs."
  value       = aws_iam_role.deploy.arn
}
