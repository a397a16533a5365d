"""The return: the workbook that one theme group completes for one round."""

from workbook_tools.plan.return_plan import ReturnPlan
from workbook_tools.returns.write import return_bytes
from workbook_tools.rules.issued import plan_return

__all__ = ["ReturnPlan", "plan_return", "return_bytes"]
