"""A round of many areas is compared: medians and quartiles, places, lights, each with its cell."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import Demo, Laa
from ledger_files import VERSION_3
from made_up_areas import ROUND, area

from workbook_tools import open_folder
from workbook_tools.framework import load_framework
from workbook_tools.hands import ALONE, Hands
from workbook_tools.national import compare_areas, read_areas
from workbook_tools.national.kept import TABLES, open_kept
from workbook_tools.national.questions import answer, define
from workbook_tools.values.records import Record
from workbook_tools.workbooks import open_workbook

CRIME, DETOX = "SAF-812", "SAF-824"
"""Crimes per 1,000 people, of which fewer are better; treatments completed, of which more are."""

SMALL = "SAF-832"
"""A number of people."""

TARGET = ("target", "2006-07")

NAMES = ("Avon", "Barset", "Coventry", "Dale", "Ely")


def saying(**figures: float) -> Callable[[Record], Record | None]:
    """Have an area record these figures, by indicator with ``_`` for ``-``."""

    def change(record: Record) -> Record | None:
        told = figures.get(record.indicator.replace("-", "_"))
        if told is None or (record.field, record.measure) != ("actual", "value"):
            return record
        return replace(record, value=told, text=f"{told:g}")

    return change


def crime(value: float, detox: float = 40) -> Callable[[Record], Record | None]:
    return saying(SAF_812=value, SAF_824=detox)


@pytest.fixture(scope="module")
def five(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    """Five areas with 10, 20, 30, 40 and 50 crimes per 1,000 people, and treatments as many."""
    folder = tmp_path_factory.mktemp("areas")
    return [
        area(
            folder / name.lower(),
            demo.ledger,
            crime(10.0 * place, 10.0 * place),
            authority=name,
            groups=("community-safety",),
        )
        for place, name in enumerate(NAMES, start=1)
    ]


@pytest.fixture(scope="module")
def compared(five: Sequence[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the workbook and the tables of the five."""
    folder = tmp_path_factory.mktemp("national")
    compare(five, folder)
    return folder


def compare(paths: Sequence[Path], folder: Path, hands: Hands = ALONE) -> Any:
    answers = read_areas(paths, ROUND, hands)
    return compare_areas(answers, folder / "national.xlsx", folder / "data", replace=True)


def asked(folder: Path, question: str) -> Sequence[Any]:
    with open_kept(folder / "data") as database:
        define(database)
        return answer(database, question)


def about(rows: Sequence[Any], **said: object) -> list[Any]:
    return [row for row in rows if all(row[name] == value for name, value in said.items())]


def rows_of(path: Path, sheet: str) -> list[dict[str, object]]:
    """The rows of a sheet, by heading."""
    found = open_workbook(path).sheet(sheet)
    assert found is not None
    cells = {place: cell.value for place, cell in found.cells.items()}
    width, height = max(column for _, column in cells), max(row for row, _ in cells)
    headings = [str(cells.get((4, column), "")) for column in range(1, width + 1)]
    return [
        {name: cells.get((row, column)) for column, name in enumerate(headings, start=1)}
        for row in range(5, height + 1)
    ]


# What is told of the figures --------------------------------------------------------


def test_the_middle_and_the_quartiles_of_the_areas_are_told(compared: Path) -> None:
    (row,) = about(asked(compared, "comparison"), indicator=CRIME)
    told = [row[name] for name in ("known", "least", "lower_quartile", "median")]
    assert told == [5, 10, 20, 30]
    assert [row[name] for name in ("upper_quartile", "most")] == [40, 50]


def test_between_two_figures_a_quartile_is_interpolated_as_in_a_spreadsheet(
    five: Sequence[Path], tmp_path: Path
) -> None:
    compare(five[:4], tmp_path)  # QUARTILE({10,20,30,40}, 1) is 17.5.
    (row,) = about(asked(tmp_path, "comparison"), indicator=CRIME)
    assert (row["lower_quartile"], row["median"], row["upper_quartile"]) == (17.5, 25, 32.5)


def test_of_three_areas_no_quartiles_are_told(five: Sequence[Path], tmp_path: Path) -> None:
    compare(five[:3], tmp_path)
    (row,) = about(asked(tmp_path, "comparison"), indicator=CRIME)
    assert (row["lower_quartile"], row["median"], row["upper_quartile"]) == (None, 20, None)
    assert {figure["quarter"] for figure in asked(tmp_path, "figures")} == {None}


