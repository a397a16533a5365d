"""Injected errors are found through the reading of tables, in the right cell, and explained."""

from __future__ import annotations

import pytest

from funding.counting import Count, injected, tables
from funding.generated import generated
from funding.grids import checked, counted_through_reading, rounded_alike
from workbook_tools.form import Form


@pytest.fixture(scope="module")
def counts(form: Form) -> dict[str, Count]:
    """What became of some 450 single errors; the benchmark counts more than 5,000."""
    return counted_through_reading(form, injected(map(rounded_alike, tables(5)), 4))


def test_generated_tables_that_cast_have_neither_error_nor_query(form: Form) -> None:
    for seed in range(60):
        findings = checked(form, generated(seed)).findings
        assert [f.message for f in findings if f.severity != "note"] == [], seed


def test_every_error_that_changes_a_control_is_found_in_the_right_cell(
    counts: dict[str, Count],
) -> None:
    assert sum(count.shown for count in counts.values()) > 350
    for kind, count in counts.items():
        assert count.found == count.shown, kind


def test_the_cause_is_among_the_first_three_where_arithmetic_can_know(
    counts: dict[str, Count],
) -> None:
    knowable = sum(count.knowable for count in counts.values())
    assert sum(count.explained for count in counts.values()) >= 0.9 * knowable > 300
