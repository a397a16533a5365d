"""Many files at once: on all cores, or on a cluster, with the same answers in the same order."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from conftest import Demo, Laa
from in_children import PUT_OFF, doubled, process_of, slowly_doubled

from workbook_tools.hands import FEW, Hands, Lost, each_done
from workbook_tools.problems import LaaError


@pytest.fixture
def inbox(demo: Demo, tmp_path: Path, laa: Laa) -> Path:
    """A working folder with three returns in its inbox, and a damaged one between them."""
    folder = tmp_path / "here"
    laa("init", folder)
    for group in ("health", "housing", "transport"):
        shutil.copy(demo.completed[group], folder / "inbox")
    (folder / "inbox" / "honest.xlsx").write_bytes(b"PK\3\4 and no more")
    return folder


def test_a_few_files_stay_in_this_process_and_many_do_not() -> None:
    assert set(each_done(Hands(), process_of, range(FEW - 1))) == {os.getpid()}
    assert Hands(2).processes(FEW) == 2
    assert Hands(8).processes(3) == 3
    assert os.getpid() not in set(each_done(Hands(2), process_of, range(2)))


def test_a_file_that_ends_its_process_takes_no_other_with_it() -> None:
    answers = list(each_done(Hands(2), doubled, range(20)))
    assert isinstance(answers.pop(7), Lost)
    assert answers == [2 * number for number in range(20) if number != 7]


def test_many_processes_say_and_record_what_one_does(inbox: Path, laa: Laa) -> None:
    files = sorted(path.relative_to(inbox) for path in (inbox / "inbox").iterdir())
    one, two = (laa("check", "--jobs", jobs, *files, folder=inbox) for jobs in (1, 2))
    assert (two.status, two.out, two.err) == (one.status, one.out, one.err)
    assert "honest.xlsx" in two.err
    told = laa("ingest", "--jobs", 2, "inbox", "--received", "2007-05-01", folder=inbox)
    assert told.status == 2
    assert [line.partition(":")[0] for line in told.out.splitlines() if "accepted" in line] == [
        "inbox/health.xlsx",
        "inbox/housing.xlsx",
        "inbox/transport.xlsx",
    ]
    with closing(sqlite3.connect(inbox / "ledger.sqlite")) as ledger:
        ((count,),) = ledger.execute("SELECT count(*) FROM submission")
    assert count == 3


def test_many_processes_make_the_same_returns_as_one(tmp_path: Path, laa: Laa) -> None:
    groups = ["--group", "health", "--group", "transport"]
    for jobs in (1, 2):
        assert laa("generate", "--jobs", jobs, *groups, "--out", tmp_path / str(jobs)).status == 0
    for path in (tmp_path / "1").iterdir():
        assert (tmp_path / "2" / path.name).read_bytes() == path.read_bytes()


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for them in /proc")
def test_ctrl_c_stops_all_of_them_and_records_nothing(inbox: Path) -> None:
    command = [sys.executable, "-m", "workbook_tools", "ingest", "--jobs", "2", "inbox"]
    for copy in range(40):
        shutil.copy(inbox / "inbox" / "health.xlsx", inbox / "inbox" / f"{copy}.xlsx")
    with subprocess.Popen(
        command, cwd=inbox, stdout=subprocess.PIPE, stderr=subprocess.PIPE, process_group=0
    ) as process:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        while len(children.read_text().split()) < 2 and process.poll() is None:
            time.sleep(PUT_OFF)
        os.killpg(process.pid, signal.SIGINT)
        said, errors = process.communicate(timeout=20)
    assert (process.returncode, said, errors.strip()) == (130, b"", b"laa: Stopped.")
    assert not (inbox / "ledger.sqlite").exists()


def test_a_file_that_changes_between_check_and_record_is_not_recorded(inbox: Path) -> None:
    from workbook_tools import open_folder

    folder = open_folder(inbox)
    paths = [inbox / "inbox" / f"{group}.xlsx" for group in ("health", "housing")]
    checked = [folder.check(path) for path in paths]
    paths[0].write_bytes(b"something else")
    first, second = folder.receive(checked)
    assert "has been changed or moved since it was checked" in first.aside
    assert first.receipt is None
    assert second.receipt is not None


# On a cluster --------------------------------------------------------------------


@pytest.fixture(scope="module")
def cluster() -> Iterator[tuple[str, list[int]]]:
    """A cluster on this computer: its address, and the processes of its workers."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        dashboard_address=None,
        silence_logs=50,
    ) as local:
        yield local.scheduler_address, [worker.pid for worker in local.workers.values()]


def test_a_cluster_answers_in_order_though_one_of_its_workers_is_killed_half_way(
    cluster: tuple[str, list[int]],
) -> None:
    address, workers = cluster
    answers = []
    for answer in each_done(Hands(scheduler=address), slowly_doubled, range(30)):
        answers.append(answer)
        if len(answers) == 10:
            os.kill(workers[0], signal.SIGKILL)
    assert answers == [2 * number for number in range(30)]


def test_a_cluster_says_and_records_what_one_process_does(
    cluster: tuple[str, list[int]], inbox: Path, laa: Laa
) -> None:
    files = sorted(path.relative_to(inbox) for path in (inbox / "inbox").iterdir())
    here = laa("check", *files, folder=inbox)
    there = laa("check", "--scheduler", cluster[0], *files, folder=inbox)
    assert (there.status, there.out, there.err) == (here.status, here.out, here.err)
    told = laa("ingest", "--scheduler", cluster[0], "inbox", folder=inbox)
    assert told.out.count("accepted") == 3


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--scheduler", "nowhere"), "No cluster answers at nowhere"),
        (("--scheduler", "tcp://127.0.0.1:1"), "No cluster answers at tcp://127.0.0.1:1"),
        (("--jobs", "2", "--scheduler", "tcp://127.0.0.1:8786"), "give one"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_sentence(
    inbox: Path, laa: Laa, options: tuple[str, ...], said: str
) -> None:
    told = laa("check", *options, "inbox/health.xlsx", folder=inbox)
    assert told.status == 2
    assert said in told.err
    assert told.err.count("\n") == 1


def test_where_dask_is_not_installed_it_is_told_how(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(LaaError, match=r"pip install .*\[scale\]"):
        list(each_done(Hands(scheduler="tcp://127.0.0.1:8786"), doubled, [1]))