@pytest.mark.parametrize(
    ("indicator", "best_first"), [(CRIME, NAMES), (DETOX, tuple(reversed(NAMES)))]
)
def test_the_best_is_the_first_whether_more_is_better_or_less(
    compared: Path, indicator: str, best_first: tuple[str, ...]
) -> None:
    rows = about(asked(compared, "figures"), indicator=indicator)
    assert [(row["rank"], row["area"]) for row in rows] == list(enumerate(best_first, start=1))
    assert [row["quarter"] for row in rows] == [1, 1, 2, 3, 4]


def test_equals_share_a_place(demo: Demo, tmp_path: Path) -> None:
    paths = [
        area(tmp_path / f"a{value}{place}", demo.ledger, crime(value), groups=("community-safety",))
        for place, value in enumerate((7.0, 5.0, 5.0, 9.0))
    ]
    compare(paths, tmp_path)
    rows = about(asked(tmp_path, "figures"), indicator=CRIME)
    assert [row["rank"] for row in rows] == [1, 1, 3, 4]


def test_every_figure_leads_to_the_cell_that_it_came_from(
    compared: Path, five: Sequence[Path]
) -> None:
    told = about(rows_of(compared / "national.xlsx", "Figures"), Area="Dale")
    with open_folder(five[3]).ledger() as ledger:
        (file,) = ledger.received("coventry-2007-08", ROUND)
        recorded = {(each.sheet, each.cell): each for each in ledger.records_of(file.id)}
    assert len(told) > 20
    for row in told:
        record = recorded[str(row["Sheet"]), str(row["Cell"])]
        assert record.indicator == row["Indicator"]
        assert row["Return"] == f"community-safety-{ROUND}-1"
        assert row["Figure"] in (None, record.value)
        assert row["Figure"] is not None or record.text == row["Light"]


def test_lights_are_counted_for_each_area_and_cast(compared: Path) -> None:
    *rows, total = rows_of(compared / "national.xlsx", "Lights")
    assert [row["Area"] for row in rows] == list(NAMES)
    assert total["Area"] == "All areas"
    for light in ("Red", "Amber", "Green", "Query"):
        assert sum(row[light] for row in rows) == total[light]  # type: ignore[misc]
    figures = rows_of(compared / "national.xlsx", "Figures")
    assert total["Green"] == len(about(figures, Light="Green")) > 0


# What is not told -------------------------------------------------------------------


def test_what_an_area_suppresses_is_told_by_nothing(demo: Demo, tmp_path: Path) -> None:
    """The tables and the workbook are the same whatever the suppressed figure is."""
    said = []
    for count in (1.0, 4.0):
        folder = tmp_path / f"{count:g}"
        paths = [
            area(
                folder / name.lower(),
                demo.ledger,
                saying(SAF_832=count if name == "Ely" else 90.0),
                authority=name,
                groups=("community-safety",),
            )
            for name in NAMES
        ]
        compare(paths, folder)
        files = [folder / "national.xlsx", *sorted((folder / "data").iterdir())]
        said.append({path.name: path.read_bytes() for path in files})
        assert about(asked(folder, "comparison"), indicator=SMALL)[0]["known"] == 4
    assert said[0] == said[1]


def test_no_words_and_no_names_of_persons_are_told(demo: Demo, tmp_path: Path) -> None:
    secret = "Mary Anne Brown says so."

    def words(record: Record) -> Record:
        return (
            record
            if record.value is not None or record.field == "light"
            else replace(record, text=secret)
        )

    compare([area(tmp_path / "a", demo.ledger, words)], tmp_path)
    with open_kept(tmp_path / "data") as database:
        for table in TABLES:
            assert secret not in str(database.execute(f"SELECT * FROM {table}").fetchall())
    for sheet in open_workbook(tmp_path / "national.xlsx").sheets:
        assert all("Brown" not in str(cell.value) for cell in sheet.cells.values())


# What is not compared ---------------------------------------------------------------


