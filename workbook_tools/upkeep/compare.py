"""What an edited workbook changes, row by row and cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from workbook_tools.upkeep.content import Content, Exported
from workbook_tools.upkeep.edits import Edit, Said
from workbook_tools.upkeep.layout import TableSheet
from workbook_tools.upkeep.mistakes import Mistake
from workbook_tools.upkeep.reading import Edited, EditedRow
from workbook_tools.upkeep.saying import attributed, said_in, unsaid
from workbook_tools.upkeep.validation import POINTERS


@dataclass(frozen=True)
class Comparison:
    """What an edited workbook changes; to be applied only where there are no mistakes."""

    edits: tuple[Edit, ...]
    said: tuple[Said, ...]
    mistakes: tuple[Mistake, ...]


def compare(exported: Exported, edited: Edited) -> Comparison:
    """Return what is changed and by whom it was agreed, and all that is wrong with either."""
    mistakes = list(edited.mistakes)
    edits: list[Edit] = []
    for spec in exported.tables:
        # Of a sheet that could not be read, nothing is known to be missing or new.
        if edited.tables[spec.rows]:
            edits += _edits_of(exported, spec, edited.tables[spec.rows], mistakes)
    edits = _with_references(exported, edits, mistakes)
    edits = _with_names_resolved(exported, edits, mistakes)
    said = tuple(said_in(exported.history, row) for row in edited.changes)
    edits = attributed(edits, said, mistakes)
    for edit in edits:
        mistakes += unsaid(exported, edit)
    return Comparison(tuple(edits), said, tuple(dict.fromkeys(mistakes)))


# Rows ------------------------------------------------------------------------


def _edits_of(
    exported: Exported, spec: TableSheet, rows: tuple[EditedRow, ...], mistakes: list[Mistake]
) -> Iterator[Edit]:
    before = {row.key.casefold(): row for row in exported.rows[spec.rows]}
    seen: dict[str, EditedRow] = {}
    for row in rows:
        key = row.key.casefold()
        if "id" not in row.cells:
            continue  # The reference itself cannot be read, which is told already.
        if key and key in seen:
            mistakes.append(
                row.mistake(
                    "id",
                    f"the reference {row.key} stands at {seen[key].places['id']} already; give "
                    "each row its own",
                )
            )
            continue
        seen[key] = row
        old = before.get(key) if key else None
        if old is None:
            yield from _new(spec, row, mistakes)
            continue
        changed = {
            column.id: (old.cells[column.id], row.cells[column.id])
            for column in spec.columns
            if column.id in row.cells
            and column.id != "id"
            and row.cells[column.id] != old.cells[column.id]
        }
        mistakes += _refused_cells(spec, row, changed)
        if changed:
            yield Edit(spec, row, old.key, old.cells, changed)
    for key, old in before.items():
        if key not in seen:
            how = f"put it back{_how_to_end(spec)}"
            mistakes.append(Mistake(spec.name, "", f"the row {old.key} is missing; {how}"))


def _how_to_end(spec: TableSheet) -> str:
    """Return what else to do with a row that is to be there no more."""
    headings = [column.heading for column in spec.columns if column.id == "until"]
    return f", and to let it end choose its last round in “{headings[0]}”" if headings else ""


def _new(spec: TableSheet, row: EditedRow, mistakes: list[Mistake]) -> Iterator[Edit]:
    filled = {
        column_id: (None, content)
        for column_id, content in row.cells.items()
        if column_id != "id" and content is not None
    }
    if not filled:
        if row.key:
            mistakes.append(row.mistake("id", f"there is no row {row.key} to be changed here"))
        return
    for column in spec.columns:
        measure = column.measure and not row.cells.get("is_heading")
        if (column.required or measure) and row.cells.get(column.id, ...) is None:
            mistakes.append(
                row.mistake(column.id, f"a new row needs “{column.heading}”; fill it in")
            )
    yield Edit(spec, row, row.key, None, filled)


def _refused_cells(
    spec: TableSheet, row: EditedRow, changed: Mapping[str, tuple[Content, Content]]
) -> Iterator[Mistake]:
    for column in spec.columns:
        if column.id not in changed:
            continue
        if column.only_new:
            yield row.mistake(
                column.id,
                f"“{column.heading}” stays as it is; put back “{changed[column.id][0]}”",
            )
        elif column.required and changed[column.id][1] is None:
            yield row.mistake(column.id, f"“{column.heading}” may not be blank; fill it in")


# References --------------------------------------------------------------------

_OWN_PREFIX = {"outcomes": "theme_group", "indicators": "theme_group"}
"""Rows whose references begin with the code of a theme group, and the column that names it."""


def _with_references(exported: Exported, edits: list[Edit], mistakes: list[Mistake]) -> list[Edit]:
    """Give a reference to each new row that has none."""
    taken = {row.key.casefold() for rows in exported.rows.values() for row in rows}
    taken |= {edit.key.casefold() for edit in edits}
    codes = {group.id: group.code for group in exported.theme_groups.values()}
    for edit in edits:
        if edit.is_new and edit.spec.rows == "theme_groups":
            code, title = (str(edit.row.cells.get(name) or "") for name in ("code", "title"))
            codes[edit.key or slug(title)] = code
    given = []
    for edit in edits:
        if edit.is_new and not edit.key:
            key = _reference(exported, edit, codes, taken)
            if not key:
                mistakes.append(
                    edit.row.mistake("id", "a new row here needs a reference; write it")
                )
            taken.add(key.casefold())
            edit = replace(edit, key=key)
        given.append(edit)
    return given


def _reference(exported: Exported, edit: Edit, codes: Mapping[str, str], taken: set[str]) -> str:
    if edit.spec.rows == "theme_groups":
        return slug(str(edit.row.cells.get("title") or ""))
    if edit.spec.rows == "calendar":
        return _next("D{number:02}", taken)
    if edit.spec.rows == "streams":
        return _next(f"{_prefix(exported, str(edit.row.cells.get('block')))}-N{{number}}", taken)
    if edit.spec.rows in _OWN_PREFIX:
        group = str(edit.row.cells.get(_OWN_PREFIX[edit.spec.rows]) or "")
        code = codes.get(group) or codes.get(slug(group))
        return _next(f"{code}-N{{number}}", taken) if code else ""
    return ""


def _prefix(exported: Exported, block: str) -> str:
    """Return what the references of a block's streams begin with: ``CYP``."""
    of_block = (key for key, line in exported.streams.items() if line.block == block)
    initials = "".join(word[0] for word in slug(block).split("-") if word).upper()
    return next(of_block, initials).partition("-")[0]


