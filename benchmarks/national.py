"""What comparing many areas takes, beside a bare read of the same ledgers.

    python benchmarks/national.py [AREAS]

AREAS (150 unless told) working folders are made, each with the twelve returns of the published
round. They are compared in one process and on all cores, each in a process of its own, whose
peak of memory is told. The floor is a bare read by sqlite3 of the values that count in the same
ledgers, in the same run.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

ROUND = "2006-07"
BARE, ONE, ALL = "bare read (sqlite3)", "laa national, one process", "laa national, all cores"


def main() -> None:
    """Make the areas, measure each way, and print the table."""
    areas = int(sys.argv[1]) if len(sys.argv) > 1 else 150
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        subprocess.run(
            [sys.executable, "-m", "workbook_tools", "demo", "--out", folder / "demo"],
            check=True,
            capture_output=True,
        )
        for number in range(areas):
            area = folder / "areas" / f"area-{number + 1:03}"
            area.mkdir(parents=True)
            (area / "laa.toml").write_text(f'authority = "Area {number + 1:03}"\n')
            shutil.copy(folder / "demo" / "ledger.sqlite", area)
        print(f"{areas} areas of 12 returns; ratio to a bare read, seconds, MB at most")
        floor = 0.0
        for way in (BARE, ONE, ALL):
            seconds, memory = _measured(way, folder)
            floor = floor or seconds
            print(f"  {way:<28}{seconds / floor:7.1f} x {seconds:8.2f} s {memory:8.0f} MB")
        size = (folder / "national.xlsx").stat().st_size / 2**20
        print(f"  the workbook has {size:.1f} MB")


def _measured(way: str, folder: Path) -> tuple[float, float]:
    """Return the seconds and the MB that one way takes, in a process of its own."""
    command = [sys.executable, __file__, "--alone", way, str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, memory = done.stdout.split()[-2:]
    return float(seconds), float(memory)


def _alone(way: str, folder: Path) -> None:
    import resource

    paths = sorted((folder / "areas").iterdir())
    started = time.perf_counter()
    if way == BARE:
        for path in paths:
            with closing(sqlite3.connect(path / "ledger.sqlite")) as ledger:
                ledger.execute("SELECT * FROM current_record").fetchall()
    else:
        from workbook_tools.hands import Hands
        from workbook_tools.national import compare_areas, read_areas

        answers = read_areas(paths, ROUND, Hands(1 if way == ONE else 0))
        compare_areas(answers, folder / "national.xlsx", folder / "data", replace=True)
    seconds = time.perf_counter() - started
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--alone"]:
        _alone(sys.argv[2], Path(sys.argv[3]))
    else:
        main()