def test_one_area_that_cannot_be_read_never_stops_the_others(
    five: Sequence[Path], demo: Demo, tmp_path: Path, laa: Laa
) -> None:
    for name in ("none", "empty", "foreign", "database", "old", "not-asked", "badly-declared"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "laa.toml").write_text('framework = "coventry-2007-08"\n')
    (tmp_path / "none" / "laa.toml").unlink()
    (tmp_path / "foreign" / "ledger.sqlite").write_text("Minutes of the meeting\n" * 99)
    with closing(sqlite3.connect(tmp_path / "database" / "ledger.sqlite")) as other:
        other.execute("CREATE TABLE budget (amount)")
        other.execute("PRAGMA user_version = 3")
    shutil.copy(VERSION_3, tmp_path / "old" / "ledger.sqlite")
    (tmp_path / "badly-declared" / "laa.toml").write_text("framework = 1\n")
    area(tmp_path / "twice", demo.ledger, authority="Dale")
    altered = area(tmp_path / "altered", demo.ledger) / "ledger.sqlite"
    with closing(sqlite3.connect(altered)) as other:
        other.execute("DROP VIEW current_return")
        other.execute(
            "CREATE VIEW current_return AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i "
            "FROM n) SELECT * FROM n"
        )
    before = (tmp_path / "old" / "ledger.sqlite").read_bytes()

    others = sorted(path for path in tmp_path.iterdir())
    told = laa("national", *five, *others, "--round", ROUND, "--out", tmp_path / "n.xlsx")
    assert (told.status, told.err) == (1, "")
    assert f"{tmp_path / 'n.xlsx'}: 5 areas compared" in told.out
    left_out = {
        row["Area"]: str(row["Why"]) for row in rows_of(tmp_path / "n.xlsx", "Not compared")
    }
    assert set(left_out) == {path.name for path in others} - {"twice"} | {"Dale"}
    assert "is no working folder" in left_out["none"]
    assert "was never opened" in left_out["empty"]
    for name in ("foreign", "database"):
        assert "is not a ledger of this toolkit" in left_out[name]
    assert "The view current_return of the ledger was altered." in left_out["altered"]
    assert "run “laa status” in its folder once" in left_out["old"]
    assert "framework is 1" in left_out["badly-declared"]
    assert "both say that they are Dale" in left_out["Dale"]
    assert (tmp_path / "old" / "ledger.sqlite").read_bytes() == before
    for name, why in left_out.items():
        assert f"left out: {name}: {why}" in told.out


def test_an_indicator_by_which_an_area_means_something_else_is_not_compared(
    five: Sequence[Path], demo: Demo, tmp_path: Path
) -> None:
    framework = tmp_path / "framework"
    shutil.copytree(Path(open_folder(five[0]).history.files.place), framework)
    path = framework / "indicators.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    (line,) = (each for each in lines if each.startswith(f"{CRIME},"))
    path.write_text(
        "".join(lines).replace(line, line.replace("lower", "higher", 1)), encoding="utf-8"
    )
    other = area(
        tmp_path / "other",
        demo.ledger,
        crime(60),
        groups=("community-safety",),
        framework=str(framework),
    )
    compare([*five, other], tmp_path)
    (row,) = about(asked(tmp_path, "comparison"), indicator=CRIME)
    assert (row["known"], row["most"]) == (5, 50)
    (left_out,) = asked(tmp_path, "left_out")
    assert left_out["area"] == "other"
    assert left_out["what"].startswith(CRIME)
    assert "higher is better" in left_out["why"]
    assert about(asked(tmp_path, "comparison"), indicator=DETOX)[0]["known"] == 6


def test_whatever_an_area_calls_itself_it_is_told_as_words(
    five: Sequence[Path], demo: Demo, tmp_path: Path, laa: Laa
) -> None:
    called = {"formula": "=1+1", "link": "[link=http://x.invalid]x", "long": "x" * 50_000}
    others = [
        area(tmp_path / folder, demo.ledger, authority=name, groups=("community-safety",))
        for folder, name in called.items()
    ]
    told = laa("national", *five, *others, "--round", ROUND, "--out", tmp_path / "n.xlsx")
    assert told.status == 0, told.err
    areas = [str(row["Area"]) for row in rows_of(tmp_path / "n.xlsx", "Areas")]
    assert {"=1+1", "[link=http://x.invalid]x", "x" * 998 + " …"} <= set(areas)


