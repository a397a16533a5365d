"""Getting a file back from the ledger, as it was received."""

from __future__ import annotations

from pathlib import Path

from workbook_tools.files import write_whole
from workbook_tools.folder.contents import Contents
from workbook_tools.ledger import ReceivedFile, find_submission
from workbook_tools.problems import LaaError


def write_original(contents: Contents, submission: str, out: Path) -> ReceivedFile:
    """Write the file of a submission, named by the id of its receipt; return what it is.

    Raises:
        LaaError: there is no such submission, something stands in the way, or it cannot be
            written.
    """
    with contents.ledger() as ledger:
        file = find_submission(ledger, contents.history.settings.id, submission)
        content = ledger.content(file.id)
    if out.exists() or out.is_symlink():
        raise LaaError(f"{out} is there already; choose another name, or move it away.")
    write_whole(out, content)
    return file
