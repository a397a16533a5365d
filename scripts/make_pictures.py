"""Make the pictures in docs/pictures: a demo's workbooks as LibreOffice prints them, and a page.

Needs LibreOffice Calc (soffice), pdftoppm and Chromium. Run it after changing what a sheet
looks like, look at every picture, and commit them:

    python scripts/make_pictures.py
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"

SHOTS = (
    # Name, workbook, page, resolution in dots per inch, and the part shown: x, y, width, height.
    ("return-start", "returns/children-young-people.xlsx", 1, 96, (30, 40, 740, 500)),
    ("return-indicators", "returns/children-young-people.xlsx", 2, 120, (30, 60, 1960, 760)),
    ("return-entries", "completed/children-young-people.xlsx", 4, 120, (30, 60, 1960, 760)),
    ("return-checks", "completed/children-young-people.xlsx", 6, 96, (30, 30, 1080, 560)),
    ("marked-findings", "marked/children-young-people.xlsx", 1, 96, (30, 40, 1080, 560)),
    ("marked-entries", "marked/children-young-people.xlsx", 9, 120, (30, 60, 1960, 760)),
    ("return-guidance", "returns/transport.xlsx", 5, 80, (20, 30, 900, 560)),
    ("laa-simple-view", "laa-spreadsheet.xlsx", 3, 120, (30, 60, 1960, 860)),
    ("laa-summary", "laa-spreadsheet.xlsx", 2, 110, (30, 40, 1240, 300)),
    ("laa-contents", "laa-spreadsheet.xlsx", 1, 80, (20, 30, 900, 330)),
)

PAGE = ("findings-page", ("environment", "health", "housing"), (1100, 1640))
"""The page of findings: its picture, the returns checked for it, and its width and height."""


def main() -> None:
    """Run the demo, print its workbooks to PDF, cut the pictures out, and open the page."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        demo = Path(folder) / "demo"
        subprocess.run(["laa", "demo", "--out", demo], check=True, stdout=subprocess.DEVNULL)
        completed = demo / "completed" / "children-young-people.xlsx"
        check = ["laa", "check", completed, "--marked", demo / "marked"]
        subprocess.run(check, check=True, stdout=subprocess.DEVNULL)
        pdfs = {name: _print(demo / name, Path(folder)) for _, name, *_ in SHOTS}
        for picture, name, page, resolution, part in SHOTS:
            _cut(pdfs[name], PICTURES / picture, page, resolution, part)
        _open_page(demo / "completed", Path(folder))


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


def _open_page(completed: Path, folder: Path) -> None:
    """Check some returns and take a picture of the page as a browser shows it."""
    name, groups, (width, height) = PAGE
    page = folder / "findings.html"
    returns = [completed / f"{group}.xlsx" for group in groups]
    subprocess.run(
        ["laa", "check", *returns, "--html", page], check=True, stdout=subprocess.DEVNULL
    )
    subprocess.run(
        [
            "chromium",
            *("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
            f"--user-data-dir={folder / 'browser'}",
            f"--window-size={width},{height}",
            f"--screenshot={PICTURES / name}.png",
            page.as_uri(),
        ],
        check=True,
        capture_output=True,
    )


if __name__ == "__main__":
    main()
