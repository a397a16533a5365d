"""Named conditions: formulas declared once, and written out where rules name them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from form_files import copied_form
from hypothesis import given
from hypothesis import strategies as st
from rule_files import refusal, set_keys

from workbook_tools.form import load_form
from workbook_tools.form.rules.conditions import ConditionError, Conditions
from workbook_tools.form.rules.model import Condition, Rule
from workbook_tools.form.rules.reading import read_conditions
from workbook_tools.formulas.engine import Grid, evaluate


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a form of its own, whose rules are to be changed."""
    return copied_form(tmp_path / "round")


def conditions(**formulas: str) -> Conditions:
    """Return conditions by their use: ``{"twice(x)": "=2*x"}`` with dots written as ``___``."""
    declared = []
    for usage, formula in formulas.items():
        name, *takes = usage.replace("___", "...").split("__")
        declared.append(Condition(name, tuple(takes), "", formula))
    return Conditions(declared)


def written_out(formula: str, **formulas: str) -> str:
    return conditions(**formulas).write_out(formula)[0]


def mistake(formula: str, **formulas: str) -> str:
    with pytest.raises(ConditionError) as refused:
        conditions(**formulas).write_out(formula)
    return str(refused.value)


# Written out -------------------------------------------------------------------


def test_a_condition_is_written_out_where_a_formula_names_it() -> None:
    assert written_out(
        "=AND(is_count, [@decimals] = 0)", is_count='=RIGHT([@kind], 5) = "count"'
    ) == ('=AND(RIGHT([@kind],5)="count",[@decimals]=0)')
    assert written_out(
        "=day_of([@as_at], {ends}) <= {ends}", day_of__day__or_else="=IF(day > 0, day, or_else)"
    ) == ("=IF([@as_at]>0,[@as_at],{ends})<={ends}")


def test_what_stands_before_the_dots_is_written_once_for_each() -> None:
    one_of = {"one_of__cell__words___": "=OR(cell = words, ...)"}
    assert written_out('=one_of([@kind], "rate", "survey")', **one_of) == (
        '=OR([@kind]="rate",[@kind]="survey")'
    )
    rows = {"rows__criteria___": "=COUNTIFS([kind], [@kind], criteria, ...)"}
    assert written_out("=rows([area], [@area]) = rows()", **rows) == (
        "=COUNTIFS([kind],[@kind],[area],[@area])=COUNTIFS([kind],[@kind])"
    )
    none_of = {"none_of__cell__words___": "=AND(NOT(is(cell, words)), ...)", "is__a__b": "=a = b"}
    assert (
        written_out("=none_of([@kind], 1, 2)", **none_of) == "=AND(NOT([@kind]=1),NOT([@kind]=2))"
    )


def test_texts_columns_and_dates_of_the_round_are_no_conditions() -> None:
    formula = """=IF([@count] = "a count,  or (two", 'Added value'[count], {count})"""
    assert written_out(formula, count="=1") == (
        """=IF([@count]="a count,  or (two",'Added value'[count],{count})"""
    )
    assert written_out("=Added value[count] + count", count="=1") == "=Added value[count]+1"


def test_a_formula_remembers_every_condition_in_it_also_by_way_of_others() -> None:
    declared = conditions(outer="=NOT(inner)", inner="=[@a]=1", other="=TRUE")
    assert [c.id for c in declared.write_out("=OR(outer, inner)")[1]] == ["outer", "inner"]


Tree: TypeAlias = tuple[str, Any, Any] | int
_ARITHMETIC = {
    "plus__a__b": "=a + b",
    "minus__a__b": "=a-b",
    "times__a__b": "=a * b",
    "first__a__b": "=a",
}
_RESULTS = {
    "plus": lambda a, b: a + b,
    "minus": lambda a, b: a - b,
    "times": lambda a, b: a * b,
    "first": lambda a, _: a,
}
_trees: st.SearchStrategy[Tree] = st.recursive(
    st.integers(0, 9),
    lambda inner: st.tuples(st.sampled_from([*_RESULTS, "+", "-", "*"]), inner, inner),
    max_leaves=8,
)


def _formula(tree: Tree) -> str:
    if isinstance(tree, int):
        return str(tree)
    word, a, b = tree
    if word in _RESULTS:
        return f"{word}({_formula(a)}, {_formula(b)})"
    return f"({_formula(a)}) {word}\n ({_formula(b)})"


def _result(tree: Tree) -> int:
    if isinstance(tree, int):
        return tree
    word, a, b = tree
    word = {"+": "plus", "-": "minus", "*": "times"}.get(word, word)
    return int(_RESULTS[word](_result(a), _result(b)))


@given(st.lists(_trees, min_size=1, max_size=20))
def test_a_condition_gives_what_it_would_give_worked_out_by_itself(trees: list[Tree]) -> None:
    declared = conditions(**_ARITHMETIC)
    formulas = {
        (row, 1): declared.write_out(f"={_formula(tree)}")[0] for row, tree in enumerate(trees, 1)
    }
    results = evaluate({"Sheet": Grid([], formulas)})["Sheet"]
    assert [results[row, 1] for row in range(1, len(trees) + 1)] == [_result(t) for t in trees]


