"""The controls of a table: what must be the sum of what, down and across, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from workbook_tools.funding.columns import Held
from workbook_tools.funding.model import Addend, Column, Control, Figure, Line, Table
from workbook_tools.funding.nesting import Entry, nested
from workbook_tools.funding.nets import nets
from workbook_tools.funding.tables import Row, Sheeted, lines_between
from workbook_tools.funding.words import Words, plain, years_in
from workbook_tools.workbooks.address import column_letters

_FEW = 4
"""In fewer rows than this the headings alone say what casts across."""

_SHARE = Decimal("0.5")
"""Of more rows so many must cast across for it to be meant."""

_ALMOST = Decimal("0.8")
"""So many where no heading says that a column is a total."""

_LOOKED_AT = 200
"""Rows that are looked at to find what casts across without a word for it."""

_SHOWN = 3
"""So many runs of rows are named in a sentence."""

_TOTALS_TOLD = 12
"""So many totals are told one by one."""


@dataclass(frozen=True)
class Relation:
    """Columns that another adds up, row by row."""

    total: int
    parts: tuple[tuple[int, int], ...]
    """Numbers of columns with their signs."""


@dataclass(frozen=True)
class CastTable:
    """A table with its controls, and what it was understood from."""

    table: Table
    sheeted: Sheeted
    relations: tuple[Relation, ...]
    totals: Mapping[int, tuple[int, ...]]
    """By row of the file: the rows that it adds up."""
    nets: Mapping[int, tuple[tuple[int, int], ...]]
    """By row of the file: the totals that it is the difference of, with their signs."""
    years: tuple[str, ...]
    """The years that its headings, its title or its file name."""


def cast(sheeted: Sheeted, words: Words, around: Sequence[str] = ()) -> CastTable:
    """Return a table with its controls.

    Args:
        sheeted: the table as it was understood.
        words: how things are called.
        around: what else may say its year: the name of its file.
    """
    years = sheeted.years or tuple(dict.fromkeys(y for text in around for y in years_in(text)))
    caster = _Caster(sheeted, words, years)
    controls = tuple(caster.controls())
    table = Table(
        sheeted.region.sheet,
        _title(sheeted),
        sheeted.pounds,
        tuple(Column(e.number, e.said, e.measure, e.year) for e in sheeted.amounts),
        tuple(caster.lines()),
        controls,
        tuple(caster.understood()),
    )
    return CastTable(table, sheeted, tuple(caster.relations), caster.totals, caster.nets, years)


def _title(sheeted: Sheeted) -> str:
    titles = [title for title in sheeted.region.titles if len(title) <= 120]
    return " ".join(titles[-1].split()) if titles else ""


class _Caster:
    def __init__(self, sheeted: Sheeted, words: Words, years: Sequence[str]) -> None:
        self.sheeted, self.words, self.years = sheeted, words, years
        self.columns = sheeted.amounts
        self.relations = list(_relations(sheeted, words))
        nesting = sheeted.nesting
        self.totals = {
            sheeted.row_of(each.total).number: tuple(
                sheeted.row_of(part).number for part in each.parts
            )
            for each in nesting.sums
        }
        self.nets = nets(sheeted.rows, self.totals, words)
        for net in self.nets:
            self.totals.pop(net, None)
        self.inner = {part for parts in self.totals.values() for part in parts}

    # Controls ---------------------------------------------------------------------

    def controls(self) -> Iterator[Control]:
        for one in self.sheeted.nesting.sums:
            total = self.sheeted.row_of(one.total)
            if total.number in self.nets:
                continue
            parts = [self.sheeted.row_of(part) for part in one.parts]
            kind = "blocks" if any(part.number in self.totals for part in parts) else "column"
            yield from self._down(kind, total, [(part, self._sign(part)) for part in parts])
        rows = {row.number: row for row in self.sheeted.rows}
        for net, signed in self.nets.items():
            yield from self._down("blocks", rows[net], [(rows[n], sign) for n, sign in signed])
        yield from self._across()

    def _down(self, kind: str, total: Row, parts: Sequence[tuple[Row, int]]) -> Iterator[Control]:
        tolerance = self.sheeted.tolerance(len(parts))
        for column in self.columns:
            figure = total.figures[column.number]
            if figure.value is None:
                continue
            addends = tuple(Addend(part.figures[column.number], sign) for part, sign in parts)
            yield Control(kind, figure, addends, self._said(total, column), tolerance)

    def _sign(self, row: Row) -> int:
        is_less = self.words.is_less(row.label)
        negative = any(f.value is not None and f.value < 0 for f in row.figures.values())
        return -1 if is_less and not negative else 1

    def _across(self) -> Iterator[Control]:
        said, unnamed = self.words.said["row"], self.words.said["unnamed_row"]
        for relation in self.relations:
            tolerance = self.sheeted.tolerance(len(relation.parts))
            for row in self.sheeted.rows:
                if row.kind != "figures":
                    continue
                figure = row.figures[relation.total]
                parts = [(row.figures[number], sign) for number, sign in relation.parts]
                if figure.value is None or not any(part.value is not None for part, _ in parts):
                    continue
                name = said.format(label=row.label) if row.label else unnamed.format(row=row.number)
                addends = tuple(Addend(part, sign) for part, sign in parts)
                yield Control("row", figure, addends, name, tolerance)

    def _said(self, total: Row, column: Held) -> str:
        said = self.words.said
        if not total.label:
            return said["unnamed_column"].format(row=total.number, heading=column.said)
        if total.block and total.number in self.inner:
            return said["in_block"].format(
                label=total.label, block=total.block, heading=column.said
            )
        return said["column"].format(label=total.label, heading=column.said)

    # Lines ------------------------------------------------------------------------

    def lines(self) -> Iterator[Line]:
        for row in self.sheeted.rows:
            yield Line(
                row.number, row.label, self._role(row), row.block, row.heading, row.figures or None
            )

    def _role(self, row: Row) -> str:
        if row.kind != "figures":
            return row.kind
        if row.is_control:
            return "control"
        if row.is_within:
            return "note"
        if row.number in self.nets:
            return "total"
        if row.number in self.totals:
            return "subtotal" if row.number in self.inner else "total"
        return "stream"

    # How it was understood ----------------------------------------------------------

    def understood(self) -> Iterator[str]:
        told, sheeted = self.words.understood, self.sheeted
        rows = [row.number for row in sheeted.rows]
        streams = sum(
            row.kind == "figures" and row.number not in self.totals and row.number not in self.nets
            for row in sheeted.rows
        )
        headings = sheeted.region.headings
        title = _title(sheeted)
        said = self.words.said
        name = (
            said["titled"].format(title=title)
            if title
            else (
                said["sheet"].format(sheet=sheeted.region.sheet)
                if sheeted.region.sheet
                else said["table"]
            )
        )
        yield told["place"].format(
            table=name,
            first=min(rows),
            last=max(rows),
            streams=said["one_unknown"]
            if streams == 1
            else said["more_unknown"].format(number=streams),
            headings=told["headings"].format(row=headings[-1]) if headings else told["no_headings"],
        )
        label = next((each for each in sheeted.held if each.kind == "label"), None)
        if label is not None:
            yield told["label"].format(column=column_letters(label.number))
        yield from self._blocks_told()
        yield told["columns"].format(
            columns=_listed(
                told["column"].format(column=column_letters(each.number), heading=each.said)
                for each in self.columns
            )
        )
        if sheeted.unit:
            yield told["unit"].format(unit=sheeted.unit.said)
        else:
            yield told["unit_unsaid"]
        if len(self.years) == 1:
            yield told["year"].format(year=self.years[0])
        elif not self.years:
            yield told["year_unsaid"]
        names = {each.number: each.said for each in self.columns}
        for relation in self.relations:
            parts = " ".join(
                f"{'less ' if sign < 0 else 'and ' if place else ''}“{names[number]}”"
                for place, (number, sign) in enumerate(relation.parts)
            )
            yield told["across"].format(total=f"“{names[relation.total]}”", parts=parts)
        yield from self._totals_told()

    def _blocks_told(self) -> Iterator[str]:
        told = self.words.understood
        blocks = list(
            dict.fromkeys(
                row.block for row in self.sheeted.rows if row.block and row.kind == "figures"
            )
        )
        if not blocks:
            return
        names = _listed(f"“{each}”" for each in blocks[:6])
        if len(blocks) > 6:
            names = told["many"].format(rows=names, more=len(blocks) - 6)
        columns = [each for each in self.sheeted.held if each.kind == "block"]
        if columns:
            place = _listed(column_letters(each.number) for each in columns)
            yield told["blocks"].format(column=place, names=names)
        else:
            yield told["blocks_headed"].format(names=names)

    def _totals_told(self) -> Iterator[str]:
        told = self.words.understood
        labels = {row.number: row.label for row in self.sheeted.rows}
        if not self.totals:
            yield told["no_totals"]
        for place, (total, parts) in enumerate(self.totals.items()):
            if place == _TOTALS_TOLD:
                yield told["more_totals"].format(number=len(self.totals) - place)
                break
            before = min(parts) > total
            label = labels[total]
            yield told["total_before" if before else "total"].format(
                row=total,
                label=f"“{label}”" if label else "which has no name",
                parts=self.runs(parts),
            )
        for net, signed in self.nets.items():
            if "net" in told:
                said = " ".join(
                    f"{'less ' if sign < 0 else 'and ' if place else ''}“{labels[number]}”"
                    for place, (number, sign) in enumerate(signed)
                )
                yield told["net"].format(row=net, label=f"“{labels[net]}”", parts=said)
        if self.totals:
            taken = {number for signed in self.nets.values() for number, _ in signed}
            left = [
                row.number
                for row in self.sheeted.rows
                if row.kind == "figures"
                and row.number not in self.totals
                and row.number not in self.inner
                and row.number not in self.nets
                and row.number not in taken
                and not row.is_within
            ]
            if left:
                yield told["left"].format(rows=self.runs(left))

    def runs(self, rows: Sequence[int]) -> str:
        """Return rows in words: ``rows 5 to 9 and row 12``."""
        told = self.words.understood
        runs = list(lines_between(sorted(rows)))
        said = [
            told["row"].format(row=first)
            if first == last
            else told["rows"].format(first=first, last=last)
            for first, last in runs[:_SHOWN]
        ]
        if len(runs) > _SHOWN:
            return told["many"].format(
                rows=", ".join(said),
                more=len(rows) - sum(last - first + 1 for first, last in runs[:_SHOWN]),
            )
        return _listed(said)


def _listed(texts: Iterator[str] | Sequence[str]) -> str:
    said = list(texts)
    return " and ".join(filter(None, (", ".join(said[:-1]), *said[-1:])))


# What casts across -------------------------------------------------------------------


def _relations(sheeted: Sheeted, words: Words) -> Iterator[Relation]:
    """Yield what casts across: as headings say, where the rows do not speak against it."""
    columns = sheeted.amounts
    years = list(dict.fromkeys(each.year for each in columns))
    taken: set[int] = set()
    sets: list[set[int]] = []
    for year in years:
        group = [each for each in columns if each.year == year]
        for total in group:
            found = _by_words(sheeted, words, group, total)
            if found is not None:
                taken.add(total.number)
                sets.append({total.number, *(number for number, _ in found.parts)})
                yield found
    by_sums = _by_sums(sheeted, columns)
    for total in columns:
        if total.number in taken:
            continue
        found = by_sums.get(total.number)
        if found and {total.number, *(number for number, _ in found.parts)} in sets:
            # Gross is income and net together: that was said the other way round.
            continue
        if found is None and total.measure == "total":
            found = _of_years(sheeted, columns, total) or _of_all_before(sheeted, columns, total)
        if found is not None:
            yield found


def _by_sums(sheeted: Sheeted, columns: Sequence[Held]) -> Mapping[int, Relation]:
    """Return what casts across by the figures alone, found as totals of rows are."""
    rows = [row for row in sheeted.rows if row.kind == "figures"][:_LOOKED_AT]
    entries = []
    for column in columns:
        values = [row.figures[column.number].value for row in rows]
        entries.append(
            Entry(
                column.number,
                tuple(int(value.scaleb(sheeted.decimals)) if value else 0 for value in values),
                tuple(value is not None for value in values),
                "total" if column.measure == "total" or _says_total(column.heading) else "",
            )
        )
    if len(entries) < 3 or len(rows) < 2:
        return {}
    found = {}
    for each in nested(entries, half_units=sheeted.half_units).sums:
        total = columns[each.total]
        relation = Relation(total.number, tuple((columns[part].number, 1) for part in each.parts))
        share, seen = _share(sheeted, relation)
        least = _SHARE if entries[each.total].hint else _ALMOST
        if len(each.parts) > 1 and seen >= 2 and share >= least:
            found[total.number] = relation
    return found


def _says_total(heading: str) -> bool:
    return "total" in plain(heading).split()


def _by_words(
    sheeted: Sheeted, words: Words, group: Sequence[Held], total: Held
) -> Relation | None:
    best: tuple[Decimal, int, Relation] | None = None
    for across in words.across:
        if across.total != total.measure:
            continue
        parts: list[tuple[int, int]] = []
        for measure, sign in across.parts:
            here = [each.number for each in group if each.measure == measure]
            if len(here) != 1:
                parts = []
                break
            parts.append((here[0], sign))
        if not parts:
            continue
        relation = Relation(total.number, tuple(parts))
        share, rows = _share(sheeted, relation)
        if any(sign < 0 for _, sign in parts):
            # Where what is taken off is written below nought, it is added.
            added = Relation(total.number, tuple((number, 1) for number, _ in parts))
            other, _ = _share(sheeted, added)
            if other > share:
                relation, share = added, other
        certain = 0 < rows < _FEW and across.total not in ("variance", "total")
        if (share >= _SHARE and rows) or certain:
            ranked = (share, len(parts), relation)
            if best is None or ranked[:2] > best[:2]:
                best = ranked
    return best[2] if best else None


def _of_years(sheeted: Sheeted, columns: Sequence[Held], total: Held) -> Relation | None:
    """Return the total of several years, where the columns before it are of years."""
    if total.year:
        return None
    by_year: dict[str, list[Held]] = {}
    for each in columns:
        if each.year and each.number < total.number:
            by_year.setdefault(each.year, []).append(each)
    if len(by_year) < 2:
        return None
    parts = []
    for group in by_year.values():
        chosen = [each for each in group if each.measure == "total"] or group
        parts += [(each.number, 1) for each in chosen]
    relation = Relation(total.number, tuple(parts))
    share, rows = _share(sheeted, relation)
    return relation if rows and share >= _SHARE else None


def _of_all_before(sheeted: Sheeted, columns: Sequence[Held], total: Held) -> Relation | None:
    """Return a total of the columns beside it of which no heading says what they are."""
    before = [each for each in columns if each.number < total.number]
    same = [each for each in before if each.year == total.year and each.measure != "total"]
    for parts in (same, before):
        if len(parts) > 1:
            relation = Relation(total.number, tuple((each.number, 1) for each in parts))
            share, rows = _share(sheeted, relation)
            if rows >= 2 and share >= _SHARE:
                return relation
    return None


def _share(sheeted: Sheeted, relation: Relation) -> tuple[Decimal, int]:
    """Return in which share of the rows a relation holds, and of how many rows that is."""
    holds = rows = 0
    slack = sheeted.tolerance(len(relation.parts))
    for row in sheeted.rows:
        if row.kind != "figures":
            continue
        total = row.figures[relation.total].value
        parts = [(row.figures[number], sign) for number, sign in relation.parts]
        if total is None or not any(part.value for part, _ in parts):
            continue
        rows += 1
        worked_out = sum((sign * part.amount for part, sign in parts), Decimal(0))
        holds += abs(total - worked_out) <= slack
    return (Decimal(holds) / rows if rows else Decimal(0)), rows


def figures_of(table: Table) -> Iterator[Figure]:
    """Yield every figure of a table."""
    for line in table.lines:
        yield from (line.figures or {}).values()
