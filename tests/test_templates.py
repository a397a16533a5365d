"""The templates: every column is declared once, and a wrong declaration is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from form_files import TEMPLATES, changed, column_of, copied_form, refused, sheet_of

from workbook_tools.checks.faults import Fault, in_words
from workbook_tools.form import Form, load_form
from workbook_tools.form.columns import Column, Holds
from workbook_tools.form.spreadsheet import ViewSheet
from workbook_tools.form.years import Years, years_after, years_of
from workbook_tools.formulas.placing import columns_named, names_in
from workbook_tools.framework import Framework
from workbook_tools.returns import plan_return

# What is declared --------------------------------------------------------------


@pytest.fixture(scope="module")
def years(framework: Framework) -> Years:
    """The years of the round that the printed spreadsheet shows."""
    return years_of(framework, framework.round("2006-07"))


def test_every_printed_column_is_declared_once(form: Form, years: Years) -> None:
    numbers = [column.number for column in form.columns_in(years).values() if column.number]
    assert sorted(numbers) == list(range(1, 50))


def test_every_column_says_what_it_is_and_every_entry_how_it_looks(form: Form) -> None:
    for column in form.columns.values():
        assert column.help.endswith("."), column.id
        if column.is_entry:
            assert column.prompt, column.id
            assert column.example, column.id


def test_a_choice_column_has_a_list_and_no_other_column_has(form: Form) -> None:
    for column in form.columns.values():
        assert bool(column.list) == (column.type in ("choice", "figure or word")), column.id


def test_titles_are_unique_in_every_sheet(form: Form, framework: Framework) -> None:
    every = {years_of(framework, round_) for round_ in framework.rounds}
    sheets = [
        table.columns
        for round_ in framework.rounds
        for table in plan_return(form, framework, round_.id, "housing").tables
    ]
    views = [
        sheet.columns_in(years)
        for sheet in form.spreadsheet.sheets
        if isinstance(sheet, ViewSheet)
        for years in every
    ]
    for columns in [*sheets, *views]:
        titles = [column.title.casefold() for column in columns]
        assert len(set(titles)) == len(titles)


def test_no_two_columns_of_a_return_hold_the_same_thing(form: Form, framework: Framework) -> None:
    for round_ in framework.rounds:
        plan = plan_return(form, framework, round_.id, "housing")
        for table in plan.tables:
            held = [plan.holds(column) for column in table.columns if column.holds]
            assert len(set(held)) == len(held)


def test_formulas_name_only_columns_that_their_sheets_show(
    form: Form, framework: Framework
) -> None:
    for round_ in framework.rounds:
        plan = plan_return(form, framework, round_.id, "housing")
        shown = {table.name: set(table.named_positions) for table in plan.tables}
        for table in plan.tables:
            for column in table.formulas:
                for formula in (column.formula, column.where_closed):
                    for sheet, name in names_in(formula):
                        assert name in shown[sheet or table.name], (column.id, sheet, name)
        for view in form.spreadsheet.sheets:
            if isinstance(view, ViewSheet):
                columns = view.columns_in(plan.years)
                named = {name for column in columns for name in columns_named(column.formula)}
                assert named <= {column.id for column in columns}


def test_the_columns_of_last_year_are_those_of_the_round_s_last_year(
    form: Form, framework: Framework
) -> None:
    table = plan_return(form, framework, "2006-07", "housing").table("Indicators")
    places = table.named_positions
    assert places["target"] == places["target_2006_07"]
    assert places["last_target"] == places["target_2005_06"]
    assert places["last_actual"] == places["update_2005_06_city"]
    assert places["earlier_actual"] == places["update_2004_05_city"]
    assert places["last_date"] == places["update_2005_06_date"]
    gap = plan_return(form, framework, "2006-07", "housing").table("Gap").named_positions
    assert gap["last_pn"] == gap["update_2005_06_pn"]
    assert gap["last_rest"] == gap["update_2005_06_rest"]
    assert gap["last_bme"] == gap["update_2005_06_bme"]


@pytest.mark.parametrize(
    ("year", "later", "found"),
    [
        ("2006-07", 0, "2006-07"),
        ("2006-07", 1, "2007-08"),
        ("2006-07", -2, "2004-05"),
        ("1998-99", 1, "1999-00"),
        ("2000-01", -1, "1999-00"),
    ],
)
def test_years_are_counted_over_the_turn_of_the_century(year: str, later: int, found: str) -> None:
    assert years_after(year, later) == found
    holds = Holds("actual", f"round{later:+}" if later else "round", "pn", "value")
    assert holds.in_round(year) == Holds("actual", found, "pn", "value")


def test_the_simple_view_has_the_printed_columns_and_the_full_view_all(
    form: Form, years: Years
) -> None:
    views = {s.name: s for s in form.spreadsheet.sheets if isinstance(s, ViewSheet)}
    assert [column.number for column in views["Simple View"].columns_in(years)] == [
        *(1, 8, 9, 13, 14, 15, 21, 22, 23, 24, 25, 26, 32, 33, 39, 40, 46, 47, 48, 49)
    ]
    assert [column.number for column in views["Full View"].columns_in(years)] == list(range(1, 50))


def test_the_judgements_are_lights_and_the_words_of_a_list_are_unique(form: Form) -> None:
    lights = {light.word for light in form.lights.lights}
    assert set(form.lists["judgements"].words) <= lights
    for choices in form.lists.values():
        assert len({word.casefold() for word in choices.words}) == len(choices.words)


def test_only_red_amber_and_green_are_rated_and_coloured(form: Form) -> None:
    lights = form.lights.lights
    assert [light.word for light in lights if light.rated] == ["Red", "Amber", "Green"]
    assert [light.word for light in lights if light.fill] == ["Red", "Amber", "Green"]
    assert [light.word for light in lights if light.on_target] == ["Green"]


def test_a_light_can_be_read_on_its_colour(form: Form) -> None:
    for light in form.lights.lights:
        if light.fill:
            assert _contrast(light.fill, light.text) >= 4.5, light.word


def test_the_round_s_year_takes_the_place_of_the_word_round() -> None:
    this_round = Holds("actual", "round", "headline", "value")
    assert this_round.in_round("2006-07") == Holds("actual", "2006-07", "headline", "value")
    fixed = Holds("target", "2005-06", "headline", "value")
    assert fixed.in_round("2006-07") is fixed


def test_only_comments_are_open_on_heading_rows(form: Form, framework: Framework) -> None:
    heading = next(row for row in framework.indicators if row.is_heading)
    table = plan_return(form, framework, "2006-07", heading.theme_group).table("Indicators")
    row = next(row for row in table.rows if row.id == heading.id)
    assert [column.id for column in table.columns if table.is_open(row, column)] == ["comments"]
    assert [column.id for column in table.columns if column.formula_in(row)] == []


def test_nothing_is_open_on_the_heading_of_an_outcome_or_of_a_section(
    form: Form, framework: Framework
) -> None:
    plan = plan_return(form, framework, "2006-07", "community-safety")
    for name, role in (("Indicators", "outcome"), ("Self-assessment", "section")):
        table = plan.table(name)
        rows = [row for row in table.rows if row.role == role]
        assert rows
        for row in rows:
            assert row.is_heading
            assert [c.id for c in table.columns if table.is_open(row, c)] == []
            assert [c.id for c in table.columns if c.formula_in(row)] == []


# What is refused ---------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a form of its own, to be spoilt."""
    return copied_form(tmp_path / "round")