# Refused -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("=AND(is_cuont, TRUE)", ["unknown condition is_cuont", "did you mean is_count?"]),
        ("=something_else", ["unknown condition something_else", "conditions.toml"]),
        ("=sum([@a])", ["unknown condition sum", "capitals"]),
        ("=is_count([@kind])", ["does not give is_count what it takes", "write is_count."]),
        ("=twice", ["does not give twice what it takes", "write twice(number)."]),
        ("=twice(1, 2)", ["does not give twice what it takes", "write twice(number)."]),
        ("=one_of()", ["does not give one_of what it takes", "one_of(cell, words...)."]),
        ("=one_of([@kind])", ["gives one_of nothing to repeat"]),
        ("=OR([@kind], ...)", ["has ... where nothing is repeated"]),
        ("=AND(is_count\n  [@a] = 1)", ["has nothing between is_count and [@a]", "comma"]),
        ("=AND(TRUE)\n  FALSE", ["has nothing between a bracket and FALSE"]),
        ("=AND(is_count", ["no formula", "not closed"]),
        ("=AND(is_count))", ["no formula", "stray )"]),
        ('=[@kind] = "count', ["no formula", 'stray "']),
    ],
)
def test_a_formula_that_cannot_be_written_out_is_refused_in_one_sentence(
    folder: Path, formula: str, words: list[str]
) -> None:
    path = folder / "rules" / "conditions.toml"
    text = path.read_text(encoding="utf-8")
    twice = (
        "[[conditions]]\nid = 'twice'\ntakes = ['number']\nmeaning = 'x'\nformula = '=2*number'\n"
    )
    path.write_text(f"{text}\n{twice}", encoding="utf-8")
    set_keys(folder / "rules" / "figures.toml", check=f"'''{formula}'''")
    said = refusal(folder)
    assert said.startswith(f"{folder / 'rules' / 'figures.toml'}: the rule percentage-in-range ")
    assert "in “check”" in said
    assert [word for word in words if word not in said] == []


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ({"formula": "'=one_of([@kind]'"}, ["one_of is no formula", "not closed"]),
        ({"formula": "'=OR(cell = words)'"}, ["uses words once", "write ... after it"]),
        ({"formula": "'=OR(cell = 1, ...)'"}, ["has ... where nothing is repeated"]),
        ({"formula": "'=OR(words = 1, ...)'"}, ["takes cell and does not use it"]),
        ({"formula": "'=cell == words'", "takes": '["cell", "words"]'}, ["one_of is no formula"]),
        (
            {"formula": "'=OR(cell = wrods, ...)'"},
            ["unknown condition wrods", "did you mean words"],
        ),
        ({"formula": "'=AND(is_held_back(cell), words, ...)'"}, ["goes round in a circle"]),
        ({"id": '"any_filled"'}, ["any_filled is there twice"]),
        ({"id": '"Any"'}, ["line ", "conditions/0/id", "Any"]),
        ({"meaning": None}, ["line ", "conditions/0", "has no “meaning”; write it"]),
        ({"takes": '["cell", "more words"]'}, ["line ", "more words"]),
    ],
)
def test_a_condition_that_says_nothing_sensible_is_refused(
    folder: Path, entries: dict[str, str | None], words: list[str]
) -> None:
    set_keys(folder / "rules" / "conditions.toml", **entries)
    said = refusal(folder)
    assert said.startswith(str(folder / "rules" / "conditions.toml"))
    assert [word for word in words if word not in said] == []


@pytest.mark.parametrize(
    ("formula", "word"),
    [
        ('=LEFT([@unit], 1) = "%"', "unknown column unit in “when” by way of the condition"),
        ("=TODAY() > 0", "uses TODAY in “when” by way of the condition"),
    ],
)
def test_what_a_condition_brings_into_a_rule_is_said_to_be_the_condition_s(
    folder: Path, formula: str, word: str
) -> None:
    text = (folder / "rules" / "conditions.toml").read_text(encoding="utf-8")
    text = text.replace("""'=LEFT([@units], 1) = "%"'""", f"'{formula}'")
    (folder / "rules" / "conditions.toml").write_text(text, encoding="utf-8")
    said = refusal(folder)
    assert f"{word} is_percentage" in said


# As shipped --------------------------------------------------------------------


def test_every_condition_is_used_and_says_what_it_means() -> None:
    declared = read_conditions(load_form().files).by_id
    used = {condition.id for rule in load_form().rules for condition in rule.conditions}
    assert used == set(declared)
    for condition in declared.values():
        assert condition.meaning.endswith("."), condition.id


def test_a_rule_holds_ordinary_formulas_however_it_is_written() -> None:
    for rule in load_form().rules:
        for formula in (rule.when, rule.check):
            bare = re.sub(r'"(?:[^"]|"")*"|\'[^\']*\'|\[[^]]*\]|\{[^}]*\}', "", formula)
            assert not re.search(
                r"\s|[a-z]{2}|\.\.\.", bare.replace("Indicators", "").replace("Gap", "")
            ), rule.id


def test_no_long_piece_of_a_formula_stands_in_three_rules() -> None:
    """What is long and repeated has a name; what is short is clearer written out."""
    seen: Counter[str] = Counter()
    for rule in load_form().rules:
        seen.update(set(_long_pieces(rule)))
    assert [piece for piece, rules in seen.items() if rules >= 3] == []


def _long_pieces(rule: Rule, least: int = 60) -> Iterator[str]:
    """Yield the function calls in a rule's formulas, as written, of so many characters."""
    for formula in (rule.when_written, rule.check_written):
        formula = re.sub(r"\s+", "", formula)
        for match in re.finditer(r"[A-Za-z_]+\(", formula):
            depth = 0
            for place in range(match.end() - 1, len(formula)):
                depth += {"(": 1, ")": -1}.get(formula[place], 0)
                if not depth:
                    break
            if place - match.start() >= least:
                yield formula[match.start() : place + 1]
