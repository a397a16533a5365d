"""The tables of the shipped framework are what its sources give, and nothing else."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import build_framework as script
import pytest

from workbook_tools.declared.resources import DEFAULT_FRAMEWORK, FRAMEWORKS
from workbook_tools.framework.load import FILES

SHIPPED = FRAMEWORKS / DEFAULT_FRAMEWORK


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "mine"))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode())


def test_building_again_gives_the_committed_tables_byte_for_byte() -> None:
    built = script.build(SHIPPED)
    assert set(built) == set(FILES)
    for name, content in built.items():
        assert (SHIPPED / name).read_bytes() == content, name


def test_checking_writes_nothing_and_names_the_file_that_differs(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert script.main(["--check", str(copy)]) == 0
    change(copy / "figures.csv", ",24507,", ",24508,")
    altered = (copy / "figures.csv").read_bytes()
    assert script.main(["--check", str(copy)]) == 1
    assert (copy / "figures.csv").read_bytes() == altered
    assert "figures.csv differs from its sources." in capsys.readouterr().out


def test_building_puts_a_table_right(copy: Path) -> None:
    (copy / "blocks.csv").unlink()
    assert script.main([str(copy)]) == 0
    assert (copy / "blocks.csv").read_bytes() == (SHIPPED / "blocks.csv").read_bytes()


def test_a_judgement_beside_another_rows_words_is_refused(copy: Path) -> None:
    change(copy / "source/judgements.csv", "\n578,loval 4", "\n578,level 4")
    with pytest.raises(SystemExit, match="source line 578 is “loval 4 or biabor in”"):
        script.build(copy)


def test_a_row_without_a_judgement_is_refused(copy: Path) -> None:
    change(copy / "source/judgements.csv", "\n578,", "\n5780,")
    with pytest.raises(SystemExit, match=r"lines \[578, 5780\]"):
        script.build(copy)


def test_a_reading_of_another_text_is_refused(copy: Path) -> None:
    change(copy / "source/readings.csv", "\n620,23,15 across,", "\n620,23,15 acros,")
    with pytest.raises(SystemExit, match="line 620, column 23 is printed “15 across”"):
        script.build(copy)


def test_a_printed_value_that_nothing_can_read_stops_the_build(
    copy: Path,
) -> None:
    change(copy / "source/readings.csv", "\n620,23,", "\n620,99,")
    with pytest.raises(SystemExit, match="“15 across”: cannot be read; give its meaning"):
        script.build(copy)


def test_a_judgement_beside_another_duty_is_refused(copy: Path) -> None:
    change(copy / "source/calendar_judgements.csv", "D23,LAA full-year", "D23,LAA half-year")
    with pytest.raises(SystemExit, match="the duty D23 is “LAA full-year information”"):
        script.build(copy)


def test_a_duty_without_a_judgement_is_refused(copy: Path) -> None:
    change(
        copy / "source/calendar_judgements.csv",
        "D36,public consultation on priorities closes,,,,\n",
        "",
    )
    with pytest.raises(SystemExit, match="there are 35 judgements for 36 duties"):
        script.build(copy)


def test_a_unit_in_other_words_than_the_print_needs_its_source(
    copy: Path,
) -> None:
    change(copy / "source/judgements.csv", "completed: from the measure (line 668)", "")
    with pytest.raises(SystemExit, match="line 668 is printed “Number” and given as “Enquiries"):
        script.build(copy)


def test_a_unit_in_the_words_of_the_print_has_no_source(copy: Path) -> None:
    change(copy / "source/judgements.csv", "Number of fires,,", "Number of fires,supplied: so,")
    with pytest.raises(SystemExit, match="is printed “Fires” and given as “Number of fires”"):
        script.build(copy)


def test_every_special_reading_says_why() -> None:
    with (SHIPPED / "source/readings.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert all(row["note"] for row in csv.DictReader(stream))


@pytest.mark.parametrize("name", ["funding_2007_08.csv", "funding_2005_06.csv"])
def test_a_judgement_beside_another_funding_line_is_refused(copy: Path, name: str) -> None:
    change(copy / "source" / name, "Connexions", "Connections")
    with pytest.raises(SystemExit, match=r"funding_judgements.csv.* are not those of the source"):
        script.build(copy)