def test_a_copy_of_the_templates_loads_as_they_are(form: Form, folder: Path) -> None:
    copy = load_form(folder)
    assert copy.columns == form.columns
    assert copy.returns == form.returns
    assert copy.spreadsheet == form.spreadsheet


def test_a_column_declared_twice_is_refused(folder: Path) -> None:
    changed(folder, "columns.json", lambda d: d["columns"].append(column_of(d, "units")))
    refused(folder, lambda form: form.columns, "columns.json", "units", "twice")


def test_a_printed_number_declared_twice_is_refused(folder: Path) -> None:
    changed(folder, "columns.json", lambda d: column_of(d, "measure").update(number=8))
    refused(folder, lambda form: form.columns, "columns.json", "measure", "8", "twice")


def test_a_list_that_is_not_there_is_refused(folder: Path) -> None:
    changed(folder, "columns.json", lambda d: column_of(d, "status").update(list="reasons"))
    refused(folder, lambda form: form.columns, "columns.json", "status", "reasons")


def test_a_word_the_schema_does_not_know_is_refused_with_its_place(folder: Path) -> None:
    changed(folder, "columns.json", lambda d: d["columns"][3].update(type="integer"))
    said = refused(folder, lambda form: form.columns, "columns.json, line 1: ", "columns/3/type")
    assert "is “integer”; it must be one of “text”, " in said


