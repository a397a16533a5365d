"""Declared data: where the files are, and reading them with their mistakes named."""
