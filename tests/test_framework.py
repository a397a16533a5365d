"""The shipped framework says what the published spreadsheet says; a broken one is refused."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from workbook_tools.declared.resources import DEFAULT_FRAMEWORK, FRAMEWORKS
from workbook_tools.framework import Figure, Framework, load_framework
from workbook_tools.framework.load import FILES
from workbook_tools.framework.words import KINDS
from workbook_tools.problems import DeclarationError

SHIPPED = FRAMEWORKS / DEFAULT_FRAMEWORK
COLUMNS = {
    "baseline_city": (15, "baseline_date"),
    "target_2005_06": (21, ""),
    "target_2006_07": (22, ""),
    "target_2007_08": (23, ""),
    "target_2008_09": (24, ""),
    "update_2004_05_city": (26, "update_2004_05_date"),
    "update_2005_06_city": (33, "update_2005_06_date"),
}


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load_framework()


@pytest.fixture(scope="module")
def published() -> list[dict[str, str]]:
    return read(SHIPPED / "source" / "simple_view.csv")


def one(framework: Framework, indicator: str, field: str, year: str = "") -> Figure:
    figure = framework.headline(indicator, field, year)
    assert figure is not None
    return figure


# What it says ------------------------------------------------------------------


def test_the_theme_groups_are_all_twelve_in_published_order(framework: Framework) -> None:
    assert [group.id for group in framework] == [
        "children-young-people",
        "jobs-economy",
        "adult-learning",
        "transport",
        "health",
        "older-people",
        "community-safety",
        "culture",
        "environment",
        "equalities-communities",
        "housing",
        "neighbourhoods",
    ]
    assert len(framework.blocks) == 4
    for group_id in ("transport", "culture", "equalities-communities"):
        assert framework.rows_of(group_id) == ()
        assert framework.statements_of(group_id)


def test_each_theme_group_has_its_published_rows_and_statements(framework: Framework) -> None:
    for group, printed in zip(framework, read(SHIPPED / "source/theme_groups.csv"), strict=True):
        assert group.printed == printed["theme_group"]
        assert len(framework.rows_of(group.id)) == int(printed["n_rows"])
        statements = [outcome.printed for outcome in framework.statements_of(group.id)]
        assert " | ".join(statements) == printed["outcome_statements"]


def test_every_row_is_kept_as_printed_with_an_id_that_names_its_line(
    framework: Framework, published: list[dict[str, str]]
) -> None:
    assert len(framework.indicators) == len(published) == 169
    for indicator, row in zip(framework.indicators, published, strict=True):
        code = framework.group(indicator.theme_group).code
        assert indicator.id == f"{code}-{row['source_line']}"
        assert (indicator.printed, indicator.row) == (row["measure"], row["row"])
        assert indicator.units_printed == row["units"]
        if row["outcome"]:
            assert framework.outcome(indicator.outcome).printed == row["outcome"]


def test_headings_are_the_published_ones(framework: Framework) -> None:
    headings = Counter(row.theme_group for row in framework.indicators if row.is_heading)
    assert headings == {
        "children-young-people": 5,
        "health": 2,
        "older-people": 1,
        "community-safety": 5,
        "neighbourhoods": 1,
    }
    assert framework.indicator("CYP-582").heading == "CYP-581"
    assert framework.indicator("SAF-816").heading == "SAF-815"
    assert framework.indicator("SAF-815").heading == "SAF-814"


def test_every_measure_has_unit_polarity_kind_and_area(framework: Framework) -> None:
    for row in framework.indicators:
        if not row.is_heading:
            assert row.unit, row.id
            assert row.polarity in ("higher", "lower"), row.id
            assert row.kind in KINDS, row.id
            assert framework.area(row.area)
    assert framework.indicator("CYP-623").polarity == "lower"  # not in education or work
    assert framework.indicator("HOU-936").polarity == "higher"  # the share that is decent
    assert framework.indicator("HEA-716").polarity == "higher"  # mean age at death
    assert framework.indicator("SAF-835").polarity == "higher"  # abuse that is reported
    assert framework.indicator("HEA-719").area == "pn"
    assert framework.indicator("JOB-660").area == "bme"
    assert framework.indicator("JOB-664").area == "gap"


def test_an_outcome_printed_once_holds_for_the_rows_below_it(framework: Framework) -> None:
    assert framework.indicator("SAF-832").outcome == "SAF-O811"
    assert framework.indicator("CYP-577").outcome == "CYP-O576"
    # This LPSA outcome is printed again on each of its rows: the cell is one row high.
    assert framework.indicator("CYP-605").outcome == ""
    # It does not run on into the next theme group.
    assert framework.indicator("HEA-711").outcome == "HEA-O711"


def test_rewarded_rows_are_those_of_the_local_public_service_agreement(
    framework: Framework,
) -> None:
    for row in framework.indicators:
        beside = framework.outcome(row.outcome).printed if row.outcome else ""
        if "LPSA" in beside or "LSPA" in beside:
            assert row.lpsa, row.id
    assert sum(row.lpsa for row in framework.indicators) == 23


def test_lost_and_garbled_wording_is_supplied_with_its_source(
    framework: Framework, published: list[dict[str, str]]
) -> None:
    for row in published:
        line, notes = row["source_line"], row["notes"]
        indicator = next(i for i in framework.indicators if i.source_line == int(line))
        if any(f"measure {how}" in notes for how in ("lost", "truncated", "garbled")):
            assert indicator.wording, line
            assert indicator.wording_source.startswith("supplied: "), line
            assert indicator.text == indicator.wording
        if "outcome truncated" in notes or "outcome cut" in notes:
            assert framework.outcome(indicator.outcome).wording, line
    assert framework.indicator("CYP-578").printed == "loval 4 or biabor in"
    assert "maths at the end of key stage 2" in framework.indicator("CYP-578").text


def test_statements_with_lost_words_are_worded_from_the_community_plan(
    framework: Framework,
) -> None:
    for outcome in framework.outcomes:
        if "[..." in outcome.printed:
            assert outcome.wording, outcome.id
            assert "community plan" in outcome.wording_source, outcome.id


# Figures -----------------------------------------------------------------------


def test_every_printed_cell_of_the_baseline_targets_and_earlier_updates_is_kept_as_printed(
    framework: Framework, published: list[dict[str, str]]
) -> None:
    kept = {(f.source_line, f.column): (f.printed, f.period) for f in framework.figures}
    for row in published:
        for name, (column, period_name) in COLUMNS.items():
            printed = row[name]
            period = row[period_name] if period_name else ""
            place = (int(row["source_line"]), column)
            if printed or period:
                assert kept[place][0] == printed
                assert kept[place][1] == period or not period


def test_nothing_is_added_to_the_print_but_what_is_marked_as_supplied(
    framework: Framework, published: list[dict[str, str]]
) -> None:
    rows = {int(row["source_line"]): row for row in published}
    names = {column: (name, period) for name, (column, period) in COLUMNS.items()}
    for figure in framework.figures:
        name, period = names[figure.column]
        row = rows[figure.source_line]
        assert figure.indicator.endswith(f"-{figure.source_line}")
        assert figure.printed == row[name]
        if not row[name] and not (period and row[period]):
            assert figure.basis == "supplied"
            assert figure.note


def test_a_plain_printed_number_is_the_value_in_the_indicators_own_area(
    framework: Framework,
) -> None:
    for figure in framework.figures:
        if figure.printed.replace(".", "").isdigit():
            assert figure.value == float(figure.printed)
            assert figure.area == framework.indicator(figure.indicator).area


def test_figures_show_their_meaning_at_the_declared_decimals(framework: Framework) -> None:
    finer = set()
    for figure in framework.figures:
        indicator = framework.indicator(figure.indicator)
        if figure.value is not None and round(figure.value, indicator.decimals) != figure.value:
            finer.add((figure.indicator, figure.printed))
    # A count of crimes, said to be the remnant of a calculation in the row's note.
    assert finer == {("SAF-811", "20554.1")}


def test_a_rate_and_its_cases_are_two_figures(framework: Framework) -> None:
    rate = one(framework, "CYP-640", "actual", "2005-06")
    (cases,) = framework.figures_at("CYP-640", "actual", "2005-06", "numerator")
    assert (rate.value, cases.value, rate.printed) == (4.2, 1375, "4.2% (1375)")


def test_a_cell_with_several_areas_gives_a_figure_for_each(framework: Framework) -> None:
    figures = framework.figures_at("HEA-711", "target", "2008-09")
    assert {f.area: f.value for f in figures} == {"city": 86, "pn": 105}
    figures = framework.figures_at("JOB-664", "baseline")
    assert {f.area: f.value for f in figures} == {
        "gap": 11.5,
        "foleshill": 28.596,
        "england": 17.12,
    }
    assert one(framework, "JOB-664", "baseline").value == 11.5


def test_two_targets_in_one_cell_are_told_apart(framework: Framework) -> None:
    year, calendar_year = framework.figures_at("HEA-719", "target", "2007-08")
    assert (year.value, year.span) == (35.4, "")
    assert (calendar_year.value, calendar_year.due) == (34, "2008-12-31")
    assert framework.headline("HEA-719", "target", "2007-08") == year


@pytest.mark.parametrize("year", ["2005-06", "2006-07", "2007-08", "2008-09"])
def test_exclusions_share_one_limit_over_three_rows_in_every_year(
    framework: Framework, year: str
) -> None:
    rows = ("CYP-619", "CYP-620", "CYP-621")
    for row in rows:
        target = one(framework, row, "target", year)
        assert (target.value, target.limit) == (15, "less than")
        assert framework.joint_rows(row, year) == rows
    lost = {("CYP-619", "2006-07"), ("CYP-620", "2007-08"), ("CYP-621", "2007-08")}
    for row in rows:
        supplied = one(framework, row, "target", year).basis == "supplied"
        assert supplied == ((row, year) in lost)


def test_words_in_place_of_a_figure_have_a_stated_meaning(framework: Framework) -> None:
    meanings = {
        (figure.printed.lower(), figure.status)
        for figure in framework.figures
        if figure.value is None and figure.printed
    }
    for printed, status in (
        ("monitor only", "monitor only"),
        ("to be set in 2007", "to be set"),
        ("tba", "to be set"),
        ("n/a", "not applicable"),
        ("no target", "no target"),
        ("available 2007", "not available"),
    ):
        assert (printed, status) in meanings


def test_a_date_without_a_figure_is_not_lost(framework: Framework) -> None:
    figures = [f for f in framework.figures if not f.printed and f.basis == "printed"]
    assert all(f.period and f.status == "not available" for f in figures)


def test_targets_due_later_expect_a_share_of_the_way_at_the_years_end(
    framework: Framework,
) -> None:
    pregnancies = one(framework, "CYP-625", "target", "2008-09")
    assert (pregnancies.value, pregnancies.due, pregnancies.share) == (27.2, "2010-12-31", 0.75)
    # “by 2008” is the last year of targets, whose column prints the same number alone.
    shares = [one(framework, "OLD-759", "target", year).share for year in framework.years]
    assert shares == [0.25, 0.5, 0.75, 1]
    assert one(framework, "OLD-781", "target", "2008-09").share == 1


def test_figures_over_several_years_say_so(framework: Framework) -> None:
    assert one(framework, "SAF-835", "target", "2007-08").span == "3-year total"
    assert one(framework, "SAF-876", "target", "2008-09").span == "3-year average"
    assert one(framework, "SAF-876", "baseline").span == "3-year average"


def test_money_is_in_the_unit_of_its_row(framework: Framework) -> None:
    assert one(framework, "JOB-674", "target", "2006-07").value == 40
    assert framework.indicator("JOB-674").unit == "£ million"
    assert one(framework, "JOB-666", "actual", "2005-06").value == 30225


def test_the_rounds_are_the_update_and_its_half_year(framework: Framework) -> None:
    assert framework.round("2006-07").months == 12
    half = framework.round("2006-07-half-year")
    assert (half.months, half.ends) == (6, date(2006, 9, 30))


# Loading -----------------------------------------------------------------------


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(
        shutil.copytree(SHIPPED, tmp_path / "mine", ignore=shutil.ignore_patterns("source"))
    )


def test_a_folder_is_loaded_by_its_path_and_says_the_same(framework: Framework, copy: Path) -> None:
    assert load_framework(copy) == framework
    assert load_framework(str(copy)).fingerprint == framework.fingerprint


def test_line_endings_and_byte_order_marks_do_not_change_the_fingerprint(
    framework: Framework, copy: Path
) -> None:
    for name in FILES:
        content = (copy / name).read_bytes().removeprefix(b"\xef\xbb\xbf")
        (copy / name).write_bytes(content.replace(b"\n", b"\r\n"))
    settings = (copy / "framework.json").read_bytes()
    (copy / "framework.json").write_bytes(b"\xef\xbb\xbf" + settings.replace(b"\n", b"\r\n"))
    assert load_framework(copy).fingerprint == framework.fingerprint
    assert load_framework(copy) == framework


def test_any_change_of_content_changes_the_fingerprint(framework: Framework, copy: Path) -> None:
    replace("figures.csv", ",24507,", ",24508,")(copy)
    changed = load_framework(copy)
    assert changed.fingerprint != framework.fingerprint
    assert one(changed, "SAF-811", "baseline").value == 24508


def test_the_framework_is_loaded_once(framework: Framework) -> None:
    assert load_framework() is framework


# Refusals ----------------------------------------------------------------------

Change = Callable[[Path], None]


def replace(name: str, old: str, new: str) -> Change:
    def change(folder: Path) -> None:
        text = (folder / name).read_bytes().decode()
        assert old in text
        (folder / name).write_bytes(text.replace(old, new, 1).encode())

    return change


def cell(name: str, key: str, column: str, value: str) -> Change:
    """Set one cell of the first row that starts with ``key``."""

    def change(folder: Path) -> None:
        rows = read(folder / name)
        row = next(row for row in rows if ",".join(row.values()).startswith(key))
        row[column] = value
        with (folder / name).open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.DictWriter(stream, list(row), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    return change


def repeat(name: str, key: str) -> Change:
    def change(folder: Path) -> None:
        lines = (folder / name).read_text(encoding="utf-8-sig").splitlines()
        lines.append(next(line for line in lines if line.startswith(key)))
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8-sig")

    return change


def refusal(folder: Path) -> str:
    with pytest.raises(DeclarationError) as error:
        load_framework(folder)
    return str(error.value)


def test_a_theme_group_without_a_block_is_refused_with_file_and_line(copy: Path) -> None:
    cell("theme_groups.csv", "transport", "block", "")(copy)
    message = refusal(copy)
    assert "theme_groups.csv, line 5: the theme group transport has no block" in message
    assert "write the id of one (children-young-people, economic-" in message


CASES = {
    "an unknown block": (
        cell("theme_groups.csv", "transport", "block", "roads"),
        ["theme_groups.csv, line 5", "no block “roads”", "write one of"],
    ),
    "an unknown theme group": (
        cell("indicators.csv", "CYP-577", "theme_group", "children"),
        ["indicators.csv, line 3", "no theme group “children”"],
    ),
    "an outcome of another group": (
        cell("indicators.csv", "CYP-577", "outcome", "SAF-O811"),
        ["indicators.csv, line 3", "outcome “SAF-O811”"],
    ),
    "a heading below its row": (
        cell("indicators.csv", "CYP-577", "heading", "CYP-581"),
        ["indicators.csv, line 3", "no row above it"],
    ),
    "an unknown area": (
        cell("indicators.csv", "CYP-577", "area", "moon"),
        ["indicators.csv, line 3", "no area “moon”", "write one of bme, city"],
    ),
    "a figure for an unknown indicator": (
        cell("figures.csv", "CYP-576,baseline", "indicator", "CYP-1"),
        ["figures.csv, line 2", "unknown indicator “CYP-1”"],
    ),
    "a figure for a heading": (
        cell("figures.csv", "CYP-576,baseline", "indicator", "CYP-581"),
        ["figures.csv, line 2", "CYP-581, a heading"],
    ),
    "no figure for the indicator's own area": (
        cell("indicators.csv", "HEA-719", "area", "city"),
        ["figures.csv, line", "HEA-719 has no figure for its own area, city"],
    ),
    "an id twice": (
        repeat("indicators.csv", "CYP-577"),
        ["indicators.csv, line 171", "“CYP-577” stands on line 3 already"],
    ),
    "a figure twice": (
        repeat("figures.csv", "CYP-577,target"),
        ["figures.csv, line", "“CYP-577, target, 2005-06, city, value” stands on line"],
    ),
    "a target without a number or a meaning": (
        cell("figures.csv", "CYP-577,target", "value", ""),
        ["the target of CYP-577 has neither a number nor a stated meaning", "to be set"],
    ),
    "a number and a meaning": (
        cell("figures.csv", "CYP-577,target", "status", "monitor only"),
        ["the target of CYP-577 has a number and the status “monitor only”"],
    ),
    "an indicator without polarity": (
        cell("indicators.csv", "CYP-577", "polarity", ""),
        ["indicators.csv, line 3: the indicator CYP-577 has no polarity", "higher or lower"],
    ),
    "an unknown polarity": (
        cell("indicators.csv", "CYP-577", "polarity", "up"),
        ["“polarity” holds “up”; write one of higher, lower"],
    ),
    "an unknown kind": (
        cell("indicators.csv", "CYP-577", "kind", "guess"),
        ["“kind” holds “guess”", "cumulative count"],
    ),
    "an unknown profile": (
        cell("indicators.csv", "CYP-577", "profile", "steep"),
        ["“profile” holds “steep”"],
    ),
    "an unknown status": (
        cell("figures.csv", "CYP-576,target", "status", "later"),
        ["“status” holds “later”"],
    ),
    "a number that is none": (
        cell("figures.csv", "CYP-577,target", "value", "78%"),
        ["figures.csv, line", "the column “value” holds “78%”; write a plain number"],
    ),
    "a number beyond all numbers": (
        cell("figures.csv", "CYP-577,target", "value", "nan"),
        ["the column “value” holds “nan”; write a plain number"],
    ),
    "decimals that are no number": (
        cell("indicators.csv", "CYP-577", "decimals", "one"),
        ["indicators.csv, line 3: the column “decimals” holds “one”; write a whole number"],
    ),
    "too many decimals": (
        cell("indicators.csv", "CYP-577", "decimals", "12"),
        ["CYP-577 has 12 decimals"],
    ),
    "a year without targets": (
        cell("figures.csv", "CYP-577,target", "year", "2019-20"),
        ["no year of targets “2019-20”"],
    ),
    "a date out of the calendar": (
        cell("figures.csv", "CYP-597,target", "due", "2008-02-30"),
        ["CYP-597 is due on “2008-02-30”; write a day as 2008-03-31"],
    ),
    "an impossible share": (
        cell("figures.csv", "CYP-597,target", "share", "1.5"),
        ["CYP-597 has the share 1.5"],
    ),
    "joint targets that differ": (
        cell("figures.csv", "CYP-621,target", "value", "14"),
        ["the target of CYP-621 is joint with that on line"],
    ),
    "a wording without a source": (
        cell("outcomes.csv", "JOB-S1", "wording_source", ""),
        ["outcomes.csv, line", "JOB-S1 has a wording or a source of it without the other"],
    ),
    "a supplied figure without a note": (
        cell("figures.csv", "CYP-619,target,2006-07", "note", ""),
        ["the target of CYP-619 is supplied without a note"],
    ),
    "an id that cannot name a file": (
        cell("theme_groups.csv", "transport", "id", "Trans/port"),
        ["theme_groups.csv, line 5", "the id “Trans/port” is not made of small letters"],
    ),
    "a round that ends before it starts": (
        replace("framework.json", '"ends": "2006-09-30"', '"ends": "2006-03-30"'),
        ["framework.json, line", "2006-07-half-year ends on 2006-03-30"],
    ),
    "a round due before it starts": (
        replace("framework.json", '"due": "2007-02-28"', '"due": "2006-02-28"'),
        ["framework.json, line", "the round 2006-07 is due on 2006-02-28, before it starts"],
    ),
    "a day out of the calendar": (
        replace("framework.json", "2006-09-30", "2006-09-31"),
        ["framework.json", "2006-07-half-year has a date that is not in the calendar"],
    ),
    "settings that break the schema": (
        replace("framework.json", '"months": 6', '"months": "six"'),
        [
            "framework.json, line 36: ",
            "rounds/1/months (of 2006-07-half-year) is “six”",
            "3, 6, 9, 12",
        ],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_mistake_is_refused_with_file_line_and_what_to_do(case: str, copy: Path) -> None:
    change, wanted = CASES[case]
    change(copy)
    message = refusal(copy)
    for words in wanted:
        assert words in message


def test_all_mistakes_are_found_and_the_rest_counted(copy: Path) -> None:
    for line in (577, 578, 579, 580, 582, 583, 584):
        cell("indicators.csv", f"CYP-{line}", "polarity", "")(copy)
    message = refusal(copy)
    assert message.count("has no polarity") == 5
    assert message.endswith("There are 2 more problems in this framework.")


def test_a_missing_file_is_told_with_its_name(copy: Path) -> None:
    (copy / "figures.csv").unlink()
    assert "figures.csv cannot be read" in refusal(copy)


def test_an_unknown_framework_is_told_with_those_that_are_there() -> None:
    with pytest.raises(DeclarationError, match=r"no framework leeds.*coventry-2007-08"):
        load_framework("leeds")
