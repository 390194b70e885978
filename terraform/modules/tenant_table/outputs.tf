output "table_names" {
  description = "The names of both tables."
  value = {
    messages = aws_dynamodb_table.messages.name
    metrics  = aws_dynamodb_table.metrics.name
  }
}

output "table_arns" {
  description = "The ARNs of both tables."
  value = {
    messages = aws_dynamodb_table.messages.arn
    metrics  = aws_dynamodb_table.metrics.arn
  }
}
