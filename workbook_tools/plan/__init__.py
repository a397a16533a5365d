"""The plan: one return as it is issued, and where everything stands in it."""