def test_a_figure_for_other_months_than_in_most_areas_has_no_place(
    five: Sequence[Path], demo: Demo, tmp_path: Path
) -> None:
    def half(record: Record) -> Record | None:
        if (record.indicator, record.measure) == (CRIME, "months"):
            return replace(record, value=5.0, text="5")
        return crime(1)(record)

    other = area(tmp_path / "half", demo.ledger, half, groups=("community-safety",))
    compare([*five, other], tmp_path)
    (row,) = about(asked(tmp_path, "comparison"), indicator=CRIME)
    assert (row["known"], row["least"]) == (5, 10)
    (figure,) = about(asked(tmp_path, "figures"), indicator=CRIME, area="half")
    told = (figure["actual"], figure["months"], figure["rank"], figure["quarter"])
    assert told == (1, 5, None, None)
    assert row["months"] != 5


def test_a_target_that_is_not_of_the_indicator_and_the_year_alone_is_not_told(
    compared: Path,
) -> None:
    framework = load_framework()
    targets = {
        each.indicator: each for each in framework.figures if (each.field, each.year) == TARGET
    }
    shared = {name for name, each in targets.items() if each.joint or each.span or each.share != 1}
    with open_kept(compared / "data") as database:
        query = "SELECT indicator, target FROM figure WHERE area = 'Avon' AND is_headline"
        told = dict(database.execute(query).fetchall())
    assert told.keys() & shared
    assert all(told[name] is None for name in told.keys() & shared)
    assert any(told[name] is not None for name in told.keys() - shared)


def test_part_of_a_year_is_not_compared_with_a_whole_one(
    five: Sequence[Path], demo: Demo, tmp_path: Path
) -> None:
    from workbook_tools.folder.rounds import Overrides

    part = area(tmp_path / "part", demo.ledger)
    open_folder(part).change_round(ROUND, "only half of it", Overrides(months=6))
    told = compare([*five, part], tmp_path)
    assert told.areas == NAMES
    assert "of 6 months of 2006-07" in told.left_out[0].why


# The command ------------------------------------------------------------------------


def test_a_folder_of_areas_stands_for_all_in_it(
    five: Sequence[Path], tmp_path: Path, laa: Laa
) -> None:
    told = laa("national", five[0].parent, "--round", ROUND, "--out", tmp_path / "n.xlsx")
    assert told.status == 0, told.err
    assert "5 areas compared" in told.out
    assert sorted(path.name for path in (tmp_path / "n-data").iterdir()) == sorted(
        f"{name}.parquet" for name in TABLES
    )


def test_the_same_areas_give_the_same_files_whoever_reads_them(
    compared: Path, five: Sequence[Path], tmp_path: Path
) -> None:
    compare([*reversed(five)], tmp_path, Hands(2))
    for path in (compared / "national.xlsx", *(compared / "data").iterdir()):
        assert (tmp_path / path.relative_to(compared)).read_bytes() == path.read_bytes()


def test_no_folder_of_an_area_is_changed(five: Sequence[Path], tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in five[0].rglob("*") if path.is_file()}
    compare(five, tmp_path)
    assert {path: path.read_bytes() for path in five[0].rglob("*") if path.is_file()} == before


def test_a_workbook_that_is_not_ours_is_not_written_over(
    five: Sequence[Path], tmp_path: Path, laa: Laa
) -> None:
    path = tmp_path / "n.xlsx"
    path.write_bytes(b"somebody's own")
    told = laa("national", *five, "--round", ROUND, "--out", path)
    assert told.status == 2
    assert "n.xlsx" in told.err
    assert path.read_bytes() == b"somebody's own"


@pytest.mark.parametrize(
    ("round_id", "said"),
    [("2007-08", "There is no area to compare. avon: The round 2007-08 was never opened in")],
)
def test_where_nothing_can_be_compared_it_is_one_sentence(
    five: Sequence[Path], tmp_path: Path, laa: Laa, round_id: str, said: str
) -> None:
    told = laa("national", *five, "--round", round_id, "--out", tmp_path / "n.xlsx")
    assert (told.status, told.out) == (2, "")
    assert said in told.err
    assert list(tmp_path.iterdir()) == []


def test_without_duckdb_it_is_told_how_to_get_it(
    five: Sequence[Path], tmp_path: Path, laa: Laa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    told = laa("national", *five, "--round", ROUND, "--out", tmp_path / "n.xlsx")
    assert told.status == 2
    assert "pip install 'laa-workbook-toolkit[national]'" in told.err
