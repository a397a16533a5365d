"""The live checks of the workbook: formulas that say what is changed, and what is still to be said.

They are Excel 2010's, guarded so that no cell shows an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workbook_tools.form.lists import list_name
from workbook_tools.formulas.placing import quoted, text_literal
from workbook_tools.upkeep.content import Exported
from workbook_tools.upkeep.layout import EXPORTED, Column, TableSheet
from workbook_tools.workbooks.address import column_letters

HEADING_ROW, FIRST_ROW = 3, 4
"""0-based: where the headings stand, and the first row of a table."""

NOT_IN_TIME = ("rounds", "calendar")
"""What has no validity: a line on the sheet Changes for it needs no round."""


class TableFormulas:
    """The formulas in the rows of a table.

    Two hidden columns stand behind its own: the row's line among those that were exported
    (0 for none), and what is changed in it: 0 nothing, 1 what nobody agrees, 2 what needs a
    line on the sheet Changes, 3 what needs a line with a round.
    """

    def __init__(self, exported: Exported, spec: TableSheet, exported_rows: int) -> None:
        self._spec = spec
        self._messages = exported.layout.messages
        self._copy = quoted(EXPORTED.format(name=spec.name))
        self._copied = max(1, exported_rows)
        self._names = ChangesFormulas(exported).range_of_names
        self._line, self._state = (len(spec.columns) + 1, len(spec.columns) + 2)

    @property
    def helpers(self) -> tuple[int, int]:
        """The 0-based places of the hidden columns."""
        return self._line, self._state

    def of(self, row: int) -> dict[int, str]:
        """Return the formulas of a row, which counts from 0, by 0-based column."""
        number = row + 1
        return {
            1: self._said(number),
            self._line: f'=IF($A{number}="",0,IFERROR(MATCH($A{number},{self._area("A")},0),0))',
            self._state: self._state_of(number),
        }

    def _cell(self, place: int, number: int) -> str:
        return f"${column_letters(place + 1)}{number}"

    def _area(self, letters: str) -> str:
        return f"{self._copy}!${letters}$1:${letters}${self._copied}"

    def _columns(self) -> Iterator[tuple[int, Column]]:
        """Yield the columns that are filled in, with their 0-based places on the sheet."""
        for place, column in enumerate(self._spec.columns):
            if place and not column.is_fixed:
                yield place + 1, column

    def _state_of(self, number: int) -> str:
        places = [0, *(place for place, _ in self._columns())]
        blank = ",".join(f'{self._cell(place, number)}=""' for place in places)
        line = self._cell(self._line, number)
        most = 2 if self._spec.rows in NOT_IN_TIME else 3
        agreed = [p for p, c in self._columns() if not c.contact and c.id != "until"]
        until = [place for place, column in self._columns() if column.id == "until"]
        contact = [place for place, column in self._columns() if column.contact]
        inner = "0"
        for places, state in ((contact, 1), (until, 2), (agreed, most)):
            if places:
                inner = f"IF({self._same(places, number)},{inner},{state})"
        return f"=IF(AND({blank}),0,IF({line}=0,{most},{inner}))"

    def _same(self, places: Sequence[int], number: int) -> str:
        line = self._cell(self._line, number)
        pairs = (
            f"EXACT({self._cell(place, number)},"
            f"INDEX({self._area(column_letters(place + 1))},{line}))"
            for place in places
        )
        return f"AND({','.join(pairs)})"

    def _said(self, number: int) -> str:
        state, line = self._cell(self._state, number), self._cell(self._line, number)
        changed, new = text_literal(self._messages["changed"]), text_literal(self._messages["new"])
        unsaid = self._messages["unsaid"]
        named = (
            f'COUNTIF({self._names},"*,"&IF($A{number}="","new",$A{number})&",*")'
            f'+COUNTIF({self._names},"*,all,*")'
        )
        said = (
            f"IF({named}>0,IF({line}=0,{new},{changed}),IF({line}=0,"
            f"{text_literal(unsaid.format(what=self._messages['new']))},"
            f"{text_literal(unsaid.format(what=self._messages['changed']))}))"
        )
        return f'=IF({state}=0,"",IF({state}=1,{changed},{self._needs(number, said)}))'

    def _needs(self, number: int, otherwise: str) -> str:
        """Ask a new row for the first required cell that is blank."""
        line = self._cell(self._line, number)
        heading = next(
            (self._cell(p, number) for p, c in self._columns() if c.id == "is_heading"), ""
        )
        asked = otherwise
        for place, column in reversed(list(self._columns())):
            blank = [f"{line}=0", f'{self._cell(place, number)}=""']
            if column.measure and heading:
                blank.append(f'{heading}=""')
            if column.required or column.measure:
                needs = self._messages["needs"].format(heading=column.heading)
                asked = f"IF(AND({','.join(blank)}),{text_literal(needs)},{asked})"
        return asked


class ChangesFormulas:
    """The formulas on the sheet Changes: what is wrong with a line, and the names it has.

    A hidden column holds the references of a line with commas around each, to be searched.
    """

    def __init__(self, exported: Exported) -> None:
        self._exported = exported
        layout = exported.layout
        self._name = quoted(layout.changes["name"])
        self._messages = layout.messages
        self._columns = layout.changes_columns
        self._lines = layout.changes["lines"]
        self.names = len(self._columns) + 1
        """The 0-based place of the hidden column."""

    @property
    def range_of_names(self) -> str:
        """The references of all lines."""
        letters = column_letters(self.names + 1)
        last = FIRST_ROW + self._lines
        return f"{self._name}!${letters}${FIRST_ROW + 1}:${letters}${last}"

    def of(self, row: int) -> dict[int, str]:
        """Return the formulas of a line, which counts from 0, by 0-based column."""
        number = row + 1
        cells = {
            column.id: f"${column_letters(place + 1)}{number}"
            for place, column in enumerate(self._columns)
        }
        plain = f'SUBSTITUTE(SUBSTITUTE({cells["row"]}," ",""),";",",")'
        return {self.names: f'=","&{plain}&","', self.names - 1: self._check(cells)}

    def _check(self, cells: dict[str, str]) -> str:
        row, since = cells["row"], cells["since"]
        blank = ",".join(f'{cell}=""' for cell in cells.values())
        several = (
            f'OR(ISNUMBER(SEARCH(",",{row})),ISNUMBER(SEARCH(";",{row})),{row}="all",{row}="new")'
        )
        place = f"MATCH({since},{list_name('rounds')},0)"
        issued = f'IFERROR(INDEX({list_name("issued")},{place}),"no")="yes"'
        unsaid = ",".join(f'{cells[name]}=""' for name in ("agreed_by", "agreed_on", "why"))
        last = f'IF(AND({issued},OR({unsaid})),{text_literal(self._messages["issued"])},"")'
        dated, changed = self._count(row, "3"), self._count(row, '">0"')
        rounds = f'IF(AND({since}="",{dated}>0),{text_literal(self._messages["no_round"])},{last})'
        unchanged = text_literal(self._messages["not_changed"])
        known = f"IF({several},{last},IF({changed}=0,{unchanged},{rounds}))"
        return f'=IF(AND({blank}),"",IF({row}="",{text_literal(self._messages["no_row"])},{known}))'

    def _count(self, row: str, state: str) -> str:
        """Count the changed rows of a reference on all sheets."""
        counts = []
        for sheet in self._exported.tables:
            rows = len(self._exported.rows[sheet.rows]) + sheet.new_lines
            last = FIRST_ROW + max(1, rows)
            letters = column_letters(len(sheet.columns) + 3)
            area = f"{quoted(sheet.name)}!${{0}}${FIRST_ROW + 1}:${{0}}${last}"
            counts.append(f"COUNTIFS({area.format('A')},{row},{area.format(letters)},{state})")
        return "+".join(counts)
