"""What strangers wrote is shown on the terminal, and never obeyed."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from conftest import Demo, Laa

from workbook_tools.commands.terminal import cleaned, cleaned_streams

not_windows = pytest.mark.skipif(os.name == "nt", reason="names and signals are others there")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Naïve café – “£5” 北京\tend\n", "Naïve café – “£5” 北京\tend\n"),
        ("\x1b[2Jgone", "\\u001b[2Jgone"),
        ("\x1b]8;;http://example.org\x07link", "\\u001b]8;;http://example.org\\u0007link"),
        ("\x1b[8mhidden", "\\u001b[8mhidden"),
        ("total 9\rtotal 1", "total 9\\u000dtotal 1"),
        ("\x9b2J\x08\x7f", "\\u009b2J\\u0008\\u007f"),
        ("health\u202exslx.exe", "health\\u202exslx.exe"),
        ("a\u2066b\u200fc\u2028d\ufeff", "a\\u2066b\\u200fc\\u2028d\\ufeff"),
        ("caf\udce9.xlsx", "caf\\udce9.xlsx"),
        ("[link=http://example.org]:smile:", "[link=http://example.org]:smile:"),
        ("\x1b[31m\x1b[1merror\x1b[0m", "\x1b[31m\x1b[1merror\x1b[0m"),
    ],
)
def test_a_character_that_a_terminal_obeys_is_shown_as_its_number(text: str, shown: str) -> None:
    assert cleaned(text) == shown
    assert cleaned(shown) == shown


def test_the_streams_are_cleaned_and_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    with cleaned_streams():
        sys.stdout.write("caf\u00e9 \u202e\n")
    assert sys.stdout is stream
    assert raw.getvalue() == b"caf\\xe9 \\u202e\n"
    assert not raw.closed


STRANGE = "[link=x]:smile:\x1b[2J\u202e.xlsx"


@not_windows
def test_a_strange_name_is_told_as_it_is(laa: Laa, tmp_path: Path) -> None:
    (tmp_path / STRANGE).write_bytes(b"PK and no more")
    told = laa("check", STRANGE, folder=tmp_path)
    assert told.status == 2
    assert "[link=x]:smile:" in told.err
    assert not {"\x1b", "\u202e"} & set(told.err)
    told = laa("check", "--json", STRANGE, folder=tmp_path)
    assert json.loads(told.out)["files"][0]["file"] == STRANGE


@not_windows
def test_a_name_that_is_no_text_stops_nobody(laa: Laa, demo: Demo, tmp_path: Path) -> None:
    (tmp_path / "laa.toml").write_text('round = "2006-07"\n')
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for name, group in ((b"caf\xe9.xlsx", "transport"), (b"culture.xlsx", "culture")):
        shutil.copyfile(demo.completed[group], os.fsencode(inbox) + b"/" + name)
    told = laa("ingest", "--received", "2007-02-20", "inbox", folder=tmp_path)
    assert told.status == 0, told.err
    assert "inbox/caf\\udce9.xlsx: accepted" in told.out
    assert "culture.xlsx: accepted" in told.out
    receipt = (tmp_path / "receipts" / "transport-2006-07-1.txt").read_text("utf-8")
    assert "File       caf\\udce9.xlsx" in receipt
    assert "caf\\udce9.xlsx" in laa("status", "--today", "2007-02-21", folder=tmp_path).out
    assert laa("consolidate", "--out", "l.xlsx", folder=tmp_path).status == 0


def started(*arguments: str, **more: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "workbook_tools", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)  # type: ignore[call-overload, no-any-return]


@not_windows
def test_whoever_has_seen_enough_is_told_nothing() -> None:
    with started("rules", "list") as program:
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdout.close()
        assert program.stderr.read() == b""
    assert program.returncode in (0, 1)


@not_windows
def test_whoever_stops_a_command_is_told_so(tmp_path: Path) -> None:
    # A shell has the programs that it runs in the background take no notice of Ctrl-C.
    heeding = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with started("demo", "--out", str(tmp_path / "demo"), preexec_fn=heeding) as program:
        deadline = time.monotonic() + 30
        while not (tmp_path / "demo").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        program.send_signal(signal.SIGINT)
        assert program.stderr is not None
        assert program.stderr.read().decode().strip().endswith("laa: Stopped.")
    assert program.returncode == 130
