"""Formulas over columns: placed in cells, and worked out with Excel's semantics."""
