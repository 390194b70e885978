"""Telling a tenant unasked: at which hour, where to, and what has not arrived."""

# What is told.
TELLS = {"alerts": "Alerts", "insights": "Insights", "reports": "Reports"}
