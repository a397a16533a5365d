"""Make the pictures in docs/pictures: a demo's workbooks as LibreOffice prints them, and a page.

Needs LibreOffice Calc (soffice), pdftoppm and Chromium. Run it after changing what a sheet
looks like, look at every picture, and commit them:

    python scripts/make_pictures.py
"""

from __future__ import annotations

import io
import subprocess
import tempfile
from datetime import datetime
from pathlib import Path

import openpyxl
from made_up_areas import NAMES, area, as_published, like_it

from workbook_tools.form import load_form
from workbook_tools.form.lists import POINTS
from workbook_tools.formulas.engine import recalculated
from workbook_tools.framework import load_framework
from workbook_tools.plan.rows import Row
from workbook_tools.plan.tables import PlannedTable
from workbook_tools.published.rows import PUBLISHED_ROUND, SOURCE
from workbook_tools.returns import plan_return
from workbook_tools.workbooks import Cell

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"

_ACCOUNTANTS = "finance-cyp"

SHOTS = (
    # Name, workbook, sheet, its page, dots per inch, and the part: x, y, width, height.
    ("return-start", "examples/health.xlsx", "Start", 1, 96, (30, 40, 1080, 600)),
    ("return-indicators", "returns/health.xlsx", "Indicators", 1, 150, (40, 65, 1700, 900)),
    (
        "return-entries",
        "completed/children-young-people.xlsx",
        "Indicators",
        1,
        150,
        (40, 80, 1700, 820),
    ),
    ("return-gap", "examples/health.xlsx", "Gap", 1, 130, (40, 60, 1470, 640)),
    (
        "return-self-assessment",
        "examples/health.xlsx",
        "Self-assessment",
        1,
        110,
        (40, 50, 1240, 640),
    ),
    ("return-actions", "examples/health.xlsx", "Actions", 1, 110, (40, 50, 1240, 420)),
    ("return-added-value", "examples/health.xlsx", "Added value", 1, 110, (40, 50, 1240, 380)),
    ("return-checks", "completed/children-young-people.xlsx", "Checks", 1, 96, (30, 30, 1080, 560)),
    ("return-guidance", "returns/health.xlsx", "Guidance", 1, 90, (20, 30, 1030, 560)),
    (
        "marked-findings",
        "marked/children-young-people.xlsx",
        "Findings",
        1,
        96,
        (30, 40, 1080, 560),
    ),
    (
        "marked-entries",
        "marked/children-young-people.xlsx",
        "Indicators",
        1,
        150,
        (40, 80, 1700, 820),
    ),
    ("differences", "differences.xlsx", "Differences", 1, 96, (30, 40, 1080, 480)),
    ("framework-targets", "framework/framework.xlsx", "Targets", 1, 130, (40, 60, 1862, 560)),
    ("framework-changes", "framework/framework.xlsx", "Changes", 1, 110, (30, 40, 1260, 240)),
    ("laa-simple-view", "laa-spreadsheet.xlsx", "Simple View", 1, 120, (30, 60, 1960, 860)),
    ("laa-board", "laa-spreadsheet.xlsx", "Board summary", 1, 100, (30, 40, 1000, 740)),
    ("laa-summary", "laa-spreadsheet.xlsx", "Summary", 1, 110, (30, 40, 1240, 300)),
    ("finance-return", f"money/{_ACCOUNTANTS}.xlsx", "Funding", 1, 120, (30, 30, 1360, 560)),
    ("funding-table", "funding.xlsx", "Funding", 1, 110, (30, 50, 860, 640)),
    ("funding-years", "funding.xlsx", "Funding over the years", 1, 120, (30, 60, 1960, 620)),
    ("funding-checks", "funding.xlsx", "Funding checks", 1, 110, (30, 50, 1230, 760)),
    ("framework-streams", "framework/framework.xlsx", "Allocations", 1, 110, (40, 60, 1700, 460)),
    ("national-comparison", "national.xlsx", "Comparison", 1, 110, (30, 40, 1760, 700)),
    ("laa-cover", "laa-spreadsheet.xlsx", "Cover", 1, 80, (20, 30, 900, 330)),
)

