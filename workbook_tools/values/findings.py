"""A finding: one thing wrong or odd in a return."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

SEVERITIES = ("error", "query", "note")
"""An error blocks, a query needs an answer, a note informs; worst first."""

BRIEF = 120
"""Characters of what was found that a message repeats."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong or odd, in the words that the workbook and every report use."""

    rule: str
    severity: str
    file: str
    theme_group: str
    sheet: str
    cell: str
    """A1 address in the file as it was received; empty where it is about no one cell."""
    row_key: str
    field: str
    """Id of the column it is about; empty where none."""
    message: str
    """What is wrong."""
    found: str
    expected: str
    fix: str
    """What to do."""
    answer: str = ""
    """What the adviser says to it; empty where it is no query, or nobody has answered it."""

    @property
    def is_open(self) -> bool:
        """Whether it is a query that nobody has answered."""
        return self.severity == "query" and not self.answer

    def as_dict(self) -> dict[str, str]:
        """Return the finding as the ``--json`` output prints it."""
        return asdict(self)


def counts(findings: Iterable[Finding]) -> dict[str, int]:
    """Return how many findings there are of each severity, all three named."""
    tally = Counter(finding.severity for finding in findings)
    return {severity: tally[severity] for severity in SEVERITIES}


def open_queries(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the queries that nobody has answered."""
    return tuple(finding for finding in findings if finding.is_open)


def answered_queries(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the queries that have an answer."""
    return tuple(finding for finding in findings if finding.answer)
