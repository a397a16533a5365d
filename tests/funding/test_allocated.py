"""A table that is sent is held against what the framework allocates, stream by stream."""

from __future__ import annotations

from pathlib import Path

import pytest

from funding.published_tables import FOLDER
from workbook_tools.form import Form
from workbook_tools.framework import load_framework
from workbook_tools.funding.checking import check_files, read_tables

ANNEX_3, OF_2005 = FOLDER / "funding_2007_08.csv", FOLDER / "funding_2005_06.csv"

RENEWAL = "Neighbourhood Renewal Fund"


def differing(form: Form, path: Path) -> list[tuple[str, str, str]]:
    """Return the streams that are other than allocated: cell, amount there and allocated."""
    (checked,) = check_files([read_tables(form, path)], load_framework())
    return [
        (each.cell, each.found, each.expected)
        for each in checked.findings
        if each.rule == "allocation-differs"
    ]


def written(path: Path, *lines: str) -> Path:
    heading = ("Funding 2007/08 in £,,", "Stream,Capital,Revenue")
    path.write_text("\n".join((*heading, *lines)), "utf-8")
    return path


def test_the_published_table_is_what_is_allocated(form: Form) -> None:
    assert differing(form, ANNEX_3) == []


def test_forecasts_in_another_unit_are_no_allocations(form: Form) -> None:
    assert differing(form, OF_2005) == []


def test_a_stream_is_added_up_over_all_its_blocks(form: Form, tmp_path: Path) -> None:
    text = ANNEX_3.read_text("utf-8")
    path = tmp_path / ANNEX_3.name
    # Two blocks exchange what they have: the stream is what it was.
    exchanged = text.replace('"1,519,634"', "@").replace('"1,390,818"', '"1,519,634"')
    path.write_text(exchanged.replace("@", '"1,390,818"'), "utf-8")
    assert differing(form, path) == []
    path.write_text(text.replace('"1,390,818"', '"1,390,881"'), "utf-8")
    assert differing(form, path) == [("F18", "5,289,613", "5,289,550")]


OTHERS = ("LEGI,475000,4409000", "Connexions,,3342925", "Extended Schools,,448569")


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ((*OTHERS, f"{RENEWAL},,5289550"), []),
        ((*OTHERS, f"{RENEWAL},,713551"), []),
        ((*OTHERS, f"{RENEWAL},,713515"), [("C6", "713,515", "5,289,550")]),
        ((*OTHERS, "NRF,,5289550"), []),
        ((*OTHERS, "Positive Action for Young People,,369441"), []),
        ((*OTHERS, "Standards Fund (non-devolved),,NYQ"), []),
        ((*OTHERS, "Standards Fund (non-devolved),,5"), []),
        ((*OTHERS, "Something else altogether,,5"), []),
        (("LEGI,475000,4409001", "Connexions,,1", "Extended Schools,,2"), []),
    ],
)
def test_a_stream_differs_that_comes_to_something_else(
    form: Form, tmp_path: Path, lines: tuple[str, ...], found: list[tuple[str, str, str]]
) -> None:
    assert differing(form, written(tmp_path / "sent.csv", *lines)) == found
