output "pooled_key_arn" {
  description = "The key that tenants without one of their own share."
  value       = aws_kms_key.pooled.arn
}

output "pooled_key_alias" {
  description = "Its alias, by which the control plane finds it."
  value       = aws_kms_alias.pooled.name
}

output "system_key_arn" {
  description = "The key of what belongs to no tenant."
  value       = aws_kms_key.system.arn
}
