"""The return: the workbook that one theme group completes for one round."""

from workbook_tools.plan.return_plan import ReturnPlan, plan_return
from workbook_tools.returns.write import return_bytes

__all__ = ["ReturnPlan", "plan_return", "return_bytes"]
