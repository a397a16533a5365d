"""The receipt: every accepted return has one, and nobody's data falls into a black hole."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import GROUPS, Demo, Edit, Laa

from workbook_tools.files import sha256
from workbook_tools.form import Form, load_form
from workbook_tools.framework import Framework
from workbook_tools.ledger import Ledger, Submission
from workbook_tools.reports.receipts import facts_of, receipt_text
from workbook_tools.rules.issued import plan_return
from workbook_tools.values.days import serial
from workbook_tools.values.findings import Finding
from workbook_tools.values.records import Record

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = Path(__file__).parent / "golden" / "receipt.txt"
COLUMNS = load_form().columns
SEAL = "9d2ed5dbdbd77ef3fb50bc91ec5a1d7d09825ceb106581a4c4e0a807cff301d1"
CONTACT = "Jo Smith, laa@example.gov.uk"


@pytest.fixture
def folder(laa: Laa, tmp_path: Path) -> Path:
    """A working folder."""
    assert laa("init", tmp_path / "round").status == 0
    return tmp_path / "round"


def receipts_in(folder: Path) -> dict[str, str]:
    return {
        path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("receipts/*"))
    }


# A receipt made by hand ----------------------------------------------------------


def entry(
    row: str,
    column: str,
    text: str,
    number: float | None = None,
    sheet: str = "Indicators",
) -> Record:
    holds = COLUMNS[column].holds
    assert holds is not None
    return Record(
        indicator=row,
        field=holds.field,
        year="2006-07",
        area="city",
        measure=holds.measure,
        value=number,
        text=text,
        state="",
        column=column,
        sheet=sheet,
        cell=f"{column}-{row}",
    )


def query(row: str, message: str, sheet: str = "Indicators") -> Finding:
    return Finding(
        "rule",
        "query",
        "f.xlsx",
        "adult-learning",
        sheet,
        "R7",
        row,
        "actual_city",
        message,
        *"   ",
    )


def submission(
    content: str,
    day: int,
    records: Sequence[Record],
    findings: Sequence[Finding] = (),
    **more: object,
) -> Submission:
    sent = Submission(
        file=f"{content}.xlsx",
        content=content.encode(),
        sha256=sha256(content.encode()),
        received_at=datetime(2007, 2, day, 12, tzinfo=UTC),
        framework="coventry-2007-08",
        round="2006-07",
        theme_group="adult-learning",
        application="Microsoft Excel 16.0",
        late=False,
        records=records,
        findings=findings,
    )
    return replace(sent, **more)  # type: ignore[arg-type]


FIRST = [
    entry("LEA-689", "actual_city", "13.2", 13.2),
    entry("LEA-689", "light_calculated", "Amber"),
    entry("LEA-689", "light", "Amber"),
    entry("LEA-690", "comments", "The college is counting again."),
    entry("LEA-691", "status", "Not yet available"),
]
CORRECTED = [
    entry("LEA-689", "actual_city", "12.9", 12.9),
    entry("LEA-689", "as_at", "Spring 2007"),
    entry("LEA-689", "light_calculated", "Green"),
    entry("LEA-689", "judgement", "Amber"),
    entry("LEA-689", "light", "Amber"),
    entry("LEA-691", "status", "Not yet available"),
    entry("LEA-691", "expected_date", "31/12/2007", serial(datetime(2007, 12, 31).date())),
    entry("LEA-691", "comments", "From the university."),
]


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger.open(tmp_path / "ledger.sqlite")


def text_of(form: Form, framework: Framework, ledger: Ledger, sent: Submission) -> str:
    facts = facts_of(form, framework, ledger, ledger.receive(sent).received_id)
    assert facts is not None
    assert facts.seal == ledger.seal(facts.received.id)
    # That of a test is another each time: the seal says when the file was entered.
    return receipt_text(replace(facts, seal=SEAL), CONTACT)


def test_a_receipt_tells_all_there_is_to_know(
    form: Form, framework: Framework, ledger: Ledger
) -> None:
    ledger.receive(submission("adult-learning", 20, FIRST))
    findings = [
        query("LEA-689", "The figure is far from last year's."),
        replace(
            query("LEA-691", "There was a figure last year."),
            answer="The university counts again in June.",
        ),
        query("", "Every row is judged the same.", sheet=""),
        replace(query("LEA-689", "Read as a number."), severity="note"),
    ]
    text = text_of(form, framework, ledger, submission("corrected", 22, CORRECTED, findings))
    if "RENEW_GOLDEN" in os.environ:
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


def test_the_receipt_in_the_documents_is_that_one() -> None:
    guide = (ROOT / "docs" / "secretariat.md").read_text(encoding="utf-8")
    assert f"```text\n{GOLDEN.read_text(encoding='utf-8')}```" in guide


def test_a_late_return_is_told_that_it_is(form: Form, framework: Framework, ledger: Ledger) -> None:
    text = text_of(form, framework, ledger, submission("a", 28, FIRST, late=True))
    assert "28 February 2007, late (due 28 February 2007)" in text


def test_a_return_that_a_later_one_took_the_place_of_says_which(
    form: Form, framework: Framework, ledger: Ledger
) -> None:
    ledger.receive(submission("later", 22, CORRECTED))
    text = " ".join(text_of(form, framework, ledger, submission("earlier", 20, FIRST)).split())
    assert "It does not count: later.xlsx came in later, on 22 February 2007" in text
    assert "Its values count" not in text
    assert text.startswith("RECEIPT 2: ")


def test_a_return_without_values_still_has_a_receipt(
    form: Form, framework: Framework, ledger: Ledger
) -> None:
    text = text_of(form, framework, ledger, submission("a", 20, [], application=""))
    assert "Nothing was entered." in text
    assert text.count("nothing entered") == 3
    assert "No light yet, 3: LEA-689, LEA-690, LEA-691" in text
    assert "the file does not say" in text


def test_what_a_cell_holds_cannot_break_the_lines_of_a_receipt(
    form: Form, framework: Framework, ledger: Ledger
) -> None:
    nasty = "one\r\ntwo\x1b[31m" + "x" * 200
    first = submission("a", 20, [entry("A-01", "comments", "before")])
    ledger.receive(first)
    text = text_of(form, framework, ledger, submission("b", 21, [entry("A-01", "comments", nasty)]))
    assert "\x1b" not in text
    assert "A-01" in text
    assert max(map(len, text.splitlines())) <= 78


def test_a_file_in_error_has_no_receipt(form: Form, framework: Framework, ledger: Ledger) -> None:
    wrong = replace(query("LEA-689", "Wrong."), severity="error")
    received = ledger.receive(submission("a", 20, FIRST, [wrong]))
    assert facts_of(form, framework, ledger, received.received_id) is None


# The other sheets -----------------------------------------------------------------


def section(text: str, title: str) -> list[str]:
    """Return the lines of one section of a receipt."""
    lines = text.splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith(title)) + 2
    return lines[start : lines.index("", start)]


SIGNED = [
    entry("Theme lead", "signer_name", "A. Adviser", sheet="Start"),
    entry("Theme lead", "signer_role", "Chair", sheet="Start"),
    entry("Theme lead", "signer_date", "20/02/2007", 39133.0, sheet="Start"),
]
GRADES = ("delivery", "plausibility", "gap", "communities")


def assessed(outcome: str) -> list[Record]:
    """Return what is entered in a row of the self-assessment that is answered."""
    said = {f"assess_{each}": "Fair" for each in GRADES} | {"evidence": "The survey of May."}
    return [entry(outcome, name, word, sheet="Self-assessment") for name, word in said.items()]


PLANNED = [
    entry("LEA-A01", "about", "LEA-689 Reduce Number of adults …", sheet="Actions"),
    entry("LEA-A01", "action", "Offer the course in the evening too.", sheet="Actions"),
]


def test_what_is_answered_on_the_other_sheets_is_not_expected_any_more(
    form: Form, framework: Framework, ledger: Ledger
) -> None:
    before = section(
        text_of(form, framework, ledger, submission("a", 20, [*CORRECTED, *SIGNED[:2]])),
        "Still expected",
    )
    assert "Start: not signed off" in before
    assert "Self-assessment: 2 of 2 rows unanswered" in before
    assert "Actions: none for 1 of 1 red or amber indicators" in before
    everything = [*CORRECTED, *SIGNED, *assessed("LEA-O689"), *PLANNED]
    text = text_of(form, framework, ledger, submission("b", 21, everything))
    after = "\n".join(section(text, "Still expected"))
    assert "Start" not in after
    assert "Actions" not in after
    assert "Self-assessment: 1 of 2 rows unanswered\n  LEA-G The theme group as a whole" in after
    taken = section(text, "What was taken")
    assert "Start: 3 values entered" in taken
    assert "Actions: 2 values entered" in taken
    changed = section(text, "What changed")
    assert any(line.startswith("LEA-O689 ") for line in changed)
    assert "LEA-A01 Offer the course in the evening too." in changed
    assert changed[0] == "Theme lead"


def test_many_rows_without_an_answer_are_named_by_their_keys(
    form: Form, framework: Framework, ledger: Ledger
) -> None:
    of_group = {"theme_group": "children-young-people"}
    text = text_of(form, framework, ledger, submission("a", 20, assessed("CYP-O576"), **of_group))
    lines = section(text, "Still expected")
    rows = plan_return(form, framework, "2006-07", of_group["theme_group"]).table("Self-assessment")
    number = sum(not row.is_heading for row in rows.rows)
    place = lines.index(f"Self-assessment: {number - 1} of {number} rows unanswered")
    keys = " ".join(line.strip() for line in lines[place + 1 : place + 3])
    assert "CYP-G, " in keys
    assert "CYP-O625" in keys
    assert "CYP-O576" not in keys


def test_areas_that_are_asked_for_and_blank_are_still_expected(
    form: Form, framework: Framework, ledger: Ledger
) -> None:
    plan = plan_return(form, framework, "2006-07", "health")
    asked = [row for row in plan.table("Gap").rows if row.facts["asked"].value == "Yes"]
    assert asked
    of_health = {"theme_group": "health"}
    text = text_of(form, framework, ledger, submission("a", 20, FIRST[:1], **of_health))
    assert f"Gap: {len(asked)} of {len(asked)} rows asked for are blank" in text
    # A row about the priority neighbourhoods has their figure on Indicators.
    open_column = {row.id: "actual_rest" if row.area == "pn" else "actual_pn" for row in asked}
    word = [entry(key, name, "Suppressed", sheet="Gap") for key, name in open_column.items()]
    text = text_of(form, framework, ledger, submission("b", 21, word, **of_health))
    assert "Gap: " not in "\n".join(section(text, "Still expected"))
    # Of the indicators' own sheet nothing was entered all the same.
    assert text.count("nothing entered") == sum(
        not row.is_heading for row in plan.table("Indicators").rows
    )


def test_an_action_carried_forward_is_asked_for_its_status(
    form: Form, framework: Framework, ledger: Ledger
) -> None:
    half = {"round": "2006-07-half-year"}
    ledger.receive(submission("half", 1, PLANNED, **half))
    text = text_of(form, framework, ledger, submission("a", 20, PLANNED))
    assert "Actions: 0 values entered, 2 carried forward" in text
    assert (
        "Actions: 1 of 1 carried forward without a status\n"
        "  LEA-A01 Offer the course in the evening too.\n"
    ) in text
    stated = [*PLANNED, entry("LEA-A01", "action_status", "Under way", sheet="Actions")]
    text = text_of(form, framework, ledger, submission("b", 21, stated))
    assert "Actions: 1 value entered, 2 carried forward" in text
    assert "without a status" not in text


def test_a_receipt_lists_the_queries_that_nobody_has_answered(
    form: Form, framework: Framework, ledger: Ledger
) -> None:
    findings = [
        replace(query("LEA-689", "On Indicators."), answer="Counted twice last year."),
        query("LEA-689", "On Gap.", sheet="Gap"),
        replace(query("LEA-A01", "On Actions.", sheet="Actions"), answer="The tutor left in May."),
    ]
    text = text_of(form, framework, ledger, submission("a", 20, [], findings))
    assert section(text, "Queries") == [
        f"LEA-689 {form.columns['actual_city'].title} (Gap, R7): On Gap.",
        "2 queries are answered beside the check.",
    ]


def test_what_only_the_secretariat_can_act_on_is_not_in_a_receipt(
    form: Form, framework: Framework, ledger: Ledger
) -> None:
    changed = query("", "The framework has changed since this workbook was issued.", sheet="")
    findings = [
        replace(changed, rule="framework-changed"),
        query("LEA-689", "The figure is far from last year's."),
    ]
    text = text_of(form, framework, ledger, submission("a", 20, FIRST, findings))
    assert "no errors, 1 query, no notes" in text
    assert "The framework has changed" not in text


# Receipts of real files ----------------------------------------------------------


def test_every_accepted_return_has_a_receipt_fit_for_an_e_mail(
    demo: Demo, laa: Laa, folder: Path
) -> None:
    answer = laa("ingest", demo.folder / "completed", "--received", "2007-02-20", folder=folder)
    assert answer.status == 0
    receipts = receipts_in(folder)
    assert set(receipts) == {f"{group}-2006-07-1.txt" for group in GROUPS}
    for group, text in receipts.items():
        assert f"receipt receipts/{group}" in answer.out.replace("\\", "/")
        assert max(map(len, text.splitlines())) <= 78
        assert text.endswith(".\n")
        assert "{" not in text
    health = demo.completed["health"]
    text = receipts["health-2006-07-1.txt"]
    assert sha256(health.read_bytes()) in text
    assert "20 February 2007, in time (due 28 February 2007)" in text
    assert "Start: 3 values entered" in text
    assert "Indicators: 38 values entered, 30 results worked out" in text
    assert "  not yet available, expected 31 December 2007" in text
    assert "What changed" not in text


def test_the_same_ingest_again_writes_nothing(demo: Demo, laa: Laa, folder: Path) -> None:
    laa("ingest", demo.completed["health"], folder=folder)
    path = folder / "receipts" / "health-2006-07-1.txt"
    path.write_text(path.read_text(encoding="utf-8") + "My note.\n", encoding="utf-8")
    before = receipts_in(folder)
    answer = laa("ingest", demo.completed["health"], folder=folder)
    assert answer.out.endswith("received before; nothing changed\n")
    assert receipts_in(folder) == before


def test_a_corrected_return_has_its_own_receipt_that_says_what_changed(
    demo: Demo, edit: Edit, laa: Laa, folder: Path
) -> None:
    laa("ingest", demo.completed["housing"], "--received", "2007-02-20", folder=folder)
    first = receipts_in(folder)
    corrected = edit("housing", lambda o: o.type("HOU-936", "Comments", "Checked again."))
    answer = laa("ingest", corrected, "--received", "2007-03-02", folder=folder)
    assert answer.status == 0
    receipts = receipts_in(folder)
    assert receipts.items() >= first.items()
    text = receipts["housing-2006-07-2.txt"]
    assert text.startswith("RECEIPT 2: Housing")
    assert "2 March 2007, late (due 28 February 2007)" in text
    assert "What changed since housing.xlsx" in text
    assert "→ “Checked again.”" in " ".join(text.split())
    assert "takes the place of housing.xlsx, received on 20 February 2007" in " ".join(text.split())


def test_a_return_that_is_not_accepted_gets_no_receipt(edit: Edit, laa: Laa, folder: Path) -> None:
    wrong = edit("health", lambda o: o.type("HEA-715", "Actual", "about 20"))
    answer = laa("ingest", wrong, folder=folder)
    assert (answer.status, receipts_in(folder)) == (1, {})
    assert "not accepted" in answer.out
    assert "receipt" not in answer.out
    again = laa("ingest", wrong, folder=folder)
    assert (again.status, receipts_in(folder)) == (1, {})
    first, *errors = answer.out.splitlines()
    assert again.out.splitlines() == [
        first.replace(
            ": not accepted, ", ": received before; nothing changed, and still not accepted, "
        ),
        *errors,
    ]
    assert "“about 20”" in again.out


def test_the_receipt_of_another_submission_is_never_written_over(
    demo: Demo, laa: Laa, folder: Path
) -> None:
    path = folder / "receipts" / "health-2006-07-1.txt"
    path.parent.mkdir()
    path.write_text("Of an older ledger.\n", encoding="utf-8")
    laa("ingest", demo.completed["health"], folder=folder)
    digest = sha256(demo.completed["health"].read_bytes())
    receipts = receipts_in(folder)
    assert receipts["health-2006-07-1.txt"] == "Of an older ledger.\n"
    assert digest in receipts[f"health-2006-07-1-{digest[:12]}.txt"]
    laa("ingest", demo.completed["health"], folder=folder)
    assert receipts_in(folder) == receipts


def test_a_folder_that_cannot_be_written_does_not_undo_the_recording(
    demo: Demo, laa: Laa, folder: Path
) -> None:
    (folder / "receipts").write_text("a file where the folder should be")
    answer = laa("ingest", demo.completed["health"], folder=folder)
    assert answer.status == 2
    assert ": accepted, 71 values, 3 queries, 6 notes\n" in answer.out
    assert answer.err.count("\n") == 1
    assert "is recorded, but its receipt" in answer.err
    assert "--receipts" in answer.err
    with Ledger.open(folder / "ledger.sqlite") as ledger:
        assert set(ledger.current("coventry-2007-08", "2006-07")) == {"health"}
    # Once the folder is mended, the same ingest writes what is missing.
    (folder / "receipts").unlink()
    again = laa("ingest", demo.completed["health"], folder=folder)
    assert (again.status, set(receipts_in(folder))) == (0, {"health-2006-07-1.txt"})
    assert "received before; nothing changed; receipt receipts" in again.out


def test_receipts_go_where_they_are_told_to(demo: Demo, laa: Laa, folder: Path) -> None:
    settings = folder / "laa.toml"
    text = settings.read_text(encoding="utf-8")
    text = text.replace('"ledger.sqlite"', '"kept/ledger.sqlite"')
    settings.write_text(text.replace('receipts = "receipts"', 'receipts = "out"'), encoding="utf-8")
    (folder / "kept").mkdir()
    laa("ingest", demo.completed["health"], folder=folder)
    assert (folder / "kept" / "out" / "health-2006-07-1.txt").exists()
    laa("ingest", demo.completed["housing"], "--receipts", "elsewhere", folder=folder)
    assert (folder / "elsewhere" / "housing-2006-07-1.txt").exists()


def test_the_status_names_the_receipt_of_the_return_that_counts(
    demo: Demo, laa: Laa, folder: Path
) -> None:
    laa("ingest", demo.completed["health"], folder=folder)
    assert "receipt health-2006-07-1.txt" in laa("status", folder=folder).out
    (folder / "receipts" / "health-2006-07-1.txt").unlink()
    assert "receipt" not in laa("status", folder=folder).out