def test_a_sheet_with_a_column_that_is_not_declared_is_refused(folder: Path) -> None:
    changed(folder, "return.json", lambda d: sheet_of(d, "Indicators")["columns"].append("gap"))
    refused(folder, lambda form: form.returns, "return.json", "Indicators", "gap")


def test_a_view_with_a_column_that_is_not_declared_is_refused(folder: Path) -> None:
    changed(
        folder,
        "laa-spreadsheet.json",
        lambda d: sheet_of(d, "Simple View").update(freeze_after="gap"),
    )
    refused(folder, lambda form: form.spreadsheet, "laa-spreadsheet.json", "Simple View", "gap")


def test_a_layout_that_names_a_column_the_sheet_does_not_show_is_refused(folder: Path) -> None:
    changed(
        folder, "return.json", lambda d: sheet_of(d, "Indicators").update(freeze_after="statement")
    )
    refused(folder, lambda form: form.returns, "return.json", "Indicators", "statement")


def test_a_template_that_is_not_json_is_refused_with_its_line(folder: Path) -> None:
    (folder / TEMPLATES / "lists.json").write_text('{"lists": [\n', encoding="utf-8")
    refused(folder, lambda form: form.lists, "lists.json", "line 2")


def test_a_template_that_is_missing_is_refused(folder: Path) -> None:
    (folder / TEMPLATES / "lights.json").unlink()
    refused(folder, lambda form: form.lights, "lights.json")


