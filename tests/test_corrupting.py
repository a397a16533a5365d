"""Whatever happens to a return on its way, the check finds words for it, and never breaks."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from conftest import Demo
from corrupting import BITS, MACHINES, PEOPLE, Edit, edited
from damages import Damage, packed, parts_of_package, with_damages
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from workbook_files import open_document, read_or_refused, write_return

from workbook_tools.checks import CheckedReturn, check_file
from workbook_tools.form import Form
from workbook_tools.framework import Framework
from workbook_tools.problems import LaaError
from workbook_tools.reports.marking import Heading, mark, unmark
from workbook_tools.workbooks import Source
from workbook_tools.workbooks.opening import faults_of

ALL = {**MACHINES, **PEOPLE}
PAIRS = list(combinations(ALL, 2))
FEW = 12
"""Pairs that are tried in every run: others each time the kit grows."""


@pytest.fixture(scope="module")
def sound(demo: Demo) -> bytes:
    """A completed return."""
    return demo.completed["housing"].read_bytes()


def judged(content: bytes, form: Form, framework: Framework) -> CheckedReturn | str:
    """Return what comes of a file, its marks put in and taken out; or the one sentence."""
    path = Path("return.xlsx")
    try:
        checked = check_file(Source(path, content), form, framework)
        with faults_of(path):
            unmark(form, mark(form, content, checked.findings, Heading("return.xlsx")))
    except LaaError as error:
        sentence = str(error)
    else:
        return checked
    assert sentence.startswith("return.xlsx ")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


def pairs(request: pytest.FixtureRequest) -> Iterator[tuple[Damage, Damage]]:
    chosen = PAIRS if request.config.getoption("long") else random.Random(7).sample(PAIRS, FEW)
    return ((ALL[one], ALL[other]) for one, other in chosen)


@pytest.mark.parametrize("name", ALL)
def test_each_damage_is_told_in_findings_or_in_one_sentence(
    sound: bytes, form: Form, framework: Framework, name: str
) -> None:
    outcome = judged(with_damages(sound, ALL[name]), form, framework)
    if name in PEOPLE:
        assert isinstance(outcome, CheckedReturn), outcome


def test_two_damages_are_told_as_well(
    request: pytest.FixtureRequest, sound: bytes, form: Form, framework: Framework
) -> None:
    for one, other in pairs(request):
        try:
            content = with_damages(sound, one, other)
        except (AssertionError, LookupError, ValueError):
            continue  # What the second needs is gone with the first.
        judged(content, form, framework)


EDITS = st.lists(
    st.tuples(st.integers(0, 999), st.integers(0, 40), st.sampled_from(BITS)),
    min_size=1,
    max_size=4,
)
KEPT: list[tuple[int, list[Edit]]] = []
"""What once broke the check: the number of a part, and what was done to it."""


def _many(request: pytest.FixtureRequest, few: int, many: int) -> settings:
    is_long = request.config.getoption("long")
    return settings(
        max_examples=many if is_long else few,
        deadline=None,
        derandomize=not is_long,
        phases=(Phase.explicit, Phase.generate, *((Phase.shrink,) if is_long else ())),
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


def _sheet_and_document(folder: Path) -> dict[str, dict[str, bytes]]:
    """Return the parts of an .xlsx and of an .ods file with one of everything."""
    write_return(folder / "whole.xlsx")
    inside = (
        '<text:p>one<text:s text:c="2"/>two<text:line-break/></text:p><text:p>three</text:p>',
        "<office:annotation><text:p>A note</text:p></office:annotation>",
    )
    cells = [f"<table:table-cell>{each}</table:table-cell>" for each in inside]
    for kind, value in (("float", "1"), ("date", "2007-01-01"), ("time", "PT1H"), ("boolean", "1")):
        name = "" if kind == "float" else f"{kind}-"
        cells.append(
            f'<table:table-cell office:value-type="{kind}" office:{name}value="{value}" '
            'table:number-columns-repeated="2"/>'
        )
    rows = f'<table:table-row table:number-rows-repeated="3">{"".join(cells)}</table:table-row>'
    return {
        "xlsx": parts_of_package((folder / "whole.xlsx").read_bytes()),
        "ods": parts_of_package(open_document(rows * 3)),
    }


@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_a_reader_never_breaks_over_a_spoilt_part(
    request: pytest.FixtureRequest, tmp_path: Path, form: str
) -> None:
    parts = _sheet_and_document(tmp_path)[form]
    path = tmp_path / "return.xlsx"

    @_many(request, 50, 3_000)
    @given(st.sampled_from(sorted(parts)), EDITS)
    @example(sorted(parts)[-1], [(500, 0, "&#0;")])
    def spoilt(name: str, edits: list[Edit]) -> None:
        changed = dict(parts)
        edited(changed, name, edits)
        path.write_bytes(packed(changed))
        read_or_refused(path)

    spoilt()


def test_the_check_never_breaks_over_a_spoilt_return(
    request: pytest.FixtureRequest, sound: bytes, form: Form, framework: Framework
) -> None:
    parts = parts_of_package(sound)
    names = sorted(parts)

    def spoilt(name: str, edits: list[Edit]) -> None:
        changed = dict(parts)
        edited(changed, name, edits)
        judged(packed(changed), form, framework)

    for number, edits in KEPT:
        spoilt(names[number], edits)
    _many(request, 8, 1_000)(given(st.sampled_from(names), EDITS)(spoilt))()
