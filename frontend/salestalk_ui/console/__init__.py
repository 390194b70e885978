"""The operator's console: what is done with tenants."""
