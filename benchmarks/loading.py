"""How long loading the framework takes, beside a bare read of its files.

    python benchmarks/loading.py [ROUNDS]

Prints ratios taken in one run, in turn. Each is the best of ROUNDS (10 unless told) turns
of processor time.
"""

from __future__ import annotations

import csv
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from workbook_tools.declared.resources import DEFAULT_FRAMEWORK, FRAMEWORKS
from workbook_tools.framework import load_framework


def main() -> None:
    """Load copies of the shipped framework, each for the first time."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    source = FRAMEWORKS / DEFAULT_FRAMEWORK
    bare = loaded = float("inf")
    with tempfile.TemporaryDirectory() as folder:
        for number in range(rounds):
            copy = Path(folder) / str(number)
            shutil.copytree(source, copy)
            bare = min(bare, _seconds(lambda copy=copy: _bare_read(copy)))
            loaded = min(loaded, _seconds(lambda copy=copy: load_framework(copy)))
    print(f"bare read of its files {bare * 1000:6.1f} ms")
    print(f"loaded and checked     {loaded * 1000:6.1f} ms, {loaded / bare:.1f} x")


def _bare_read(folder: Path) -> None:
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            list(csv.reader(stream))


def _seconds(step: Callable[[], object]) -> float:
    started = time.process_time()
    step()
    return time.process_time() - started


if __name__ == "__main__":
    main()
