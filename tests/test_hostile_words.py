"""Whatever is written into a cell for words is told as words, in everything that is written."""

from __future__ import annotations

import csv
import email
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from itertools import cycle
from pathlib import Path

import pytest
from conftest import Demo, Once, OpenReturn, status_of, with_parts
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from workbook_tools.commands import run
from workbook_tools.form import load_form
from workbook_tools.framework import load_framework
from workbook_tools.returns import plan_return
from workbook_tools.values.harmless import harmless

GROUP, ROUND, NEXT = "housing", "2006-07", "2007-08-half-year"
HOST = "x.invalid"
"""Where everything that would be fetched is from."""

WORDS = (
    f'=HYPERLINK("http://{HOST}/a","open")',
    "=1+41",
    "+44+cmd|' /C calc'!A0",
    "-2+44",
    "@SUM(1,41)",
    "＝1+41",
    f"<script src='http://{HOST}/a.js'>taken()</script><img src=x onerror=taken()>",
    "</t></is></c><f>1+41</f> & \"quoted\" 'twice' ]]>",
    f"[link=http://{HOST}]click[/link] [red]:smile:",
    "ESCAPE[2J ESCAPE]8;;http://x.invalidBELL OVERRIDE.xslx",
    '{framework_title} {0} {{7*7}} ${HOME} %(x)s %n &A&P&"Wingdings"',
    f"http://{HOST}/b mailto:a@{HOST} \\\\{HOST}\\share",
    "'; DROP TABLE record; --",
    "_x0041_ <r>bold</r> {=1+41}",
    "Ηοusіng ΟΚ\u200b\u200d\u00ad",  # Greek and Cyrillic look-alikes, and signs nobody sees.
)
SIGNS = {"ESCAPE": "_x001B_", "BELL": "_x0007_", "OVERRIDE": "\u202e"}
"""What stands for signs that openpyxl does not write, as Excel writes them."""


@dataclass(frozen=True)
class Written:
    """Everything that was written of a round in which one return is hostile."""

    folder: Path
    said: dict[str, str]
    """What commands printed, by the command."""

    def all(self, *endings: str) -> list[Path]:
        found = sorted(self.folder.rglob("*"))
        return [path for path in found if path.suffix in endings and "sent" not in path.parts]


def hostile(source: Path, folder: Path) -> Path:
    """Fill every cell for words of a return with something hostile."""
    plan = plan_return(load_form(), load_framework(), ROUND, GROUP)
    opened, words = OpenReturn(source), cycle(WORDS)
    for table in plan.tables:
        sheet = opened.on(table.name).sheet
        for row in table.rows:
            for column in table.entries:
                if table.is_open(row, column) and column.kind.name == "text":
                    cell = sheet.cell(table.row_numbers[row.id], table.positions[column.id])
                    cell.value = next(words)
                    cell.data_type = "s"
    (folder / "typed").mkdir(parents=True)

    def with_signs(_: str, text: str) -> str:
        for word, sign in SIGNS.items():
            text = text.replace(word, sign)
        return text

    return with_parts(opened.save(folder / "typed", results=False), folder, with_signs)


@pytest.fixture(scope="module")
def written(once: Once, demo: Demo) -> Written:
    """A round with a hostile return, from the check to the next round."""
    said = _Runs()

    def build(folder: Path) -> None:
        sent = hostile(demo.completed[GROUP], folder / "sent")
        said("init", folder / "here")
        here = folder / "here"
        said("check", sent, "--html", "page.html", "--marked", "marked", folder=here)
        said("check", sent, "--json", folder=here)
        said("ingest", sent, "--received", "2007-02-20", folder=here)
        said("status", "--today", "2007-03-01", "--chase", "letters", folder=here)
        said("consolidate", "--out", "laa.xlsx", folder=here)
        said("consolidate", "--public", "--out", "public.xlsx", folder=here)
        said("consolidate", "--pack", "half-year", "--out", "pack", folder=here)
        said("diff", demo.completed[GROUP], sent, "--out", "differences.xlsx", folder=here)
        for name in ("values.csv", "values.xlsx"):
            said("export", "--out", name, folder=here)
        said("national", ".", "--round", ROUND, "--out", "national.xlsx", folder=here)
        said("round", "open", NEXT, folder=here)
        said("generate", "--round", NEXT, "--group", GROUP, "--out", "next", folder=here)
        (folder / "said.txt").write_text("\f".join(said.said), encoding="utf-8")

    folder = once("hostile", build)
    printed = (folder / "said.txt").read_text(encoding="utf-8").split("\f")
    return Written(folder / "here", dict(each.split("\n", 1) for each in printed))