def _contrast(one: str, other: str) -> float:
    """Contrast ratio as the Web Content Accessibility Guidelines define it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_column_of_a_band_is_named_with_it_where_it_is_printed(form: Form, years: Years) -> None:
    columns = form.columns_in(years)
    assert columns["update_2005_06_city"].title == "2005-6 Update: City Avg"
    assert columns["actual_city"].title == "Actual"
    assert isinstance(columns["actual_city"], Column)


# What a form must say -----------------------------------------------------------------


def test_a_table_begins_with_the_references_of_its_rows(folder: Path) -> None:
    changed(folder, "return.json", lambda d: sheet_of(d, "Gap")["columns"].remove("key"))
    refused(folder, lambda form: form.returns, "return.json", "it must be “key”.")


def test_overridden_lights_are_counted_by_a_sheet_that_has_both_lights(folder: Path) -> None:
    def spoil(wrong: dict[str, str]) -> None:
        changed(
            folder,
            "laa-spreadsheet.json",
            lambda d: sheet_of(d, "Summary")["overridden"].update(wrong),
        )

    spoil({"final": "traffic_light"})
    refused(folder, lambda form: form.spreadsheet, "Lights", "traffic_light")
    spoil({"in": "Sources"})
    refused(folder, lambda form: form.spreadsheet, "Sources", "light_calculated")
    changed(folder, "laa-spreadsheet.json", lambda d: sheet_of(d, "Summary").pop("overridden"))
    assert load_form(folder).spreadsheet


def test_claims_are_refused_with_unknown_words_or_a_pattern_that_is_none(folder: Path) -> None:
    path = folder / "rules" / "claims.toml"
    text = path.read_text(encoding="utf-8")
    for change, word in ((("{fall}", "{sinks}"), "sinks"), (("{number} of", "({number} of"), "(")):
        path.write_text(text.replace(*change), encoding="utf-8")
        refused(folder, lambda form: form.claims, "claims.toml", word)
    path.write_text(text.replace("stands against a target of {target}", "{nobody}"), "utf-8")
    refused(folder, lambda form: form.claims, "claims.toml", "nobody")
    path.unlink()
    assert load_form(folder).claims is None


def test_a_spreadsheet_has_a_view_that_shows_what_is_counted(folder: Path) -> None:
    changed(folder, "laa-spreadsheet.json", lambda d: sheet_of(d, "Summary").update(counted="row"))
    assert load_form(folder).spreadsheet
    changed(folder, "laa-spreadsheet.json", lambda d: sheet_of(d, "Summary").update(counted="lpsa"))
    refused(folder, lambda form: form.spreadsheet, "Simple View", "lpsa")
    changed(
        folder,
        "laa-spreadsheet.json",
        lambda d: d.update(sheets=[spec for spec in d["sheets"] if spec["kind"] != "view"]),
    )
    refused(folder, lambda form: form.spreadsheet, "laa-spreadsheet.json", "view")


@pytest.mark.parametrize("name", ["Added value", "Actions", "Sources"])
def test_every_column_of_a_page_has_a_width(folder: Path, name: str) -> None:
    changed(folder, "laa-spreadsheet.json", lambda d: sheet_of(d, name)["widths"].pop())
    refused(folder, lambda form: form.spreadsheet, name, "widths")


def test_a_sheet_of_indicators_says_which_light_a_refused_figure_has(folder: Path) -> None:
    changed(folder, "laa-spreadsheet.json", lambda d: sheet_of(d, "Lights").pop("refused_light"))
    refused(folder, lambda form: form.spreadsheet, "Lights", "refused_light")


def test_a_chart_that_draws_what_its_sheet_does_not_show_is_refused(folder: Path) -> None:
    def take_out(document: Any) -> None:
        spec = sheet_of(document, "Trajectories")
        name = "update_{year}_city"
        spec["columns"].remove(name)
        spec["headings"].pop(name)
        spec["widths"].pop(name)

    changed(folder, "laa-spreadsheet.json", take_out)
    refused(folder, lambda form: form.spreadsheet, "Trajectories", "update_{year}_city")


def test_the_board_s_page_needs_the_sheets_that_it_counts(folder: Path) -> None:
    changed(
        folder,
        "laa-spreadsheet.json",
        lambda d: d.update(sheets=[s for s in d["sheets"] if s["kind"] != "summary"]),
    )
    refused(folder, lambda form: form.spreadsheet, "board summary", "“summary”")


def test_directions_are_counted_where_they_are_worked_out(folder: Path) -> None:
    changed(
        folder,
        "laa-spreadsheet.json",
        lambda d: sheet_of(d, "Board summary")["direction"].update({"in": "Simple View"}),
    )
    refused(folder, lambda form: form.spreadsheet, "Simple View", "theme_group")


def test_exceptions_look_up_what_sheets_of_indicators_show(folder: Path) -> None:
    changed(
        folder,
        "laa-spreadsheet.json",
        lambda d: sheet_of(d, "Exceptions")["looked_up"]["target"].update({"in": "Simple View"}),
    )
    refused(folder, lambda form: form.spreadsheet, "Simple View", "target")


def test_exceptions_list_actions_of_registers_only(folder: Path) -> None:
    changed(
        folder,
        "laa-spreadsheet.json",
        lambda d: sheet_of(d, "Exceptions")["actions"]["from"][0].update(sheet="Lights"),
    )
    refused(folder, lambda form: form.spreadsheet, "Exceptions", "Lights")


def test_a_register_of_a_column_that_is_not_declared_is_refused(folder: Path) -> None:
    changed(folder, "laa-spreadsheet.json", lambda d: sheet_of(d, "Actions").update(about="gap"))
    refused(folder, lambda form: form.spreadsheet, "Actions", "gap")


def test_a_style_that_workbooks_are_written_with_is_there(folder: Path) -> None:
    changed(folder, "styles.json", lambda d: d["styles"].pop("row-key"))
    refused(folder, lambda form: form.styles, "styles.json", "row-key")


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ('id = "rows-moved"', 'id = "rows-gone"', "rows-gone"),
        ('id = "rows-moved"', 'id = "row-added"', "row-added"),
        ("[[rules]]", '[[rules]]\nid = "rows-gone"\ntitle = "T"\nseverity = "note"\n'
         'message = "M."\nfix = "F."\n\n[[rules]]', "rows-gone"),
    ],
)  # fmt: skip
def test_no_words_are_without_a_check_and_no_check_has_two(
    folder: Path, old: str, new: str, word: str
) -> None:
    path = folder / "rules" / "structure.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    refused(folder, lambda form: form.structure_rules, "structure.toml", word)


def test_a_form_that_has_no_words_for_a_later_check_is_read_with_the_toolkit_s(
    folder: Path,
) -> None:
    path = folder / "rules" / "structure.toml"
    head, *blocks = path.read_text(encoding="utf-8").split("[[rules]]")
    kept = [each for each in blocks if 'id = "date-out-of-reach"' not in each]
    path.write_text("[[rules]]".join([head, *kept]), encoding="utf-8")
    rules = load_form(folder).structure_rules
    (said,) = in_words(
        [Fault("date-out-of-reach", found="“2”", title="Date")], rules, "health.xlsx", "health"
    )
    assert said.message.startswith("“Date” holds “2”")
