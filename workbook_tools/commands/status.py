"""``laa status``: who has returned, what is outstanding, and the letters that chase it."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbook_tools.commands.here import Day, named, working_folder
from workbook_tools.commands.options import round_option
from workbook_tools.folder.rounds import Terms
from workbook_tools.framework.calendar import Duty, duties_ahead
from workbook_tools.framework.rounds import kind_of
from workbook_tools.values.days import distance, long_date

if TYPE_CHECKING:
    from workbook_tools.folder.chasing import Chased, Standing
    from workbook_tools.ledger import RoundStatus
    from workbook_tools.reports.chasing import Outstanding

_COLOURS = {
    "accepted": "green",
    "accepted, late": "green",
    "in error": "red",
    "in error, late": "red",
    "overdue": "red",
    "not returned": "red",
    "withdrawn": "red",
}

_WIDTH = 80
"""Characters in a line where nobody says how wide the screen is."""

_WIDEST = 120
"""Longer lines are hard to follow."""


@click.command("status")
@round_option()
@click.option(
    "--today",
    metavar="DATE",
    type=Day(),
    help="Show the state as on this day: 2007-03-01.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead.")
@click.option(
    "--chase",
    "letters",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Write a letter to each theme group with something outstanding into this folder.",
)
def command(
    round_id: str | None, today: datetime | None, as_json: bool, letters: Path | None
) -> None:
    """Show the state of every theme group's return in the current folder's ledger.

    A letter is a text (.txt) and a draft of an e-mail (.eml), to the contact of the theme
    group that the framework names. Letters of an earlier day that are no longer true are
    taken away.
    """
    from workbook_tools.folder.chasing import chase, standing_on

    current = working_folder()
    terms = current.terms(round_id or "")
    day = (today or datetime.now()).date()
    in_full = as_json or letters is not None
    standing = standing_on(current, terms, day, in_full=in_full)
    chased = chase(current, standing, letters, day) if letters else None
    lines = [_as_json(standing, chased)] if as_json else list(in_words(terms, standing, chased))
    for line in lines:
        click.echo(line)


# As JSON -------------------------------------------------------------------------


def _as_json(standing: Standing, chased: Chased | None) -> str:
    status = standing.status
    written = {each.group: path for path, each in chased.letters.items()} if chased else {}
    document = {
        "round": status.round.id,
        "title": status.round.title,
        "state": status.state,
        "due": status.round.due.isoformat(),
        "day": status.day.isoformat(),
        "days_left": status.days_left,
        "groups": [
            _group_document(each, standing)
            | ({"letter": _path(written.get(each.group.id))} if chased else {})
            for each in standing.groups
        ],
        "summary": _tally(status),
        "unplaced": [
            {
                "file": each.file.file,
                "id": each.id,
                "submitted": each.file.received_at.isoformat(),
                "why": each.why,
                "fix": each.fix,
            }
            for each in standing.unplaced
        ],
        "out_of_date": standing.news,
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def _group_document(each: Outstanding, standing: Standing) -> dict[str, Any]:
    group, status = each.group, each.status
    return {
        "theme_group": group.id,
        "title": group.title,
        "state": status.state,
        "file": status.file,
        "submitted": status.received_at.isoformat() if status.received_at else None,
        "late": status.is_late,
        "days_late": status.days_late,
        "values": status.values,
        "errors": each.wrong.errors if each.wrong else 0,
        "open_queries": len(each.queries),
        "answered_queries": each.answered,
        "notes": status.notes,
        "missing": list(each.missing),
        "earlier_returns": status.superseded,
        "remark": status.remark,
        "id": status.id,
        "receipt": _path(standing.receipts.get(group.id)),
        "contact": {
            "name": group.contact_name,
            "email": group.contact_email,
            "telephone": group.contact_telephone,
            "deputy_name": group.deputy_name,
            "deputy_email": group.deputy_email,
        },
    }


def _path(path: Path | None) -> str:
    return named(path) if path else ""


def _tally(status: RoundStatus) -> dict[str, int]:
    return {"groups": len(status.groups), **Counter(group.state for group in status.groups)}


# In words ------------------------------------------------------------------------


def in_words(terms: Terms, standing: Standing, chased: Chased | None) -> Iterator[str]:
    """Yield what the command prints, line by line."""
    status, width = standing.status, _screen_width()
    yield from _folded(_title(status), width)
    yield from _table(terms, standing, width)
    tally = Counter(group.state for group in status.groups)
    yield from _folded("; ".join(f"{number} {state}" for state, number in tally.items()), width)
    for each in standing.unplaced:
        said = (
            f"{each.file.file}, received {each.file.received_at:%d/%m/%Y}, has no place: {each.why}"
        )
        yield from _folded(said, width)
        yield from _folded(f"{each.fix} {_WHAT_ELSE.format(id=each.id)}", width, 4)
    yield from _folded(standing.news, width)
    for duty, due in _duties(terms, status.day):
        days = distance((due - status.day).days)
        yield from _folded(f"{days}: {duty.what} ({long_date(due)})", width)
    if chased is not None:
        yield from _chased(chased)


_WHAT_ELSE = "“laa ledger original {id}” gives it back; “laa withdraw {id} --why …” puts it aside."
"""What can be done with a file that has no place, but to have it sent in again."""

_CELLS = {
    "State": "{:<14}",
    "Received": "{:<10}",
    "Values": "{:>6}",
    "Errors": "{:>6}",
    "Open queries": "{:>12}",
}
"""What stands beside each theme group, and how it is aligned."""

_LEFT_OUT = ("Values", "Received")
"""What is left out, in turn, where the ids of theme groups leave no room for it."""

_GAP = "  "


def _table(terms: Terms, standing: Standing, width: int) -> Iterator[str]:
    """Yield a line for each theme group; below it, moved in, what else there is to say."""
    noun = terms.form.returns.group.one.capitalize()
    widest = max([len(noun), *(len(each.group.id) for each in standing.groups)])
    cells = dict(_CELLS)
    for heading in _LEFT_OUT:
        if widest + sum(len(_GAP + form.format("")) for form in cells.values()) > width:
            del cells[heading]
    headings = [form.format(heading) for heading, form in cells.items()]
    yield click.style(_GAP.join([f"{noun:<{widest}}", *headings]), bold=True)
    for each in standing.groups:
        said = _said_of(each)
        row = [f"{each.group.id:<{widest}}", *(form.format(said[h]) for h, form in cells.items())]
        state = each.status.state
        # The word alone is coloured, so that nothing is left behind the last one of a line.
        coloured = click.style(state, fg=_COLOURS.get(state))
        yield _GAP.join(row).rstrip().replace(f"{_GAP}{state}", f"{_GAP}{coloured}", 1)
        yield from _folded("; ".join(_more_of(each, standing)), width, moved=4)


def _said_of(each: Outstanding) -> dict[str, str]:
    """Return what stands in the cells of a theme group."""
    status, queries = each.status, len(each.queries) + each.answered
    errors = each.wrong.errors if each.wrong else 0
    return {
        "State": status.state,
        "Received": f"{status.received_at:%d/%m/%Y}" if status.received_at else "",
        "Values": f"{status.values or ''}",
        "Errors": f"{errors or ''}",
        "Open queries": f"{len(each.queries)} of {queries}" if queries else "",
    }


def _more_of(each: Outstanding, standing: Standing) -> list[str]:
    """Return what else there is to say: the file, remarks, the receipt."""
    receipt, earlier = standing.receipts.get(each.group.id), each.status.superseded
    more = [
        each.status.file,
        each.status.remark,
        f"{earlier} earlier return{'' if earlier == 1 else 's'}" if earlier else "",
        f"receipt {receipt.name}" if receipt else f"id {each.status.id}" if each.status.id else "",
    ]
    return [said for said in more if said]


def _chased(chased: Chased) -> Iterator[str]:
    """Yield to whom letters were written. Paths and addresses are never broken over lines."""
    if not chased.letters:
        yield "Nothing is outstanding, so there is no letter to write."
    for path, letter in chased.letters.items():
        yield f"{path}: to {letter.to or 'nobody yet'}"
    for path in chased.taken_away:
        yield f"{path}: taken away, as it is no longer true"
    unknown = sum(not letter.to for letter in chased.letters.values())
    if unknown:
        yield f"{unknown} without an e-mail address: write it where “laa framework export” has it."


def _screen_width() -> int:
    """Return how many characters fit in a line of the screen."""
    if not sys.stdout.isatty():
        return _WIDTH
    return min(shutil.get_terminal_size((_WIDTH, 0)).columns, _WIDEST)


def _folded(text: str, width: int, moved: int = 0) -> list[str]:
    """Return a text in lines that fit, broken between words only."""
    return textwrap.wrap(
        text,
        width,
        initial_indent=" " * moved,
        subsequent_indent=" " * (moved + 2),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _duties(terms: Terms, today: date) -> list[tuple[Duty, date]]:
    """Return what follows from the round by the calendar, and is still ahead."""
    kind = kind_of(terms.round.id)
    return duties_ahead(terms.framework.calendar, terms.round.year, kind, today)


def _title(status: RoundStatus) -> str:
    """Return the round, whether it is open, and how many days there are left."""
    said = f"{status.round.title}, {status.state}, due {long_date(status.round.due)}"
    if status.state == "closed":
        return said
    return f"{said}: {distance(status.days_left)}"
