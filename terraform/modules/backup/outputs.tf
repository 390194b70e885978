output "vault_name" {
  description = "The vault."
  value       = aws_backup_vault.this.name
}

output "role_arn" {
  description = "The role by which AWS Backup makes copies, and brings them back."
  value       = aws_iam_role.this.arn
}
