"""Waivers: “this is right, we checked”, as data.

A working folder may have a file ``waivers.csv`` with one waiver a line: the rule, the
row, the reason, who accepted it, and the last round it is good for. A waived finding
is still shown wherever it would be, as a note that says why it was accepted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from workbook_tools.declared.files import DeclaredFiles
from workbook_tools.declared.load import read_csv
from workbook_tools.framework import Framework
from workbook_tools.framework.history import History
from workbook_tools.problems import DeclarationError, not_known
from workbook_tools.values.findings import Finding

FILE_NAME = "waivers.csv"
COLUMNS = ("rule", "row", "reason", "who", "until_round")


@dataclass(frozen=True, slots=True)
class Waiver:
    """One accepted finding."""

    rule: str
    row: str
    reason: str
    who: str
    until_round: str
    """The last round it is good for."""

    def holds_in(self, framework: Framework, round_id: str) -> bool:
        """Whether it is still good in a round: it expires with the end of its last one."""
        last, now = framework.round(self.until_round), framework.round(round_id)
        return now.ends <= last.ends

    @property
    def words(self) -> str:
        """What is added to the message of the finding."""
        return f"{_ACCEPTED}{self.who} until {self.until_round}: {self.reason})"


_ACCEPTED = " (Accepted by "
"""How it begins what is said behind the message of a finding that was accepted."""


def is_accepted(finding: Finding) -> bool:
    """Whether a finding was accepted: it is a note that says by whom."""
    return finding.severity == "note" and _ACCEPTED in finding.message


def accepted_in(
    waivers: Iterable[Waiver], framework: Framework, round_id: str
) -> Mapping[tuple[str, str], Waiver]:
    """Return the waivers that are good in a round, by rule and row."""
    return {
        (waiver.rule, waiver.row): waiver
        for waiver in waivers
        if waiver.holds_in(framework, round_id)
    }


def waived(
    findings: Iterable[Finding], accepted: Mapping[tuple[str, str], Waiver]
) -> Iterator[Finding]:
    """Yield findings of the checks made in Python, the accepted ones as notes that say so."""
    for finding in findings:
        waiver = accepted.get((finding.rule, finding.row_key))
        if waiver is None:
            yield finding
        else:
            yield replace(finding, severity="note", message=finding.message + waiver.words)


def load_waivers(path: Path, history: History, rules: frozenset[str]) -> tuple[Waiver, ...]:
    """Return the waivers of a file; none where there is no file.

    Args:
        path: the file.
        history: the framework over time; a row that was retired since is still known.
        rules: the ids of the rules.

    Raises:
        DeclarationError: a line names an unknown rule, row or round, or leaves a cell blank.
    """
    if not path.exists():
        return ()
    rows = {line.row.id for line in history.tables.indicators}
    waivers = []
    for line, cells in read_csv(DeclaredFiles.read(path.parent, [path.name]), path.name, COLUMNS):
        for column, is_known, known in (
            ("rule", cells["rule"] in rules, rules),
            ("row", cells["row"] in rows, rows),
            ("until_round", _is_round(history, cells["until_round"]), frozenset[str]()),
        ):
            if not is_known:
                what = f"{path}, line {line}: there is no {column} “{cells[column]}”"
                remedy = "correct it or delete the line"
                raise DeclarationError(not_known(what, sorted(known), cells[column], remedy))
        blank = next((column for column in COLUMNS if not cells[column].strip()), None)
        if blank:
            raise DeclarationError(
                f"{path}, line {line}: {blank} is blank; a waiver says all of {', '.join(COLUMNS)}."
            )
        waivers.append(Waiver(**cells))
    return tuple(waivers)


def _is_round(history: History, round_id: str) -> bool:
    try:
        history.round(round_id)
    except KeyError:
        return False
    return True
