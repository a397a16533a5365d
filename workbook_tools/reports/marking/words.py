"""What a marked copy looks like and says, as ``marked-copy.json`` declares it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workbook_tools.form import Form
from workbook_tools.values.findings import Finding
from workbook_tools.values.lengths import fitted

MAX_NOTE = 16_000
"""Characters; Excel holds 32,767 in one note, of which some may be the submitter's."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How the cells of one severity look. Colours are six hexadecimal digits."""

    word: str
    plural: str
    fill: str
    line: str
    border: str
    """A border style of ECMA-376 part 1, 18.18.3: the sign for those who see no colour."""
    answered: str = ""
    """What follows the number of queries where some are answered."""


@dataclass(frozen=True, slots=True)
class FindingsColumn:
    """One column of the sheet that lists the findings."""

    field: str
    """The field of a finding that it shows."""
    heading: str
    width: float


@dataclass(frozen=True, slots=True)
class Look:
    """Fonts and colours of the sheet that lists the findings."""

    font: str
    size: float
    title_size: float
    title_text: str
    heading_fill: str
    heading_text: str
    text: str
    link: str
    line: str


@dataclass(frozen=True, slots=True)
class FindingsSheet:
    """The sheet that lists the findings."""

    name: str
    other_name: str
    """Its name where the submitter has a sheet of the first name."""
    tab: str
    title: str
    summary: str
    nothing: str
    advice: str
    advice_nothing: str
    blank: str
    """Stands for what was found where that is nothing."""
    columns: tuple[FindingsColumn, ...]
    look: Look


@dataclass(frozen=True, slots=True)
class MarkedCopy:
    """The declaration as a whole."""

    author: str
    note_heading: str
    """The first line of every note, by which it is known for ours."""
    note_width: int
    """In pixels."""
    marks: Mapping[str, Mark]
    """By severity."""
    note_line: str
    note_to_do: str
    sheet: FindingsSheet
    cut: str
    """Ends a text that is longer than a cell holds."""

    def note(self, findings: list[Finding]) -> str:
        """Return what the note on a cell says about its findings."""
        lines = [self.note_heading]
        for finding in findings:
            word = self.marks[finding.severity].word
            lines.append(self.note_line.format(word=word, message=finding.message))
            if finding.answer:
                lines.append(finding.answer)
            elif finding.fix:
                lines.append(self.note_to_do.format(fix=finding.fix))
        text = "\n".join(lines)
        return fitted(text, MAX_NOTE)


def load_marked_copy(form: Form) -> MarkedCopy:
    """Return the declared words and colours of a marked copy.

    Raises:
        DeclarationError: the file is missing or breaks its schema.
    """
    document = dict(form.texts("marked-copy"))
    document.pop("$comment", None)
    sheet = dict(document.pop("sheet"))
    columns = tuple(FindingsColumn(**column) for column in sheet.pop("columns"))
    marks = {severity: Mark(**spec) for severity, spec in document.pop("marks").items()}
    look = Look(**sheet.pop("look"))
    return MarkedCopy(
        marks=marks,
        sheet=FindingsSheet(columns=columns, look=look, **sheet),
        cut=form.texts("long-texts")["marked"],
        **document,
    )
