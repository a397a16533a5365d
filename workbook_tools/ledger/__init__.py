"""The ledger: every file received and every value accepted, in one SQLite file.

Nothing sent in is lost: a file stays in the ledger byte for byte, whether its
values were accepted, were superseded by a later return or were in error. Every
figure leads back to a cell of a file.
"""

from workbook_tools.ledger.earlier import records_before
from workbook_tools.ledger.entries import Receipt, ReceivedFile, SourcedRecord, Submission
from workbook_tools.ledger.status import GroupStatus, round_status
from workbook_tools.ledger.store import Ledger

__all__ = [
    "GroupStatus",
    "Ledger",
    "Receipt",
    "ReceivedFile",
    "SourcedRecord",
    "Submission",
    "records_before",
    "round_status",
]
