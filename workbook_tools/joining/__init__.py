"""Returns of one theme group put together: each adviser has filled in a part of it."""

from workbook_tools.joining.halves import Half, alike, half_of
from workbook_tools.joining.joint import Contradiction, Joint
from workbook_tools.joining.together import put_together
from workbook_tools.joining.writing import joint_bytes

__all__ = [
    "Contradiction",
    "Half",
    "Joint",
    "alike",
    "half_of",
    "joint_bytes",
    "put_together",
]
