"""Rules as they are declared: Excel formulas over columns, with their words and examples."""
