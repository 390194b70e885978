output "environment" {
  description = "What the chat handler is told of models."
  value = merge(
    { SALESTALK_MODEL = var.model },
    length(var.models) > 0 ? { SALESTALK_MODELS = join(",", var.models) } : {},
    var.tier == null ? {} : { SALESTALK_BEDROCK_TIER = var.tier },
    var.guardrail ? {
      SALESTALK_BEDROCK_GUARDRAIL = "${aws_bedrock_guardrail.this[0].guardrail_id}:${aws_bedrock_guardrail_version.this[0].version}"
    } : {},
  )
}