class _Runs:
    """Runs commands as a shell would, and keeps what they say."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def __call__(self, *arguments: object, folder: Path | None = None) -> None:
        raw = io.BytesIO()
        with (
            io.TextIOWrapper(raw, encoding="utf-8") as stream,
            pytest.MonkeyPatch.context() as patch,
        ):
            patch.setattr("sys.stdout", stream)
            patch.setattr("sys.stderr", stream)
            patch.setattr("sys.argv", ["laa", *map(str, arguments)])
            if folder is not None:
                patch.chdir(folder)
            status = status_of(run)
            stream.flush()
            said = raw.getvalue().decode("utf-8")
        assert status <= 1, said
        self.said.append(f"{arguments[0]} {len(self.said)}\n{said}")


def parts(path: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            yield name, package.read(name)


def formulas(path: Path) -> Iterator[str]:
    for name, content in parts(path):
        if name.startswith("xl/") and name.endswith(".xml"):
            for element in etree.fromstring(content).iter("{*}f", "{*}formula1", "{*}definedName"):
                yield element.text or ""


def test_every_kind_of_file_was_written(written: Written) -> None:
    kinds = {path.suffix for path in written.all(".xlsx", ".ods", ".docx", ".html", ".csv", ".txt")}
    assert kinds == {".xlsx", ".ods", ".docx", ".html", ".csv", ".txt"}
    assert written.all(".eml")
    names = {path.name for path in written.all(".xlsx")}
    assert {"laa.xlsx", "public.xlsx", "differences.xlsx", "values.xlsx", "national.xlsx"} <= names
    assert {path.parent.name for path in written.all(".xlsx")} >= {"marked", "pack", "next"}


def test_what_was_written_came_through(written: Written) -> None:
    """Otherwise nothing below would be tried."""
    texts = b"".join(content for _, content in parts(written.folder / "laa.xlsx"))
    assert b"DROP TABLE record" in texts
    assert b"cmd|" in texts
    assert b"&lt;script" in texts


def test_no_workbook_has_a_formula_or_a_link_that_somebody_wrote(written: Written) -> None:
    for path in written.all(".xlsx"):
        for formula in formulas(path):
            plain = re.sub(r'"[^"]*"', "", formula)  # What is in quotation marks is a text.
            assert not re.search(r"cmd\||1\+41|DROP", plain), (path.name, formula)
            assert 'HYPERLINK("http' not in formula, (path.name, formula)
        for name, content in parts(path):
            if name.endswith(".rels"):
                assert HOST.encode() not in content, (path.name, name)


def test_every_part_of_every_file_is_xml_without_signs_it_must_not_have(written: Written) -> None:
    for path in written.all(".xlsx", ".ods", ".docx"):
        for name, content in parts(path):
            if name.endswith((".xml", ".rels", ".vml")):
                etree.fromstring(content)
                assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", content), (path.name, name)


def test_no_table_of_values_begins_a_cell_like_a_formula(written: Written) -> None:
    for path in written.all(".csv"):
        if "framework" in path.parts:
            continue  # It is read again, and nobody's words are in it.
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))):
            assert all(harmless(cell) == cell for cell in row), (path.name, row)


def test_the_page_has_no_script_and_no_address_of_theirs(written: Written) -> None:
    page = html.fromstring((written.folder / "page.html").read_text(encoding="utf-8"))
    assert len(page.findall(".//script")) == 1
    assert not page.findall(".//img")
    for element in page.iter():
        assert not any(name.startswith("on") for name in element.attrib)
        assert all(HOST not in value for value in element.attrib.values())
    assert "taken()" in page.text_content()


def test_letters_have_the_headers_of_a_letter_and_no_others(written: Written) -> None:
    for path in written.all(".eml"):
        letter = email.message_from_bytes(path.read_bytes(), policy=policy.default)
        assert not letter.defects
        assert all(HOST not in str(value) for value in letter.values())


def test_nothing_printed_is_obeyed_by_a_terminal(written: Written) -> None:
    printed = "".join(written.said.values())
    assert "\x1b" not in printed
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x07\x08]", printed)
    texts = "".join(path.read_text(encoding="utf-8") for path in written.all(".txt"))
    assert not re.search("[\x07\x08\x1b\u202a-\u202e\u2066-\u2069]", texts)


def test_the_words_of_a_text_are_not_filled_in(written: Written) -> None:
    title = load_framework().title
    for path in written.all(".xlsx"):
        texts = b"".join(content for _, content in parts(path)).decode("utf-8", "replace")
        assert f"{title} {{0}}" not in texts
        assert f"{title} 0 " not in texts


# Words in CSV ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("=1+1", "'=1+1"),
        (" =1+1", "' =1+1"),
        ("\t@SUM(A1)", "'\t@SUM(A1)"),
        ("-2+3", "'-2+3"),
        ("＝1", "'＝1"),
        ("-2.5", "-2.5"),
        ("+44", "+44"),
        ("-1,250 ", "-1,250 "),
        ("-£5.20", "-£5.20"),
        ("-4%", "-4%"),
        ("- none so far", "'- none so far"),
        ("a = b", "a = b"),
        ("", ""),
    ],
)
def test_words_that_look_like_a_formula_get_an_apostrophe_and_numbers_do_not(
    text: str, told: str
) -> None:
    assert harmless(text) == told


@given(st.text())
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    told = harmless(text)
    assert told in (text, f"'{text}")
    assert harmless(told) == told
