"""The sheet that lists the findings, written as a part of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape as escape_xml
from xml.sax.saxutils import quoteattr

from lxml import etree

from workbook_tools.reports.marking.record import COLUMNS, FIRST_COLUMN, Record
from workbook_tools.reports.marking.styles import Styles, lined, solid
from workbook_tools.reports.marking.words import Mark, MarkedCopy
from workbook_tools.values.findings import SEVERITIES, Finding, answered_queries, counts
from workbook_tools.values.lengths import LONGEST_TEXT, beginning, fits
from workbook_tools.workbooks.address import address, column_letters
from workbook_tools.workbooks.strings import escape
from workbook_tools.writing.workbook import height_for

TITLE_ROW, SUMMARY_ROW, ADVICE_ROW, HEADING_ROW = 1, 2, 3, 5

_ROW = 'r="{}">'
_LEAD = '<alignment vertical="top" wrapText="1"/>'
_LEFT = '<alignment horizontal="left" vertical="center" wrapText="1" indent="1"/>'
_CENTRED = '<alignment horizontal="center" vertical="center" wrapText="1"/>'
_LEVEL = '<alignment vertical="center"/>'
_INDENT = 2
"""Characters of a column that its indent takes."""

_AIR = 6
"""Points between the lines of one row and the next."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Which return was checked. What is not known is empty."""

    file: str
    group: str = ""
    round: str = ""


def quoted(sheet: str) -> str:
    """Return the name of a sheet as formulas and links write it."""
    doubled = sheet.replace("'", "''")
    return f"'{doubled}'"


class FindingsPage:
    """The sheet as it will be written."""

    def __init__(
        self, words: MarkedCopy, heading: Heading, findings: Sequence[Finding], styles: Styles
    ) -> None:
        self._words = words
        self._heading = heading
        self._findings = sorted(findings, key=lambda each: SEVERITIES.index(each.severity))
        self._styles = _Looks(words, styles)
        self._rows: dict[int, str] = {}
        self._links: list[str] = []

    @property
    def last_row(self) -> int:
        """The last row of the table; that of the advice where there is none."""
        return HEADING_ROW + len(self._findings) if self._findings else ADVICE_ROW

    def root(self, space: str, record: Record, open_sheets: set[str]) -> etree._Element:
        """Return the root of the part.

        Args:
            space: the namespace of the workbook, without braces.
            record: what the copy is to remember.
            open_sheets: the sheets that a link can lead to.
        """
        self._write_head()
        for row, finding in enumerate(self._findings, start=HEADING_ROW + 1):
            self._write_finding(row, finding, finding.sheet in open_sheets)
        return etree.fromstring(self._sheet(space, record).encode("utf-8"))

    def _write_head(self) -> None:
        sheet = self._words.sheet
        known = [each for each in (self._heading.group, self._heading.round) if each]
        title = sheet.title.format(what=", ".join(known) or self._heading.file)
        summary = sheet.summary if self._findings else sheet.nothing
        summary = summary.format(file=self._heading.file, counts=self._counts())
        advice = sheet.advice if self._findings else sheet.advice_nothing
        width = sum(column.width for column in sheet.columns)
        self._add_row(TITLE_ROW, [(title, self._styles.title)], 28)
        self._add_row(SUMMARY_ROW, [(summary, self._styles.summary)], 20)
        lead = height_for([(advice, width)])
        self._add_row(ADVICE_ROW, [(advice, self._styles.lead)], lead)
        if self._findings:
            headings = [(column.heading, self._styles.heading) for column in sheet.columns]
            self._add_row(HEADING_ROW, headings, 22)

    def _write_finding(self, row: int, finding: Finding, linked: bool) -> None:
        cells, texts = [], []
        for place, column in enumerate(self._words.sheet.columns, start=1):
            text, style = getattr(finding, column.field), self._styles.text
            if column.field == "severity":
                text = self._words.marks[finding.severity].word
                style = self._styles.marks[finding.severity]
            elif column.field in ("cell", "row_key", "sheet"):
                style = self._styles.short
            elif column.field == "found" and not text and _is_about_an_entry(finding):
                text = self._words.sheet.blank
            if column.field in ("cell", "sheet") and text and linked:
                style = self._styles.link
                self._link(address(row, place), finding, text)
            if not fits(text):
                text = beginning(text, LONGEST_TEXT - len(self._words.cut)) + self._words.cut
            cells.append((text, style))
            texts.append((text, column.width - _INDENT))
        self._add_row(row, cells, min(409.0, height_for(texts) + _AIR))

    def _link(self, cell: str, finding: Finding, text: str) -> None:
        target = f"{quoted(finding.sheet)}!{finding.cell or 'A1'}"
        self._links.append(
            f'<hyperlink ref="{cell}" location={_attribute(target)} display={_attribute(text)}/>'
        )

    def _add_row(self, row: int, cells: Sequence[tuple[str, int]], height: float) -> None:
        written = "".join(
            _cell(address(row, column), text, style)
            for column, (text, style) in enumerate(cells, start=1)
        )
        self._rows[row] = f'r="{row}" ht="{height:g}" customHeight="1">{written}'

    def _counts(self) -> str:
        said = [
            f"{number} {mark.word.lower() if number == 1 else mark.plural}"
            + self._answered(severity, mark)
            for severity, number in counts(self._findings).items()
            if number and (mark := self._words.marks[severity])
        ]
        return " and ".join(filter(None, (", ".join(said[:-1]), *said[-1:])))

    def _answered(self, severity: str, mark: Mark) -> str:
        """Return what follows the number of queries: how many are answered, if any are."""
        answers = len(answered_queries(self._findings)) if severity == "query" else 0
        return f", {mark.answered.format(number=answers)}" if answers and mark.answered else ""

    def _sheet(self, space: str, record: Record) -> str:
        remembered = {
            row: "".join(
                _cell(address(row, FIRST_COLUMN + n), text) for n, text in enumerate(texts) if text
            )
            for row, texts in enumerate(record.rows(), start=1)
        }
        rows = "".join(
            f"<row {self._rows.get(row, _ROW.format(row))}{remembered.get(row, '')}</row>"
            for row in sorted(self._rows.keys() | remembered.keys())
        )
        sheet = self._words.sheet
        last = column_letters(len(sheet.columns))
        columns = "".join(
            f'<col min="{n}" max="{n}" width="{column.width + 0.7109375:g}" customWidth="1"/>'
            for n, column in enumerate(sheet.columns, start=1)
        )
        panes = (
            f'<pane ySplit="{HEADING_ROW}" topLeftCell="A{HEADING_ROW + 1}" '
            'activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft" '
            f'activeCell="A{HEADING_ROW + 1}" sqref="A{HEADING_ROW + 1}"/>'
        )
        advice = f"A{ADVICE_ROW}:{last}{ADVICE_ROW}"
        table = f"A{HEADING_ROW}:{last}{self.last_row}"
        return (
            f'<worksheet xmlns="{space}">'
            f'<sheetPr><tabColor rgb="FF{sheet.tab}"/><pageSetUpPr fitToPage="1"/></sheetPr>'
            '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0">'
            f"{panes if self._findings else ''}</sheetView></sheetViews>"
            '<sheetFormatPr defaultRowHeight="15"/>'
            f'<cols>{columns}<col min="{FIRST_COLUMN}" max="{FIRST_COLUMN + COLUMNS - 1}" '
            f'width="9" hidden="1" customWidth="1"/></cols><sheetData>{rows}</sheetData>'
            + (f'<autoFilter ref="{table}"/>' if self._findings else "")
            + f'<mergeCells count="1"><mergeCell ref="{advice}"/></mergeCells>'
            + (f"<hyperlinks>{''.join(self._links)}</hyperlinks>" if self._links else "")
            + '<printOptions horizontalCentered="1"/>'
            '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>'
            '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
            "<headerFooter><oddFooter>&amp;L&amp;A&amp;RPage &amp;P of &amp;N</oddFooter>"
            "</headerFooter></worksheet>"
        )


