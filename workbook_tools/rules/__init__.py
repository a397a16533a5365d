"""Rules: Excel formulas over columns, live in the return and worked out again in Python."""

from workbook_tools.rules.load import load_rules
from workbook_tools.rules.model import Example, Rule

__all__ = ["Example", "Rule", "load_rules"]
