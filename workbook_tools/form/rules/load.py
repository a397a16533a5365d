"""Loading the rule files: all the rules, or the first mistake and none of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from workbook_tools.declared.files import DeclaredFiles
from workbook_tools.form.columns import Column
from workbook_tools.form.rules.model import Example, Rule
from workbook_tools.form.rules.reading import FOLDER, FUNCTIONS, read_functions
from workbook_tools.form.rules.wording import slots_of
from workbook_tools.form.sheets import ReturnTemplate, TableSheet
from workbook_tools.formulas.engine import functions_used
from workbook_tools.formulas.placing import names_in, own_columns_of, plain_of
from workbook_tools.problems import DeclarationError
from workbook_tools.values.findings import SEVERITIES


def load_rules(
    files: DeclaredFiles,
    rules: Sequence[Rule],
    columns: Mapping[str, Column],
    returns: ReturnTemplate,
) -> tuple[Rule, ...]:
    """Return every rule, errors first, then by file and place.

    Args:
        files: the form's files.
        rules: the rules as they were read.
        columns: every column, as declared.
        returns: the sheets that rules may look at.

    Raises:
        DeclarationError: a file breaks the schema, an id is there twice, or a formula does
            not parse, names an unknown condition, column or sheet, or uses a function that is
            not allowed. It names the file, the rule and the mistake; no rule is returned.
    """
    allowed = read_functions(files)
    _refuse_twins(files.path(FOLDER), rules)
    tables = {table.name: table for table in returns.tables}
    for rule in rules:
        _check_rule(files.path(FOLDER + rule.file), rule, columns, tables, allowed)
    return tuple(sorted(rules, key=lambda rule: SEVERITIES.index(rule.severity)))


def _refuse_twins(folder: Path, rules: Iterable[Rule]) -> None:
    seen: dict[str, str] = {}
    for rule in rules:
        if rule.id in seen:
            raise DeclarationError(
                f"{folder / rule.file}: the rule {rule.id} is also in {seen[rule.id]}; give one "
                "of them another id."
            )
        seen[rule.id] = rule.file


def _check_rule(
    path: Path,
    rule: Rule,
    columns: Mapping[str, Column],
    tables: Mapping[str, TableSheet],
    allowed: Collection[str],
) -> None:
    """Raise for the first mistake in a rule's formulas or texts."""
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
    _check_limits(path, rule, columns)


def _check_limits(path: Path, rule: Rule, declared: Mapping[str, Column]) -> None:
    """Refuse limits that a cell cannot have, or that another entry could make right."""
    if rule.limits is None:
        return
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
                path,
                rule,
                f"names the unknown column {column} in “{name}”{_by_way_of(rule, column)}",
                "correct it",
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
            f"uses {function} in “{name}”{_by_way_of(rule, function)}, which is not in {FUNCTIONS}",
            "use a function that all spreadsheet programs have",
        )


def _columns(table: TableSheet) -> frozenset[str]:
    return frozenset(table.column_ids)


def _mistake(path: Path, rule: Rule, what: str, remedy: str) -> DeclarationError:
    return DeclarationError(f"{path}: the rule {rule.id} {what}; {remedy}.")


def _by_way_of(rule: Rule, word: str) -> str:
    """Return which condition brings in a word that a rule does not write itself."""
    if word in f"{rule.when_written}{rule.check_written}":
        return ""
    named = [condition.id for condition in rule.conditions if word in condition.formula]
    return f" by way of the condition {named[-1]}" if named else ""
