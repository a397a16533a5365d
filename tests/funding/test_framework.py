"""The framework says which streams there are, what they were allocated, and who reports them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from framework_files import PLACE, Rows

from workbook_tools.declared.files import DeclaredFiles
from workbook_tools.declared.resources import DEFAULT_FRAMEWORK, FRAMEWORKS
from workbook_tools.folder.rounds import Terms
from workbook_tools.form import form_of, load_form
from workbook_tools.framework import Framework, history_of, load_history
from workbook_tools.framework.funding import ALLOCATION, FORECAST, total
from workbook_tools.framework.load import NAMES, OPTIONAL
from workbook_tools.problems import DeclarationError

SOURCE = FRAMEWORKS / DEFAULT_FRAMEWORK / "source"


BLOCKS = {
    "CYP": "children-young-people",
    "SSC": "safer-stronger-communities",
    "HCOP": "healthier-communities-older-people",
    "EED": "economic-development-enterprise",
}
POOLINGS = {
    "pooled_automatic": "automatically pooled",
    "pooled_other": "otherwise pooled",
    "aligned": "aligned",
}


def printed(name: str) -> list[dict[str, str]]:
    with (SOURCE / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_printed_amount_of_2007_is_held_as_printed_in_printed_order(
    framework: Framework,
) -> None:
    wanted = [
        (
            *(BLOCKS[row["block"]], POOLINGS[row["table"]], row["previously_pooled"]),
            *(row["source_line"], row["funding_stream"], kind, row[kind]),
        )
        for row in printed("funding_2007_08.csv")
        if row["line_type"] == "stream"
        for kind in ("capital", "revenue")
        if row[kind]
    ]
    held = [
        (
            *(line.block, line.pooling, {"yes": "Y", "no": "N"}[line.previously_pooled]),
            *(a.source.rpartition(" ")[2], a.named, a.kind, a.printed),
        )
        for line, a in framework.funding.of("2007-08")
    ]
    assert held == wanted


def test_every_printed_amount_of_2005_is_held_as_a_forecast(framework: Framework) -> None:
    wanted = [
        (row["funding_stream"], year, row[column])
        for row in printed("funding_2005_06.csv")
        if row["line_type"] == "stream"
        for column, year in (
            ("y2005_06", "2005-06"),
            ("y2006_07", "2006-07"),
            ("y2007_08", "2007-08"),
        )
        if row[column]
    ]
    held = [
        (each.named, each.year, each.printed)
        for each in framework.funding.allocations
        if each.basis == FORECAST
    ]
    assert held == wanted


def test_all_totals_of_2007_and_the_narrative_add_up_to_the_pound(framework: Framework) -> None:
    funding = framework.funding
    of_2007 = [each for each in funding.controls if each.basis == ALLOCATION]
    assert len(of_2007) == 28
    for control in of_2007:
        assert total(each for _, each in funding.counted(control))[0] == control.pounds


def test_the_totals_of_2005_are_kept_as_printed_also_where_they_do_not_cast(
    framework: Framework,
) -> None:
    funding = framework.funding
    apart = {
        control.id: control.pounds - total(each for _, each in funding.counted(control))[0]
        for control in funding.controls
        if control.basis == FORECAST
    }
    assert {name: gap for name, gap in apart.items() if gap} == {
        "F565-2005-06": Decimal(-1_076_000),
        "F565-2006-07": Decimal(-92_000),
        "F565-2007-08": Decimal(-74_000),
    }
    assert len(apart) == 9


def test_what_is_not_quantified_is_no_nought(framework: Framework) -> None:
    (unknown,) = (
        allocation
        for _, allocation in framework.funding.of("2007-08")
        if not allocation.said.value and allocation.said.state == "unknown"
    )
    assert (unknown.named, unknown.printed, unknown.pounds) == (
        "Standards Fund (non-devolved)",
        "NYQ",
        None,
    )


def test_one_stream_runs_through_four_blocks(framework: Framework) -> None:
    lines = [each for each in framework.funding.lines if "NRF" in each.names]
    assert {each.stream for each in lines} == {"neighbourhood-renewal-fund"}
    assert len({each.block for each in lines}) == 4


def test_every_line_with_money_is_reported_by_one_who_returns_and_says_why(
    framework: Framework,
) -> None:
    returning = {group.id for group in framework.returning("2007-08")}
    for line, _ in framework.funding.of("2007-08"):
        assert line.reported_by in returning
        assert line.reason.endswith(".")


def test_accountants_return_only_in_years_in_which_their_streams_have_money(
    framework: Framework,
) -> None:
    assert framework.returning("2006-07") == framework.theme_groups
    assert [each.id for each in framework.returning("2007-08")[13:]] == [
        "finance-cyp",
        "finance-eed",
        "finance-hcop",
        "finance-ssc",
    ]


def test_a_form_of_an_earlier_version_asks_no_accountants(framework: Framework) -> None:
    packed = (Path(__file__).parents[1] / "forms" / "version-0.2.0.form").read_bytes()
    earlier = form_of(DeclaredFiles.unpacked(packed, Path("earlier")))
    history = load_history().with_rounds([framework.round("2007-08")])
    for form, groups in ((earlier, 12), (load_form(), 17)):
        terms = Terms(form, history.at("2007-08"), framework.round("2007-08"), "open")
        assert len(terms.returning) == groups


def test_a_framework_without_money_is_what_it_was_before(tmp_path: Path) -> None:
    shipped = load_history().files
    kept = {name: text for name, text in shipped.contents.items() if name not in OPTIONAL}
    without = DeclaredFiles(shipped.place, kept)
    assert set(kept) == set(NAMES) - OPTIONAL
    assert history_of(without).latest.funding.lines == ()
    assert history_of(without).fingerprint == without.fingerprint != shipped.fingerprint


def _set(name: str, **changed: str) -> Callable[[Rows], object]:
    return lambda rows: rows.set(name, rows.tables[name][3], **changed)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_set("streams.csv", block="nowhere"), "streams.csv, line 5: the column “block” holds"),
        (_set("streams.csv", pooling="half"), "write one of aligned, automatically pooled"),
        (_set("streams.csv", reported_by="nobody"), "“reported_by” holds “nobody”"),
        (_set("streams.csv", reason=""), "does not say why; write the reason"),
        (_set("streams.csv", became="nothing"), "the column “became” holds “nothing”"),
        (_set("streams.csv", id="CYP-F974"), "the id “CYP-F974” stands on line 2 already"),
        (_set("streams.csv", id="CYP-577"), "is that of an indicator or an outcome"),
        (_set("allocations.csv", line="CYP-F1"), "for an unknown line “CYP-F1”"),
        (_set("allocations.csv", amount="1,234"), "write the digits alone, such as 369441"),
        (_set("allocations.csv", amount="£4.3m in 04/05"), "write the digits alone"),
        (_set("allocations.csv", amount=""), "write the digits alone"),
        (_set("allocations.csv", unit="pounds"), "write one of £, £000, £m"),
        (_set("allocations.csv", year="2007"), "write it as 2007-08"),
        (_set("funding_controls.csv", amount="NYQ"), "write the digits alone, such as 369441."),
        (_set("accountants.csv", block="none"), "accountants.csv, line 5: the column “block”"),
        (_set("accountants.csv", code="CYP"), "have the id or the code of a theme group"),
    ],
)
def test_a_mistake_is_one_sentence_with_file_and_line(
    change: Callable[[Rows], object], said: str
) -> None:
    rows = Rows.of(load_history())
    change(rows)
    with pytest.raises(DeclarationError, match=f"^{PLACE}") as error:
        history_of(rows.files())
    assert said in str(error.value)


def test_an_allocation_that_is_changed_later_leaves_earlier_rounds_as_they_were() -> None:
    rows = Rows.of(load_history())
    first = rows.find("allocations.csv", line="CYP-F974", basis=ALLOCATION)
    rows.take_place("allocations.csv", first, "2007-08-half-year", "2007-08", amount="400000")
    history = history_of(rows.files())
    for round_id, amount in (("2007-08-half-year", 369_441), ("2007-08", 400_000)):
        pairs = history.at(round_id).funding.reported_by("children-young-people", "2007-08")
        assert pairs[0][1].pounds == amount
        assert len(pairs) == 18


def test_a_stream_that_ends_takes_its_amounts_with_it() -> None:
    rows = Rows.of(load_history())
    rows.set("streams.csv", rows.find("streams.csv", id="CYP-F974"), until="2007-08-half-year")
    history = history_of(rows.files())
    assert len(tuple(history.at("2007-08-half-year").funding.of("2007-08"))) == 49
    assert len(tuple(history.at("2007-08").funding.of("2007-08"))) == 48


def test_a_stream_whose_reporter_is_gone_needs_another() -> None:
    rows = Rows.of(load_history())
    group = rows.find("theme_groups.csv", id="environment")
    rows.set("theme_groups.csv", group, until="2007-08-half-year")
    for name in ("outcomes.csv", "indicators.csv"):
        for row in [each for each in rows.tables[name] if each.theme_group == "environment"]:
            rows.set(name, row, until="2007-08-half-year")
    with pytest.raises(DeclarationError) as error:
        history_of(rows.files())
    assert str(error.value).startswith(
        "mine/streams.csv, line 16: after the round 2007-08-half-year, the line SSC-F990 is "
        "reported by environment, who makes no return any more"
    )


def test_replacing_a_row_needs_a_change(framework: Framework) -> None:
    rows = Rows.of(load_history())
    line = rows.find("streams.csv", id="CYP-F974")
    rows.add("streams.csv", replace(line, id="CYP-F1999", since="2007-08"))
    with pytest.raises(DeclarationError, match="does not say by what change"):
        history_of(rows.files())
