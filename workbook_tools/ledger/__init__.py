"""The ledger: what was issued, what came in and what counts, in one SQLite file.

Nothing sent in is lost: a file stays in the ledger byte for byte, whether its
values count, were superseded by a later return, were withdrawn, were in error or came
in after the round was closed. Every figure leads back to a cell of a file. Only a name can be
redacted, and that is entered, too.
"""

from workbook_tools.ledger.chain import Place
from workbook_tools.ledger.decisions import find_submission, name_of
from workbook_tools.ledger.earlier import of_group, records_before, rounds_before, standing_of
from workbook_tools.ledger.entries import Decision, Receipt, ReceivedFile, SourcedRecord, Submission
from workbook_tools.ledger.issued import Issue
from workbook_tools.ledger.proofs import Link
from workbook_tools.ledger.publications import Publication
from workbook_tools.ledger.redactions import Redaction
from workbook_tools.ledger.rounds import RoundEvent, RoundStanding
from workbook_tools.ledger.status import GroupStatus, RoundStatus, round_status
from workbook_tools.ledger.store import Ledger
from workbook_tools.ledger.submissions import Kept

__all__ = [
    "Decision",
    "GroupStatus",
    "Issue",
    "Kept",
    "Ledger",
    "Link",
    "Place",
    "Publication",
    "Receipt",
    "ReceivedFile",
    "Redaction",
    "RoundEvent",
    "RoundStanding",
    "RoundStatus",
    "SourcedRecord",
    "Submission",
    "find_submission",
    "name_of",
    "of_group",
    "records_before",
    "round_status",
    "rounds_before",
    "standing_of",
]
