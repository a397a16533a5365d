"""The note that is put beside the receipt of a return that was withdrawn or reinstated."""

from __future__ import annotations

from pathlib import Path

from workbook_tools.files import write_whole
from workbook_tools.ledger import Decision
from workbook_tools.reports.receipts.facts import Facts
from workbook_tools.reports.receipts.text import table_of
from workbook_tools.reports.wrapping import in_lines
from workbook_tools.values.days import long_date


def decision_note(facts: Facts, decision: Decision, seal: str, contact: str = "") -> str:
    """Return the note on a decision.

    ``seal`` is that of its entry in the ledger; ``contact`` is whom to tell of a mistake.
    """
    declared = facts.plan.form.texts("decisions")
    spec, width, kind = declared["note"], declared["width"], decision.kind
    who = {"group": facts.group.title, "number": facts.number}
    counts = [spec["counts"][kind]]
    if facts.received.status != "accepted" and facts.instead is None:
        counts.append(spec["nothing"])
    elif facts.instead is not None:
        day = long_date(facts.instead.received_at.date())
        counts.append(spec["other"].format(file=facts.instead.file, day=day))
    words = {
        "id": facts.id,
        "round_title": facts.round.title,
        "file": facts.received.file,
        "sha256": facts.received.sha256,
        "received": long_date(facts.received.received_at.date()),
        "day": long_date(decision.at.date()),
        "by": declared["by"].format(who=decision.by) if decision.by else "",
        "why": decision.why,
        "entry": str(decision.id),
        "seal": seal,
    }
    contact = contact or facts.plan.words["contact"]
    parts = (
        in_lines(0, spec["title"][kind].format(**who), width),
        in_lines(0, " ".join(counts), width),
        table_of(spec["facts"], words, width),
        in_lines(0, spec["closing"].format(contact=contact), width),
    )
    return "\n\n".join(parts) + "\n"


def keep_note(folder: Path, facts: Facts, decision: Decision, text: str) -> Path:
    """Put a note in the folder of receipts, over none that is there, and say where.

    Raises:
        LaaError: it cannot be written; what was decided is in the ledger, and stays there.
    """
    spec = facts.plan.form.texts("decisions")["note"]
    name = spec["file"][decision.kind].format(id=facts.id)
    path, number = folder / f"{name}.txt", 1
    while path.exists():
        number += 1
        path = folder / f"{name}-{number}.txt"
    write_whole(path, text.encode("utf-8"))
    return path
