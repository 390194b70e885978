output "topic_arn" {
  description = "Where alarms go."
  value       = aws_sns_topic.alarms.arn
}

output "alarm_prefix" {
  description = "What alarms' names begin with; a release looks at those of the handler that it moves."
  value       = "salestalk-"
}

output "audit_bucket" {
  description = "The bucket of the trail."
  value       = aws_s3_bucket.audit.id
}