class _Looks:
    """The styles of the sheet, added to the workbook's own."""

    def __init__(self, words: MarkedCopy, styles: Styles) -> None:
        look = words.sheet.look

        def font(size: float, colour: str, more: str = "") -> str:
            return (
                f'<font>{more}<sz val="{size:g}"/><color rgb="FF{colour}"/>'
                f'<name val="{look.font}"/><family val="2"/></font>'
            )

        bold, under = "<b/>", "<u/>"
        plain, line = font(look.size, look.text), lined("thin", look.line)
        self.title = styles.add_style(font(look.title_size, look.title_text, bold), "", "", _LEVEL)
        self.summary = styles.add_style(font(look.size, look.text, bold), "", "", _LEVEL)
        self.lead = styles.add_style(plain, "", "", _LEAD)
        self.heading = styles.add_style(
            font(look.size, look.heading_text, bold), solid(look.heading_fill), line, _CENTRED
        )
        self.text = styles.add_style(plain, "", line, _LEFT)
        self.short = styles.add_style(plain, "", line, _CENTRED)
        self.link = styles.add_style(font(look.size, look.link, under), "", line, _CENTRED)
        self.marks = {
            severity: styles.add_style(
                font(look.size, look.text, bold), solid(mark.fill), line, _CENTRED
            )
            for severity, mark in words.marks.items()
        }


def _is_about_an_entry(finding: Finding) -> bool:
    """Whether a finding is about one cell of a row, not about a row, a sheet or the return."""
    return bool(finding.cell and finding.row_key and finding.field)


def _cell(reference: str, text: str, style: int | None = None) -> str:
    look = "" if style is None else f' s="{style}"'
    if not text:
        return f'<c r="{reference}"{look}/>'
    return (
        f'<c r="{reference}"{look} t="inlineStr"><is><t xml:space="preserve">'
        f"{escape_xml(escape(text))}</t></is></c>"
    )


def _attribute(text: str) -> str:
    return quoteattr(escape(text))
