# Copy to staging.tfvars or prod.tfvars and change what is yours.
environment     = "staging"
account         = "123456789012"
region          = "eu-central-1"
bucket_prefix   = "acme-salestalk-staging"
state_bucket    = "acme-salestalk-state"
alarm_addresses = ["operations@acme.example"]

models = {
  default = "narrator"
  offered = ["bedrock:*"]
}

github_repository = "acme/salestalk"

frontend = {
  image_tag = "a1b2c3d"
}
