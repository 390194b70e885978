output "queue_url" {
  description = "The URL of the queue."
  value       = aws_sqs_queue.this.url
}

output "queue_arn" {
  description = "The ARN of the queue."
  value       = aws_sqs_queue.this.arn
}

output "queue_name" {
  description = "The name of the queue."
  value       = aws_sqs_queue.this.name
}

output "dead_queue_arn" {
  description = "The ARN of the queue of dead messages."
  value       = aws_sqs_queue.dead.arn
}

output "dead_queue_name" {
  description = "The name of the queue of dead messages."
  value       = aws_sqs_queue.dead.name
}
