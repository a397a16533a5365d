"""Reading the rule files: rules with their conditions written out, not yet checked.

The folder ``rules/`` has the rules in files by subject, and beside them
``conditions.toml``, what the rules are written with; ``functions.toml``, the worksheet
functions that they may use; ``structure.toml``, the texts of what is checked in Python;
``claims.toml``, what words say of figures; and ``funding.toml``, the texts of what is checked in
funding tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from workbook_tools.declared.files import DeclaredFiles
from workbook_tools.declared.load import load_toml, one_line
from workbook_tools.form.rules.conditions import ConditionError, Conditions
from workbook_tools.form.rules.model import ROW, Condition, Example, Limits, Rule
from workbook_tools.formulas.engine import Value, functions_used
from workbook_tools.formulas.placing import plain_of
from workbook_tools.framework import WHOLE_YEAR
from workbook_tools.problems import DeclarationError
from workbook_tools.workbooks.numberformats import serial_of

FOLDER = "rules/"
CLAIMS, CONDITIONS, FUNCTIONS, FUNDING, STRUCTURE = (
    f"{FOLDER}{name}.toml" for name in ("claims", "conditions", "functions", "funding", "structure")
)
"""The files with other things than rules in them."""


def read_functions(files: DeclaredFiles) -> frozenset[str]:
    """Return the worksheet functions that rules may use.

    Raises:
        DeclarationError: the file is missing or breaks its schema.
    """
    return frozenset(load_toml(files, FUNCTIONS, "functions")["functions"])


def read_rules(files: DeclaredFiles) -> list[Rule]:
    """Return the rules of all files, by file and place, with their conditions written out.

    Raises:
        DeclarationError: a file breaks its schema, a condition is there twice, unknown or goes
            round in a circle, or a formula cannot be read. It names the file and the rule.
    """
    conditions = read_conditions(files)
    ours = {name for name in files.contents if name.startswith(FOLDER)}
    names = sorted(ours - {CLAIMS, CONDITIONS, FUNCTIONS, FUNDING, STRUCTURE})
    rules = []
    for name in names:
        document = load_toml(files, name, "rules")
        rules += [_rule(files.path(name), spec, document, conditions) for spec in document["rules"]]
    return rules


def read_conditions(files: DeclaredFiles) -> Conditions:
    """Return the conditions that rules are written with, each of them tried out.

    Raises:
        DeclarationError: as for :func:`read_rules`.
    """
    path = files.path(CONDITIONS)
    specs = load_toml(files, CONDITIONS, "conditions")["conditions"]
    declared: dict[str, Condition] = {}
    for spec in specs:
        if spec["id"] in declared:
            raise DeclarationError(
                f"{path}: the condition {spec['id']} is there twice; give one of them another id."
            )
        declared[spec["id"]] = Condition(
            id=spec["id"],
            takes=tuple(spec.get("takes", ())),
            meaning=one_line(spec["meaning"]),
            formula=spec["formula"].strip(),
        )
    conditions = Conditions(declared.values())
    for condition in declared.values():
        try:
            functions_used(plain_of(conditions.try_out(condition)))
        except ConditionError as mistake:
            raise DeclarationError(f"{path}: the condition {condition.id} {mistake}.") from mistake
        except ValueError as error:
            raise DeclarationError(
                f"{path}: the condition {condition.id} is no formula ({error}); correct it."
            ) from error
    return conditions


def _rule(
    path: Path, spec: Mapping[str, Any], document: Mapping[str, Any], conditions: Conditions
) -> Rule:
    complete = document.get("complete")
    written = {name: spec.get(name, "").strip() for name in ("when", "check")}
    plain: dict[str, str] = {"when": "", "check": ""}
    used: dict[str, Condition] = {}
    for name, formula in written.items():
        if formula:
            try:
                plain[name], named = conditions.write_out(formula)
            except ConditionError as mistake:
                raise DeclarationError(
                    f"{path}: the rule {spec['id']} {mistake.what} in “{name}”; {mistake.remedy}."
                ) from mistake
            used |= {condition.id: condition for condition in named}
    return Rule(
        id=spec["id"],
        title=one_line(spec["title"]),
        sheet=spec["sheet"],
        scope=spec.get("scope", ROW),
        severity=spec["severity"],
        introduced=spec.get("introduced", ""),
        when=plain["when"],
        check=plain["check"],
        field=spec["field"],
        message=one_line(spec["message"]),
        fix=one_line(spec["fix"]),
        source=one_line(spec["source"]),
        limits=_limits(spec["validation"]) if "validation" in spec else None,
        passes=_examples(path, spec, "passes", complete),
        fails=_examples(path, spec, "fails", complete),
        file=path.name,
        when_written=written["when"],
        check_written=written["check"],
        conditions=tuple(used.values()),
    )


def _limits(limits: Mapping[str, Any]) -> Limits:
    return Limits(limits.get("minimum"), limits.get("maximum"), limits.get("whole", False))


def _examples(
    path: Path, spec: Mapping[str, Any], kind: str, complete: Mapping[str, Any] | None
) -> tuple[Example, ...]:
    def values(line: Mapping[str, Any]) -> dict[str, Value]:
        return {column: _value(path, spec["id"], column, value) for column, value in line.items()}

    def row(example: Mapping[str, Any]) -> Mapping[str, Any]:
        if "row" in example:
            return dict(example["row"])
        if complete is None:
            raise DeclarationError(
                f"{path}: the rule {spec['id']} has an example that is “complete”, but the file "
                "does not say what a complete row is; add a table [complete], or write “row”."
            )
        return {**complete, **example["complete"]}

    return tuple(
        Example(
            values(row(each)),
            tuple(values(line) for line in each.get("others", ())),
            {sheet: values(line) for sheet, line in each.get("elsewhere", {}).items()},
            each.get("says", ""),
            each.get("round_months", WHOLE_YEAR),
        )
        for each in spec[kind]
    )


def _value(path: Path, rule: str, column: str, value: object) -> Value:
    """Return the value of a cell in an example; a day becomes the number that Excel has for it."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return serial_of(datetime.combine(value, time()))
    if value is None or isinstance(value, str | bool | int | float):
        return value
    raise DeclarationError(
        f"{path}: the rule {rule} has an example in which {column} is neither a number, a text, "
        "TRUE, FALSE nor a day; correct it."
    )
