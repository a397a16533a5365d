"""The tables of the shipped framework are what its sources give, and nothing else."""

from __future__ import annotations

import csv
import importlib.util
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from workbook_tools.declared.resources import DEFAULT_FRAMEWORK, FRAMEWORKS
from workbook_tools.framework.load import FILES

SHIPPED = FRAMEWORKS / DEFAULT_FRAMEWORK
SCRIPT = Path(__file__).resolve().parent.parent / "scripts" / "build_framework.py"


@pytest.fixture(scope="module")
def script() -> Iterator[ModuleType]:
    spec = importlib.util.spec_from_file_location("build_framework", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["build_framework"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["build_framework"]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "mine"))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode())


def test_building_again_gives_the_committed_tables_byte_for_byte(script: ModuleType) -> None:
    built = script.build(SHIPPED)
    assert set(built) == set(FILES)
    for name, content in built.items():
        assert (SHIPPED / name).read_bytes() == content, name


def test_checking_writes_nothing_and_names_the_file_that_differs(
    script: ModuleType, copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert script.main(["--check", str(copy)]) == 0
    change(copy / "figures.csv", ",24507,", ",24508,")
    altered = (copy / "figures.csv").read_bytes()
    assert script.main(["--check", str(copy)]) == 1
    assert (copy / "figures.csv").read_bytes() == altered
    assert "figures.csv differs from its sources." in capsys.readouterr().out


def test_building_puts_a_table_right(script: ModuleType, copy: Path) -> None:
    (copy / "blocks.csv").unlink()
    assert script.main([str(copy)]) == 0
    assert (copy / "blocks.csv").read_bytes() == (SHIPPED / "blocks.csv").read_bytes()


def test_a_judgement_beside_another_rows_words_is_refused(script: ModuleType, copy: Path) -> None:
    change(copy / "source/judgements.csv", "\n578,loval 4", "\n578,level 4")
    with pytest.raises(SystemExit, match="source line 578 is “loval 4 or biabor in”"):
        script.build(copy)


def test_a_row_without_a_judgement_is_refused(script: ModuleType, copy: Path) -> None:
    change(copy / "source/judgements.csv", "\n578,", "\n5780,")
    with pytest.raises(SystemExit, match=r"lines \[578, 5780\]"):
        script.build(copy)


def test_a_reading_of_another_text_is_refused(script: ModuleType, copy: Path) -> None:
    change(copy / "source/readings.csv", "\n620,23,15 across,", "\n620,23,15 acros,")
    with pytest.raises(SystemExit, match="line 620, column 23 is printed “15 across”"):
        script.build(copy)


def test_a_printed_value_that_nothing_can_read_stops_the_build(
    script: ModuleType, copy: Path
) -> None:
    change(copy / "source/readings.csv", "\n620,23,", "\n620,99,")
    with pytest.raises(SystemExit, match="“15 across”: cannot be read; give its meaning"):
        script.build(copy)


def test_a_judgement_beside_another_duty_is_refused(script: ModuleType, copy: Path) -> None:
    change(copy / "source/calendar_judgements.csv", "D23,LAA full-year", "D23,LAA half-year")
    with pytest.raises(SystemExit, match="the duty D23 is “LAA full-year information”"):
        script.build(copy)


def test_a_duty_without_a_judgement_is_refused(script: ModuleType, copy: Path) -> None:
    change(
        copy / "source/calendar_judgements.csv",
        "D36,public consultation on priorities closes,,,,\n",
        "",
    )
    with pytest.raises(SystemExit, match="there are 35 judgements for 36 duties"):
        script.build(copy)


def test_a_unit_in_other_words_than_the_print_needs_its_source(
    script: ModuleType, copy: Path
) -> None:
    change(copy / "source/judgements.csv", "completed: from the measure (line 668)", "")
    with pytest.raises(SystemExit, match="line 668 is printed “Number” and given as “Enquiries"):
        script.build(copy)


def test_a_unit_in_the_words_of_the_print_has_no_source(script: ModuleType, copy: Path) -> None:
    change(copy / "source/judgements.csv", "Number of fires,,", "Number of fires,supplied: so,")
    with pytest.raises(SystemExit, match="is printed “Fires” and given as “Number of fires”"):
        script.build(copy)


def test_every_special_reading_says_why(script: ModuleType) -> None:
    with (SHIPPED / "source/readings.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert all(row["note"] for row in csv.DictReader(stream))
