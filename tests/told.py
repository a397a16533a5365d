"""What a command says where it cannot do its work, and what it leaves behind."""

from __future__ import annotations

from pathlib import Path

from conftest import Told

PROGRESS = ("Returns", "Filling in")
"""What is said to whoever waits."""


def sentence(told: Told) -> str:
    """Return the one sentence on standard error of a command that could not do its work."""
    assert told.status == 2, told
    lines = [line for line in told.err.splitlines() if line and line not in PROGRESS]
    assert len(lines) == 1, told.err
    assert lines[0].startswith("laa: ")
    assert "Traceback" not in told.err
    assert "toolkit itself" not in told.err
    return lines[0]


def files_in(folder: Path) -> dict[str, bytes]:
    """Return everything in a folder, hidden files included, by name."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def declared(folder: Path) -> Path:
    """Make a folder a working folder, with nothing in it of its own."""
    folder.mkdir(exist_ok=True)
    (folder / "laa.toml").touch()
    return folder