EXAMPLES = ("Gap", "Self-assessment", "Actions", "Added value")
"""The sheets that the published update does not fill in: the examples of their columns are."""

FUNDING_PAGE = ("funding-page", SOURCE.parent / "funding_2005_06.csv", (1100, 1900))
"""The page of what is found in a funding table: the picture, the table, and the size."""

PAGE = ("findings-page", ("environment", "health", "housing"), (1100, 1640))
"""The page of findings: its picture, the returns checked for it, and its width and height."""


def main() -> None:
    """Run the demo, print its workbooks to PDF, cut the pictures out, and open the page."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        demo = Path(folder) / "demo"
        subprocess.run(["laa", "demo", "--out", demo], check=True, stdout=subprocess.DEVNULL)
        completed = demo / "completed"
        _laa("check", completed / "children-young-people.xlsx", "--marked", demo / "marked")
        both = ("returns", "completed", "--group", "health", "--out", "differences.xlsx")
        _laa("diff", *both, folder=demo)
        (demo / "examples").mkdir()
        filled = _with_examples((completed / "health.xlsx").read_bytes())
        (demo / "examples" / "health.xlsx").write_bytes(filled)
        _edited_framework(demo / "framework")
        _finance_return(demo / "money")
        _areas(demo)
        pdfs = {name: _print(demo / name, Path(folder)) for _, name, *_ in SHOTS}
        for picture, name, sheet, page, resolution, part in SHOTS:
            _cut(
                pdfs[name], PICTURES / picture, _page_of(pdfs[name], sheet, page), resolution, part
            )
        groups = [completed / f"{group}.xlsx" for group in PAGE[1]]
        _open_page(PAGE[0], PAGE[2], Path(folder), "check", *groups)
        _open_page(
            FUNDING_PAGE[0], FUNDING_PAGE[2], Path(folder), "funding", "check", FUNDING_PAGE[1]
        )


def _laa(*words: object, folder: Path | None = None) -> None:
    """Run a command; errors found in a return are no failure here."""
    command = ["laa", *map(str, words)]
    answer = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    if answer.returncode > 1:
        raise SystemExit(answer.stderr.decode())


def _with_examples(content: bytes) -> bytes:
    """Return a return with the examples of its columns typed into the first rows of some sheets."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    plan = plan_return(load_form(), load_framework(), PUBLISHED_ROUND, "health")
    for table in map(plan.table, EXAMPLES):
        rows = [row for row in table.rows if table.known(row, table.columns[0]).value]
        asked = [row for row in rows if _is_asked(table, row)]
        for row in asked[-2:] if table.name == "Gap" else asked[:1]:
            for column in table.entries:
                if table.is_open(row, column):
                    place = table.row_numbers[row.id], table.positions[column.id]
                    words = plan.list_words(column.list) if column.list else ()
                    example = plan.points[0] if column.list == POINTS else column.example
                    typed = Cell(1, 1, example, "text")
                    read = column.kind.read(typed, example, column, row, words)
                    book[table.name].cell(*place).value = read.value
    stream = io.BytesIO()
    book.save(stream)
    return recalculated(stream.getvalue())


CHANGES = (
    # Indicator, its target for 2007-08 as it is typed, and what is said on the sheet Changes.
    ("CYP-577", 75, ("2007-08-half-year", "Partnership Board", datetime(2007, 10, 12))),
    ("CYP-582", "less than 74", None),
)
"""What is changed in the picture of the framework's workbook; nobody said who agreed the second."""


