# Which models of Amazon Bedrock may phrase answers, and the guardrail that they are under. The right to call them is the
# chat handler's (policies/chat-handler.json).

resource "aws_bedrock_guardrail" "this" {
  count                     = var.guardrail ? 1 : 0
  name                      = "salestalk"
  description               = "What a model that phrases sales figures has no business to say."
  blocked_input_messaging   = "This question cannot be answered."
  blocked_outputs_messaging = "This answer cannot be given."
  kms_key_arn               = var.key_arn

  content_policy_config {
    dynamic "filters_config" {
      for_each = toset(["HATE", "INSULTS", "SEXUAL", "VIOLENCE", "MISCONDUCT"])

      content {
        type            = filters_config.value
        input_strength  = "HIGH"
        output_strength = "HIGH"
      }
    }

    # There is no such thing as an attack in what was said; the questions come from people.
    filters_config {
      type            = "PROMPT_ATTACK"
      input_strength  = "HIGH"
      output_strength = "NONE"
    }
  }
}

resource "aws_bedrock_guardrail_version" "this" {
  count         = var.guardrail ? 1 : 0
  guardrail_arn = aws_bedrock_guardrail.this[0].guardrail_arn
  description   = "in use"
}