def _next(form: str, taken: set[str]) -> str:
    number = 1
    while form.format(number=number).casefold() in taken:
        number += 1
    return form.format(number=number)


def slug(title: str) -> str:
    """Return a title as a reference: small letters and digits, words joined by hyphens."""
    return "-".join(re.findall(r"[a-z0-9]+", title.casefold()))


def _with_names_resolved(
    exported: Exported, edits: list[Edit], mistakes: list[Mistake]
) -> list[Edit]:
    """Let cells that name new rows, by reference or name, name them by reference."""
    new: dict[str, dict[str, str]] = {"theme_groups": {}, "outcomes": {}, "indicators": {}}
    for edit in edits:
        if edit.is_new and edit.spec.rows in new:
            named = new[edit.spec.rows]
            named[edit.key.casefold()] = edit.key
            named[str(edit.row.cells.get("title") or edit.key).casefold()] = edit.key
    resolved = []
    for edit in edits:
        changed = dict(edit.changed)
        for column in edit.columns:
            was, now = changed[column.id]
            known = exported.lists.get(column.list, {})
            if column.list not in POINTERS or now is None or now in known:
                continue
            key = new[POINTERS[column.list]].get(str(now).casefold())
            if key is None:
                mistakes.append(
                    edit.row.mistake(
                        column.id,
                        f"there is no {column.heading.lower()} “{now}”; choose one of the list",
                    )
                )
            changed[column.id] = (was, key)
        resolved.append(replace(edit, changed=changed))
    return resolved
