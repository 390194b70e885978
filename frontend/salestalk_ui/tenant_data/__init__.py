"""A tenant's sales data: files in, and what their columns mean."""
