"""What would put a funding table right is said, the likeliest cause first, and never as a fact."""

from __future__ import annotations

import pytest

from funding.counting import Count, counted, injected, tables
from workbook_tools.form import Form
from workbook_tools.funding.explaining import explain


@pytest.fixture(scope="module")
def counts(form: Form) -> dict[str, Count]:
    """What became of some 650 single errors in the published tables and two made-up ones."""
    return counted(form, injected(tables(2), 10))


def test_a_table_that_casts_needs_no_explanation(form: Form) -> None:
    for printed in tables(4):
        table = printed.table()
        assert all(control.casts for control in table.controls)
        assert explain(form, table) == ()


def test_every_error_that_changes_a_control_is_found_in_the_right_cell(
    counts: dict[str, Count],
) -> None:
    assert sum(count.shown for count in counts.values()) > 500
    for kind, count in counts.items():
        assert count.found == count.shown, kind


def test_the_cause_is_among_the_first_three_where_arithmetic_can_know(
    counts: dict[str, Count],
) -> None:
    knowable = sum(count.knowable for count in counts.values())
    assert sum(count.explained for count in counts.values()) >= 0.9 * knowable > 400
