"""A working folder: its settings, its framework and form, its ledger."""
