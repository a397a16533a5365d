"""Loading the rule files: all the rules, or the first mistake and none of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from workbook_tools.declared.files import DeclaredFiles
from workbook_tools.declared.load import load_json
from workbook_tools.declared.resources import RULES
from workbook_tools.form.templates import TableSheet, load_columns, load_return_template
from workbook_tools.formulas.engine import functions_used
from workbook_tools.formulas.placing import names_in, own_columns_of, plain_of
from workbook_tools.problems import DeclarationError
from workbook_tools.rules.model import ROW, Bound, Example, Limits, Rule
from workbook_tools.rules.wording import slots_of
from workbook_tools.values.findings import SEVERITIES

_NOT_RULES = ("functions.json", "structure.json")
"""Files of the folder with other things in them."""


@cache
def load_rules(folder: Path = RULES) -> tuple[Rule, ...]:
    """Return every rule, errors first, then by file and place.

    Raises:
        DeclarationError: a file breaks the schema, an id is there twice, or a formula does
            not parse, names an unknown column or sheet, or uses a function that is not
            allowed. It names the file, the rule and the mistake; no rule is returned.
    """
    allowed = frozenset(
        load_json(DeclaredFiles.read(folder, ["functions.json"]), "functions.json", "functions")[
            "functions"
        ]
    )
    rules: list[Rule] = []
    for path in sorted(folder.glob("*.json")):
        if path.name not in _NOT_RULES:
            rules += _load_file(path)
    _refuse_twins(folder, rules)
    for rule in rules:
        _check_rule(folder / rule.file, rule, allowed)
    return tuple(sorted(rules, key=lambda rule: SEVERITIES.index(rule.severity)))


def _load_file(path: Path) -> list[Rule]:
    return [
        _rule(path, spec)
        for spec in load_json(DeclaredFiles.read(path.parent, [path.name]), path.name, "rules")[
            "rules"
        ]
    ]


def _rule(path: Path, spec: Mapping[str, Any]) -> Rule:
    return Rule(
        id=spec["id"],
        title=spec["title"],
        sheet=spec["sheet"],
        scope=spec.get("scope", ROW),
        severity=spec["severity"],
        introduced=spec.get("introduced", ""),
        when=spec.get("when", ""),
        check=spec["check"],
        field=spec["field"],
        message=spec["message"],
        fix=spec["fix"],
        source=spec["source"],
        limits=_limits(path, spec) if "validation" in spec else None,
        passes=_examples(spec["examples"]["passes"]),
        fails=_examples(spec["examples"]["fails"]),
        file=path.name,
    )


def _limits(path: Path, spec: Mapping[str, Any]) -> Limits:
    limits = spec["validation"]
    try:
        low, high = (_bound(limits.get(name)) for name in ("minimum", "maximum"))
    except ValueError as error:
        raise DeclarationError(
            f"{path}: the rule {spec['id']} has a “validation” with a day that does not exist "
            f"({error}); correct it."
        ) from error
    return Limits(low, high, limits.get("whole", False))


def _bound(value: float | str | None) -> Bound | None:
    """Return a limit; a text with digits is a day."""
    is_day = isinstance(value, str) and value[0].isdecimal()
    return date.fromisoformat(str(value)) if is_day else value


def _examples(specs: Iterable[Mapping[str, Any]]) -> tuple[Example, ...]:
    return tuple(
        Example(
            spec["row"],
            tuple(spec.get("others", ())),
            spec.get("elsewhere", {}),
            spec.get("says", ""),
        )
        for spec in specs
    )


def _refuse_twins(folder: Path, rules: Iterable[Rule]) -> None:
    seen: dict[str, str] = {}
    for rule in rules:
        if rule.id in seen:
            raise DeclarationError(
                f"{folder / rule.file}: the rule {rule.id} is also in {seen[rule.id]}; give one "
                "of them another id."
            )
        seen[rule.id] = rule.file


def _check_rule(path: Path, rule: Rule, allowed: Collection[str]) -> None:
    """Raise for the first mistake in a rule's formulas or texts."""
    tables = {table.name: table for table in load_return_template().tables}
    if rule.sheet not in tables:
        raise _mistake(path, rule, f"names the sheet {rule.sheet}", f"use {', '.join(tables)}")
    known = _columns(tables[rule.sheet])
    for example in (*rule.passes, *rule.fails):
        _check_example(path, rule, example, tables)
    if rule.field not in known:
        raise _mistake(path, rule, f"points at the unknown column {rule.field}", "correct it")
    if slots_of(rule.fix):
        raise _mistake(path, rule, "has a slot in “fix”, where none is filled in", "take it out")
    for slot in slots_of(rule.message):
        if slot not in known:
            raise _mistake(path, rule, f"has the unknown slot {{{slot}}}", "name a column")
    for name in ("when", "check"):
        formula = getattr(rule, name)
        if formula:
            _check_formula(path, rule, name, formula, tables, allowed)
    _check_limits(path, rule)


def _check_limits(path: Path, rule: Rule) -> None:
    """Refuse limits that a cell cannot have, or that another entry could make right."""
    if rule.limits is None:
        return
    declared = load_columns()
    if rule.field not in declared or not declared[rule.field].kind.takes_range:
        raise _mistake(path, rule, "has a “validation” for no number or date", "leave it out")
    if rule.severity != "error":
        return
    for name in own_columns_of(f"{rule.when}{rule.check}"):
        column = declared.get(name)
        if column and name != rule.field and (column.is_entry or column.formula):
            raise _mistake(
                path,
                rule,
                f"has a “validation”, but depends on {name} too",
                "leave the validation out, or make the rule one about its field alone",
            )


def _check_example(
    path: Path, rule: Rule, example: Example, tables: Mapping[str, TableSheet]
) -> None:
    lines = [(rule.sheet, line) for line in (example.row, *example.others)]
    for sheet, line in [*lines, *example.elsewhere.items()]:
        for name in line:
            if sheet not in tables or name not in _columns(tables[sheet]):
                raise _mistake(
                    path, rule, f"has an example with the unknown column {name}", "correct it"
                )


def _check_formula(
    path: Path,
    rule: Rule,
    name: str,
    formula: str,
    tables: Mapping[str, TableSheet],
    allowed: Collection[str],
) -> None:
    for sheet, column in names_in(formula):
        if (sheet or rule.sheet) not in tables:
            raise _mistake(path, rule, f"names the unknown sheet {sheet} in “{name}”", "correct it")
        if column not in _columns(tables[sheet or rule.sheet]):
            raise _mistake(
                path, rule, f"names the unknown column {column} in “{name}”", "correct it"
            )
    if "[" in plain_of(formula) or "!" in plain_of(formula):
        raise _mistake(path, rule, f"names a cell or a link in “{name}”", "name columns only")
    try:
        used = functions_used(plain_of(formula))
    except ValueError as error:
        raise _mistake(
            path, rule, f"has a “{name}” that is no formula ({error})", "correct it"
        ) from error
    for function in sorted(used - set(allowed)):
        raise _mistake(
            path,
            rule,
            f"uses {function} in “{name}”, which is not in functions.json",
            "use a function that all spreadsheet programs have",
        )


def _columns(table: TableSheet) -> frozenset[str]:
    return frozenset(table.column_ids)


def _mistake(path: Path, rule: Rule, what: str, remedy: str) -> DeclarationError:
    return DeclarationError(f"{path}: the rule {rule.id} {what}; {remedy}.")
