"""Pages in a real browser: what stands in them, what is printed, what is seen."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from lxml import html


@dataclass(frozen=True)
class Opened:
    """A page as the browser has it once its script has run."""

    document: Any
    complaints: str
    """What the browser's console says: errors, and what the page's policy refused."""


def open_page(page: Path, fragment: str = "") -> Opened:
    """Open a page, perhaps at a ``#fragment``, and return its document."""
    done = _run(page.as_uri() + fragment, "--dump-dom", "--window-size=1280,900")
    return Opened(html.document_fromstring(done.stdout), _complaints(done.stderr))


def print_page(page: Path, fragment: str = "") -> list[str]:
    """Print a page and return the text of each sheet of paper."""
    reader = _program("pdftotext")
    with tempfile.TemporaryDirectory() as folder:
        pdf = Path(folder) / "page.pdf"
        _run(page.as_uri() + fragment, f"--print-to-pdf={pdf}", "--no-pdf-header-footer")
        # In the order of the page: the lines of a cell follow each other.
        command = [reader, "-raw", pdf, "-"]
        text = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
    return text.stdout.split("\f")[:-1]


def picture_of(page: Path, target: Path, *, width: int) -> bytes:
    """Take a picture of the top of a page and return it."""
    _run(page.as_uri(), f"--screenshot={target}", f"--window-size={width},1400")
    return target.read_bytes()


def _run(address: str, *flags: str) -> subprocess.CompletedProcess[str]:
    with tempfile.TemporaryDirectory() as profile:
        return subprocess.run(
            [
                _program("chromium"),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--enable-logging=stderr",
                "--virtual-time-budget=5000",
                f"--user-data-dir={profile}",
                *flags,
                address,
            ],
            check=True,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
        )


def _complaints(log: str) -> str:
    return "\n".join(line for line in log.splitlines() if "CONSOLE" in line)


def _program(name: str) -> str:
    """Return a program; skip the test where it is missing, except in continuous integration."""
    program = shutil.which(name)
    if program is None:
        if os.environ.get("CI"):
            pytest.fail(f"{name} is not installed")
        pytest.skip(f"{name} is not installed on this computer")
    return program