def _edited_framework(folder: Path) -> None:
    """Export the framework as a workbook and change two targets in it, as one would."""
    folder.mkdir()
    path = folder / "framework.xlsx"
    _laa("framework", "export", "--out", path)
    book = openpyxl.load_workbook(path)
    sheet, changes = book["Targets"], book["Changes"]
    headings = {cell.value: cell.column for cell in sheet[4]}
    for row in range(5, sheet.max_row + 1):
        for reference, figure, said in CHANGES:
            if sheet.cell(row, 1).value == reference:
                sheet.cell(row, headings["Target 2007-08"]).value = figure
                if said:
                    line = (reference, None, *said, "Results of the summer of 2007")
                    for column, value in enumerate(line, start=1):
                        changes.cell(5, column).value = value
    book.save(path)
    path.write_bytes(recalculated(path.read_bytes()))


def _areas(demo: Path) -> None:
    """Compare the area of the demo with others that are made up."""
    groups = [group.id for group in load_framework()]
    for name in NAMES:
        change = as_published if name == "Coventry" else like_it(name)
        folder = demo / "areas" / name.lower()
        area(folder, demo / "ledger.sqlite", change, authority=name, groups=groups)
    _laa("national", "areas", "--round", PUBLISHED_ROUND, "--out", "national.xlsx", folder=demo)


def _finance_return(folder: Path) -> None:
    """Issue a finance return of a half-year and fill it in, with one amount that is odd."""
    _laa("init", folder)
    _laa("round", "open", "2007-08-half-year", folder=folder)
    _laa("generate", "--group", _ACCOUNTANTS, "--out", ".", folder=folder)
    path = folder / f"{_ACCOUNTANTS}.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Funding"]
    headings = {cell.value: cell.column for row in sheet.iter_rows(max_row=8) for cell in row}
    for row in range(1, sheet.max_row + 1):
        cells = {
            name: sheet.cell(row, headings[name])
            for name in ("Allocation", "Spent to date", "Forecast for the year")
        }
        if not cells["Spent to date"].protection.locked:
            allocated = cells["Allocation"].value
            cells["Spent to date"].value = round(allocated * 0.46, 2)
            cells["Forecast for the year"].value = allocated
    sheet.cell(11, headings["Forecast for the year"]).value = 700_000
    book.save(path)
    path.write_bytes(recalculated(path.read_bytes()))


def _is_asked(table: PlannedTable, row: Row) -> bool:
    wanted = "asked" not in table.positions or row.facts["asked"].value == "Yes"
    return wanted and not row.is_heading


def _page_of(pdf: Path, sheet: str, page: int) -> int:
    """Return the number of a sheet's page in a printed workbook: its name stands at the foot."""
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True)
    feet = [
        page_text.rstrip().splitlines()[-1].strip().split("  ")[0]
        for page_text in text.stdout.decode().split("\f")
        if page_text.strip()
    ]
    # Some workbooks say more after the name: “Simple View: 2006-07 update”.
    return [foot.split(": ")[0] for foot in feet].index(sheet) + page


def _print(workbook: Path, folder: Path) -> Path:
    """Return the PDF of a workbook, printed by LibreOffice with a profile of its own."""
    out = folder / workbook.parent.name
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", out, workbook],
        check=True,
        capture_output=True,
    )
    return out / f"{workbook.stem}.pdf"


def _cut(
    pdf: Path, picture: Path, page: int, resolution: int, part: tuple[int, int, int, int]
) -> None:
    edges = zip(("-x", "-y", "-W", "-H"), map(str, part), strict=True)
    subprocess.run(
        [
            "pdftoppm",
            "-png",
            "-singlefile",
            *("-r", str(resolution), "-f", str(page), "-l", str(page)),
            *(word for edge in edges for word in edge),
            pdf,
            picture,
        ],
        check=True,
    )


def _open_page(name: str, size: tuple[int, int], folder: Path, *command: object) -> None:
    """Check some files and take a picture of the page of findings as a browser shows it."""
    page = folder / f"{name}.html"
    _laa(*command, "--html", page)
    subprocess.run(
        [
            "chromium",
            *("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
            f"--user-data-dir={folder / 'browser'}",
            f"--window-size={size[0]},{size[1]}",
            f"--screenshot={PICTURES / name}.png",
            page.as_uri(),
        ],
        check=True,
        capture_output=True,
    )


if __name__ == "__main__":
    main()
