"""The page of findings: it says what the check says, harms nobody, and everyone can read it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from browser import open_page, picture_of, print_page
from click.testing import CliRunner
from conftest import GROUPS, Demo, Edit, Laa, OpenReturn
from form_files import TEMPLATES, copied_form
from lxml import html
from return_files import assess

from workbook_tools.commands import main
from workbook_tools.form import Form, load_form
from workbook_tools.framework import Framework
from workbook_tools.problems import DeclarationError
from workbook_tools.reports.findings_page import CheckedFile, findings_page
from workbook_tools.values.findings import Finding

HOSTILE = "<script>document.title='taken'</script><img src=x onerror=alert(1)> & \"'"
HOSTILE_NAME = "budget <img src=x onerror=alert(1)> & {total}.xlsx"
WORDS = load_form().texts("findings-page")
KEPT_BACK = {rule.id for rule in load_form().structure_rules.values() if rule.for_secretariat}


@dataclass(frozen=True)
class Checked:
    """A round checked once, some of it spoiled: the page, and what ``--json`` says of it."""

    page: Path
    content: bytes
    said: dict[str, Any]

    @property
    def document(self) -> Any:
        return html.document_fromstring(self.content.decode("utf-8"))

    @property
    def findings(self) -> list[dict[str, str]]:
        return [finding for file in self.said["files"] for finding in file["findings"]]


@pytest.fixture(scope="module")
def checked(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Checked:
    """Every completed return, one with errors and hostile words, and a file that is none."""
    folder = tmp_path_factory.mktemp("inbox")
    for path in demo.completed.values():
        shutil.copy(path, folder)
    opened = OpenReturn(folder / "adult-learning.xlsx")
    opened.type("LEA-689", "Actual", HOSTILE)
    opened.type("LEA-690", "Light", "Green")
    opened.type("LEA-690", "Actual", "7400")
    opened.book["Indicators"].title = "<b>Figures"
    opened.save(folder, results=False)
    (folder / HOSTILE_NAME).write_text("Figures to follow.", encoding="utf-8")
    page = folder / "findings.html"
    files = [folder / f"{group}.xlsx" for group in GROUPS]
    files.insert(3, folder / HOSTILE_NAME)
    answer = CliRunner().invoke(main, ["check", "--json", "--html", str(page), *map(str, files)])
    assert answer.exit_code == 2, answer.output
    said = json.loads(answer.stdout)
    for file in said["files"]:
        # The page may be sent to an adviser, who cannot act on these.
        kept_back = [each for each in file["findings"] if each["rule"] in KEPT_BACK]
        for finding in kept_back:
            file["findings"].remove(finding)
            said["summary"][finding["severity"]] -= 1
    return Checked(page, page.read_bytes(), said)


def plain(text: str) -> str:
    return " ".join(text.split())


def texts(element: Any, path: str) -> list[str]:
    return [plain(each.text_content()) for each in element.xpath(path)]


def rows_of(section: Any) -> Iterator[Any]:
    yield from section.xpath(".//table[contains(@class, 'findings')]/tbody/tr")


def shown_rows(document: Any) -> list[Any]:
    return [
        row
        for row in rows_of(document)
        if not any(each.get("hidden") is not None for each in (row, *row.iterancestors()))
    ]


def count_shown(document: Any) -> str:
    (status,) = document.xpath("//*[@id='shown']")
    return plain(status.text_content())


# What it says ----------------------------------------------------------------------


def test_the_page_says_of_every_file_what_the_json_says(checked: Checked) -> None:
    sections = checked.document.xpath("//section[@class='file']")
    assert len(sections) == len(checked.said["files"]) == 13
    for section, file in zip(sections, checked.said["files"], strict=True):
        assert Path(file["file"]).name in texts(section, ".//dd")
        assert WORDS["statuses"][file["status"]] in texts(section, ".//dd")
        rows = list(rows_of(section))
        assert len(rows) == len(file["findings"])
        for row, finding in zip(rows, file["findings"], strict=True):
            assert row.get("data-severity") == finding["severity"]
            severity, wrong, fix = (plain(cell.text_content()) for cell in row.findall("td"))
            assert severity.lower() == finding["severity"]
            (place,) = texts(row, "th")
            where = "!".join(filter(None, (finding["sheet"], finding["cell"]))) or "workbook"
            assert place == plain(f"{where} {finding['row_key']}")
            assert wrong.startswith(plain(finding["message"]))
            assert plain(finding["found"]) in wrong
            assert plain(finding["expected"]) in wrong
            assert fix == plain(finding["fix"])


def test_what_was_found_and_expected_is_labelled(form: Form, framework: Framework) -> None:
    document = html.document_fromstring(
        findings_page(form, [a_file(found="Sheet 7", expected="Indicators")], framework)
    )
    (row,) = rows_of(document)
    assert texts(row, ".//p") == ["The sheet is wrong.", "Found: Sheet 7", "Expected: Indicators"]


def test_what_was_found_is_not_said_twice(form: Form, framework: Framework) -> None:
    document = html.document_fromstring(
        findings_page(form, [a_file(found="The sheet is wrong.")], framework)
    )
    (row,) = rows_of(document)
    assert texts(row, ".//p") == ["The sheet is wrong."]


def test_the_findings_of_a_file_are_grouped_by_sheet(checked: Checked) -> None:
    section = checked.document.xpath("//section[@class='file']")[2]
    assert checked.said["files"][2]["theme_group"] == "adult-learning"
    titles = texts(section, ".//table/caption")
    assert len(set(titles)) == len(titles) >= 2
    for table, title in zip(section.xpath(".//table"), titles, strict=True):
        sheets = {place.split("!")[0] for place in texts(table, "tbody/tr/th")}
        assert len(sheets) == 1
        sheet = sheets.pop()
        assert title == ("The workbook as a whole" if sheet == "workbook" else f"Sheet {sheet}")


def test_the_top_counts_what_was_checked(checked: Checked) -> None:
    summary = checked.said["summary"]
    totals = texts(checked.document, "//ul[@class='totals']/li")
    numbers = [int(total.split()[0].replace(",", "")) for total in totals]
    assert numbers == [summary[name] for name in ("files", "error", "query", "note")]
    assert numbers[1:] == [
        int(each) for each in texts(checked.document, "//table[@class='summary']/tfoot//td")
    ]
    for row, file in zip(
        checked.document.xpath("//table[@class='summary']/tbody/tr"),
        checked.said["files"],
        strict=True,
    ):
        cells = texts(row, "td")
        assert cells[0] == ("–" if file["status"] == "unreadable" else "2006-07 update")
        assert cells[1] == WORDS["statuses"][file["status"]]
        if file["status"] != "unreadable":
            severities = [finding["severity"] for finding in file["findings"]]
            assert cells[2:] == [str(severities.count(s)) for s in ("error", "query", "note")]


def test_a_file_that_cannot_be_read_is_on_the_page_with_its_sentence(
    laa: Laa, tmp_path: Path
) -> None:
    page, missing = tmp_path / "findings.html", tmp_path / "missing.xlsx"
    told = laa("check", missing, "--html", page)
    assert told.status == 2
    document = html.parse(page).getroot()
    assert texts(document, "//p[@class='problem']") == [told.err.removeprefix("laa: ").strip()]


def test_a_file_without_findings_says_so(laa: Laa, edit: Edit, tmp_path: Path) -> None:
    page = tmp_path / "findings.html"
    assert laa("check", edit("transport", assess), "--html", page).status == 0
    document = html.parse(page).getroot()
    assert texts(document, "//section//p") == ["Nothing wrong was found."]
    assert count_shown(document) == "Showing all 0 findings."
    assert document.xpath("//title")[0].text == (
        "What the check found: Transport Theme Group (transport.xlsx)"
    )


def test_files_of_the_same_name_are_told_apart_by_their_folders(
    form: Form, framework: Framework
) -> None:
    files = [a_file("june/health.xlsx"), a_file("july/health.xlsx"), a_file("june/housing.xlsx")]
    document = html.document_fromstring(findings_page(form, files, framework))
    assert texts(document, "//bdi[@class='name']") == [
        "june/health.xlsx",
        "july/health.xlsx",
        "housing.xlsx",
    ]


def test_a_file_name_that_is_no_text_does_not_stop_the_page(
    form: Form, framework: Framework
) -> None:
    assert b"a\\udcff.xlsx" in findings_page(form, [a_file("a\udcff.xlsx")], framework)


# The command -----------------------------------------------------------------------


def test_the_page_leaves_the_status_and_the_output_as_they_are(
    laa: Laa, demo: Demo, checked: Checked, tmp_path: Path
) -> None:
    wrong = checked.page.parent / "adult-learning.xlsx"
    for files, status in (([demo.completed["housing"]], 0), ([wrong], 1)):
        without = laa("check", *files)
        told = laa("check", *files, "--html", tmp_path / "a.html")
        assert (told.status, told.err) == (status, "")
        assert told.out.startswith(without.out)
        assert str(tmp_path / "a.html") in told.out[len(without.out) :]
        as_json = laa("check", "--json", *files, "--html", tmp_path / "a.html")
        assert as_json == laa("check", "--json", *files)


def test_the_same_files_give_the_same_bytes(laa: Laa, demo: Demo, tmp_path: Path) -> None:
    for name in ("a.html", "b.html"):
        laa("check", demo.completed["health"], "--html", tmp_path / name)
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_a_day_is_printed_only_where_one_is_given(laa: Laa, demo: Demo, tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    laa("check", demo.completed["health"], "--html", page)
    assert "Checked on" not in page.read_text("utf-8")
    laa("check", demo.completed["health"], "--html", page, "--dated", "2007-03-01")
    assert "Checked on 1 March 2007." in page.read_text("utf-8")


def test_a_day_without_a_page_is_refused(laa: Laa, demo: Demo) -> None:
    told = laa("check", demo.completed["health"], "--dated", "2007-03-01")
    assert (told.status, told.out) == (2, "")
    assert "add --html FILE" in told.err


def test_the_folder_of_the_page_is_made(laa: Laa, demo: Demo, tmp_path: Path) -> None:
    page = tmp_path / "to" / "send" / "a.html"
    assert laa("check", demo.completed["health"], "--html", page).status == 0
    assert page.is_file()


def test_a_page_is_never_written_over_a_return(laa: Laa, demo: Demo, tmp_path: Path) -> None:
    one, other = (
        Path(shutil.copy(demo.completed[group], tmp_path)) for group in ("health", "housing")
    )
    before = one.read_bytes()
    told = laa("check", "--html", one, other)
    assert (told.status, told.out) == (2, "")
    assert "does not end in .html" in told.err
    page = one.rename(tmp_path / "health.html")
    told = laa("check", "--html", page, page, other)
    assert (told.status, told.out) == (2, "")
    assert "would write over it" in told.err
    assert page.read_bytes() == before


def test_a_page_that_cannot_be_written_is_told_in_one_sentence(
    laa: Laa, demo: Demo, tmp_path: Path
) -> None:
    foreign = tmp_path / "minutes.html"
    foreign.write_text("<p>Minutes of the board</p>", encoding="utf-8")
    told = laa("check", demo.completed["health"], "--html", foreign)
    assert (told.status, told.out) == (2, "")
    assert "or write over it with --replace" in told.err
    assert foreign.read_text("utf-8") == "<p>Minutes of the board</p>"
    (tmp_path / "a.html").mkdir()
    told = laa("check", demo.completed["health"], "--html", tmp_path / "a.html")
    assert (told.status, told.out) == (2, "")
    assert told.err.startswith(f"laa: {tmp_path / 'a.html'} cannot be written")
    assert told.err.count("\n") == 1


# Harmless --------------------------------------------------------------------------


def test_what_came_out_of_a_file_is_text_and_never_markup(checked: Checked) -> None:
    document = checked.document
    assert len(document.xpath("//script")) == 1
    assert document.xpath("//img | //b") == []
    text = plain(document.text_content())
    assert plain(HOSTILE) in text
    assert HOSTILE_NAME in text
    attributes = {name for element in document.iter() for name in element.keys()}  # noqa: SIM118
    assert not [name for name in attributes if name.startswith("on") or name == "style"]


def test_every_word_of_a_finding_is_escaped(form: Form, framework: Framework) -> None:
    fields = dict.fromkeys(Finding.__dataclass_fields__, HOSTILE) | {"severity": "error"}
    file = CheckedFile(
        HOSTILE_NAME, HOSTILE, HOSTILE, "errors", [Finding(**fields)], problem=HOSTILE
    )
    content = findings_page(form, [file, file], framework).decode("utf-8")
    document = html.document_fromstring(content)
    assert len(document.xpath("//script")) == 1
    assert document.xpath("//img") == []
    assert content.count("<script") == 1


def test_the_page_asks_for_nothing_from_elsewhere(checked: Checked) -> None:
    for element in checked.document.iter(html.etree.Element):
        for name in ("src", "srcset", "action", "data", "background", "poster", "ping"):
            assert element.get(name) is None
        assert element.get("href", "#").startswith("#")
        assert element.tag not in ("link", "iframe", "object", "embed", "base")
    for inline in checked.document.xpath("//style | //script"):
        assert not re.search(r"url\(|@import|https?:|//\w|fetch|XMLHttp|import\(", inline.text)


def test_the_policy_admits_this_style_and_this_script_and_nothing_else(checked: Checked) -> None:
    document = checked.document
    (policy,) = document.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    for element, rule in (("style", "style-src"), ("script", "script-src")):
        (inline,) = document.xpath(f"//{element}")
        digest = base64.b64encode(hashlib.sha256(inline.text.encode()).digest()).decode()
        assert rules.pop(rule) == f"'sha256-{digest}'"
    assert rules == dict.fromkeys(("default-src", "base-uri", "form-action"), "'none'")


# For everyone ----------------------------------------------------------------------


def test_headings_are_in_order_and_the_landmarks_are_there(checked: Checked) -> None:
    document = checked.document
    assert document.getroottree().getroot().get("lang") == "en-GB"
    levels = [int(each.tag[1]) for each in document.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for landmark in ("header", "main", "footer", "form[@role='search']"):
        assert len(document.xpath(f"//{landmark}")) == 1
    skip = next(document.iter("a"))
    assert document.xpath(f"//main//*[@id='{skip.get('href')[1:]}']")


def test_every_control_has_a_label_and_every_reference_leads_somewhere(checked: Checked) -> None:
    document = checked.document
    ids = document.xpath("//@id")
    assert len(set(ids)) == len(ids)
    for control in document.xpath("//input | //select"):
        assert texts(document, f"//label[@for='{control.get('id')}']") != [""]
        assert len(document.xpath(f"//label[@for='{control.get('id')}']")) == 1
    assert texts(document, "//fieldset/legend") == ["Severity"]
    assert all(texts(document, "//button"))
    for name in ("aria-labelledby", "aria-describedby", "for"):
        assert set(document.xpath(f"//@{name}")) <= set(ids)
    assert {link[1:] for link in document.xpath("//a/@href")} <= set(ids)
    (status,) = document.xpath("//*[@role='status']")
    assert status.get("id") == "shown"


def test_tables_have_captions_and_headings_and_stay_tables_when_narrow(checked: Checked) -> None:
    roles = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "td": "cell"}
    for table in checked.document.xpath("//table"):
        assert len(texts(table, "caption")) == 1
        assert set(table.xpath("thead/tr/th/@scope")) == {"col"}
        for row in table.xpath("tbody/tr"):
            assert row.xpath("th/@scope") == ["row"]
        for element in table.iter(*roles):
            if "running" not in element.getparent().get("class", ""):
                assert element.get("role") == roles[element.tag]


def test_the_severity_is_always_a_word(checked: Checked) -> None:
    tags = texts(checked.document, "//span[contains(@class, 'tag')]")
    assert [tag.lower() for tag in tags] == [f["severity"] for f in checked.findings]


def test_everything_is_shown_where_no_script_runs(checked: Checked) -> None:
    hidden = checked.document.xpath("//*[@hidden]")
    assert {each.get("id") or each.get("class") for each in hidden} == {"filter", "part"}
    assert count_shown(checked.document) == f"Showing all {len(checked.findings)} findings."


def test_the_declared_colours_can_be_read(checked: Checked) -> None:
    for name, colour in WORDS["colours"].items():
        assert contrast(colour["text"], colour["fill"]) >= 4.5, name
    assert contrast(WORDS["lines"]["control"], WORDS["colours"]["panel"]["fill"]) >= 3


def test_red_and_amber_are_those_of_the_lights(form: Form) -> None:
    lights = {light.word: {"text": light.text, "fill": light.fill} for light in form.lights.lights}
    assert WORDS["colours"]["error"] == lights["Red"]
    assert WORDS["colours"]["query"] == lights["Amber"]


def test_the_style_uses_declared_colours_only(form: Form) -> None:
    style = form.files.text("workbook_templates/findings-page/page.css")
    assert not re.search(r":[^;{}]*#[0-9a-fA-F]{3}|rgb|hsl", re.sub(r"\{|\n#", "", style))
    declared = {f"{name}-{part}" for name, c in WORDS["colours"].items() for part in c}
    declared |= {f"{name}-line" for name in WORDS["lines"]}
    assert set(re.findall(r"var\(--([\w-]+)\)", style)) <= declared


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 reckons it: 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    def linear(part: str) -> float:
        value = int(part, 16) / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(colour[place : place + 2]) for place in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# What a secretariat changes --------------------------------------------------------


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with a form of its own, with the templates that the page is made from."""
    return copied_form(tmp_path / "round")


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_words_and_colours_are_changed_in_the_declaration(own: Path, framework: Framework) -> None:
    words = own / TEMPLATES / "findings-page.json"
    change(words, '"What the check found"', '"Points to mend <soon>"')
    change(words, "1F3864", "102A54")
    content = findings_page(load_form(own), [a_file()], framework).decode("utf-8")
    assert "<h1>Points to mend &lt;soon&gt;</h1>" in content
    assert "102A54" in content


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("findings-page.json", "Showing {shown} of", "Showing some of", "filter/some"),
        ("findings-page.json", '"fill": "FFFFFF"', '"fill": "white"', "colours/"),
        ("findings-page/page.html", "words.lead", "words.leader", "leader"),
        ("findings-page/page.html", "{% endfor %}", "", "page.html, line"),
        ("findings-page/page.css", "*/", "*/ </style>", "page.css must not hold"),
    ],
)
def test_a_mistake_in_the_declaration_is_told_with_its_place(
    own: Path, framework: Framework, name: str, old: str, new: str, said: str
) -> None:
    change(own / TEMPLATES / name, old, new)
    with pytest.raises(DeclarationError, match=re.escape(said)):
        findings_page(load_form(own), [a_file()], framework)


def test_line_ends_of_a_checkout_do_not_change_the_page(own: Path, framework: Framework) -> None:
    before = findings_page(load_form(own), [a_file()], framework)
    for path in (own / TEMPLATES / "findings-page").iterdir():
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert findings_page(load_form(own), [a_file()], framework) == before


def a_file(path: str = "health.xlsx", found: str = "", expected: str = "") -> CheckedFile:
    finding = Finding(
        rule="sheet-renamed",
        severity="error",
        file=path,
        theme_group="health",
        sheet="Indicators",
        cell="",
        row_key="",
        field="",
        message="The sheet is wrong.",
        found=found,
        expected=expected,
        fix="Mend it.",
    )
    return CheckedFile(path, "health", "2006-07", "errors", [finding])


def test_the_day_may_be_given_to_the_page_itself(form: Form, framework: Framework) -> None:
    assert b"Checked on 2 May 2007." in findings_page(form, [a_file()], framework, date(2007, 5, 2))


# In a browser ----------------------------------------------------------------------


@pytest.mark.chromium
def test_a_browser_runs_the_page_without_complaint(checked: Checked) -> None:
    opened = open_page(checked.page)
    assert opened.complaints == ""
    assert opened.document.xpath("//form[not(@hidden)]")
    assert len(shown_rows(opened.document)) == len(checked.findings)
    assert opened.document.xpath("//title")[0].text == "What the check found: 13 files"


@pytest.mark.chromium
def test_a_browser_refuses_whatever_is_not_the_pages_own(checked: Checked, tmp_path: Path) -> None:
    content = checked.content.decode("utf-8")
    page = tmp_path / "tampered.html"
    page.write_text(
        content.replace(
            "</main>", "<script>document.title = 'taken'</script><img src='http://x.invalid/'>"
        ),
        "utf-8",
    )
    opened = open_page(page)
    assert "Content Security Policy" in opened.complaints
    assert opened.document.xpath("//title")[0].text == "What the check found: 13 files"


@pytest.mark.chromium
def test_a_link_can_carry_a_choice_of_severities(checked: Checked) -> None:
    document = open_page(checked.page, "#severity=error").document
    errors = [f for f in checked.findings if f["severity"] == "error"]
    assert errors
    assert [row.get("data-severity") for row in shown_rows(document)] == ["error"] * len(errors)
    assert count_shown(document) == (
        f"Showing {len(errors)} of {len(checked.findings)} findings. Only errors."
    )
    assert document.xpath("//*[@id='severity-query' and @checked]") != []  # As it was written.


@pytest.mark.chromium
def test_a_file_that_cannot_be_read_stays_in_sight_whatever_is_asked_for(checked: Checked) -> None:
    document = open_page(checked.page, "#severity=error").document
    sections = document.xpath("//section[@class='file'][not(@hidden)]")
    assert [each.get("data-kind") for each in sections] == ["errors", "unreadable"]


@pytest.mark.chromium
def test_words_and_a_file_can_be_chosen_together(checked: Checked) -> None:
    number = 1 + next(
        place for place, file in enumerate(checked.said["files"]) if "housing" in file["file"]
    )
    file = checked.said["files"][number - 1]
    keys = [finding["row_key"] for finding in file["findings"]]
    document = open_page(
        checked.page, f"#severity=query,note&text={keys[0].lower()}+INDICATORS&file={number}"
    ).document
    assert len(shown_rows(document)) == keys.count(keys[0])
    assert count_shown(document).endswith("(housing.xlsx).")
    (part,) = document.xpath("//section[not(@hidden)]//*[@class='part']")
    assert part.text == f"Showing {keys.count(keys[0])} of {len(keys)} findings."


@pytest.mark.chromium
def test_nothing_found_is_said_and_not_just_blank(checked: Checked) -> None:
    document = open_page(checked.page, "#text=zebra").document
    assert shown_rows(document) == []
    assert count_shown(document).startswith("Showing none of")
    assert "“zebra”" in count_shown(document)


PROBE = """
const seen = {count: [], sizes: [], contrasts: [], unfocused: []};
const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
const linear = (value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
const light = (rgb) => {
  const [red, green, blue] = rgb.map((each) => linear(each / 255));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const fill = (element) => {
  for (let each = element; each; each = each.parentElement) {
    const found = parts(getComputedStyle(each).backgroundColor);
    if (found.length < 4 || found[3] > 0) return found.slice(0, 3);
  }
  return [255, 255, 255];
};
for (const element of document.querySelectorAll("body *")) {
  const says = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const control = element.matches("input[type=search], select, button");
  if ((!says && !control) || !element.getClientRects().length) continue;
  const style = getComputedStyle(element);
  seen.sizes.push(parseFloat(style.fontSize));
  const both = [light(parts(style.color).slice(0, 3)), light(fill(element))];
  seen.contrasts.push((Math.max(...both) + 0.05) / (Math.min(...both) + 0.05));
}
for (const control of document.querySelectorAll("a, input, select, button")) {
  control.focus();
  const style = getComputedStyle(control);
  const visible = style.outlineStyle !== "none" || style.boxShadow !== "none";
  if (document.activeElement !== control || control.tabIndex < 0 || !visible) {
    seen.unfocused.push(control.outerHTML);
  }
}
seen.width = innerWidth;
seen.needed = document.documentElement.scrollWidth;
const say = () => seen.count.push(document.getElementById("shown").textContent);
const pause = () => new Promise((done) => setTimeout(done, 400));
(async () => {
  document.getElementById("severity-query").click();
  document.getElementById("severity-note").click();
  say();
  seen.hash = location.hash;
  document.querySelector("button").click();
  await pause();
  say();
  seen.hash_after = location.hash;
  document.getElementById("text").value = "LEA-690";
  document.getElementById("text").dispatchEvent(new Event("input", {bubbles: true}));
  await pause();
  say();
  location.hash = "#file-1";
  await pause();
  say();
  seen.active = document.activeElement.id;
  parent.postMessage(JSON.stringify(seen), "*");
})();
"""


FRAME = """<!DOCTYPE html><title>Frame</title><body>
<script>
addEventListener("message", (event) => {{ document.body.dataset.seen = event.data; }});
</script>
<iframe src="page.html" width="{width}" height="900" style="border: 0"></iframe></body>"""


@pytest.fixture(scope="module", params=[320, 640, 1280])
def seen(
    request: pytest.FixtureRequest, checked: Checked, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """What a reader meets at a width: 640 is 1280 at a zoom of 200%. Looked at from within."""
    content = checked.content.decode("utf-8")
    # The policy would refuse the onlooker, as it should.
    content = re.sub(r"<meta http-equiv=[^>]*>", "", content)
    folder = tmp_path_factory.mktemp("seen")
    onlooker = f"<script>{PROBE}</script></body>"
    (folder / "page.html").write_text(content.replace("</body>", onlooker), "utf-8")
    # In a frame, since the browser's own windows are never as narrow as a telephone.
    (folder / "frame.html").write_text(FRAME.format(width=request.param), "utf-8")
    opened = open_page(folder / "frame.html")
    found: dict[str, Any] = json.loads(opened.document.find("body").get("data-seen"))
    assert found["width"] == request.param
    return found


@pytest.mark.chromium
def test_nobody_has_to_scroll_sideways(seen: dict[str, Any]) -> None:
    assert seen["needed"] <= seen["width"]


@pytest.mark.chromium
def test_every_text_is_large_and_dark_enough(seen: dict[str, Any]) -> None:
    assert len(seen["sizes"]) > 500
    assert min(seen["sizes"]) >= 16
    assert min(seen["contrasts"]) >= 4.5


@pytest.mark.chromium
def test_every_control_takes_the_focus_and_shows_it(seen: dict[str, Any]) -> None:
    assert seen["unfocused"] == []


@pytest.mark.chromium
def test_the_count_follows_what_is_chosen(seen: dict[str, Any], checked: Checked) -> None:
    total = len(checked.findings)
    errors = [f for f in checked.findings if f["severity"] == "error"]
    assert seen["count"][0] == f"Showing {len(errors)} of {total} findings. Only errors."
    assert seen["count"][1] == f"Showing all {total} findings."
    assert seen["count"][2].endswith("findings. Only with the words “LEA-690”.")
    assert (seen["hash"], seen["hash_after"]) == ("#severity=error", "")


@pytest.mark.chromium
def test_a_link_to_a_file_shows_it_though_a_choice_had_hidden_it(
    seen: dict[str, Any], checked: Checked
) -> None:
    assert seen["count"][3] == f"Showing all {len(checked.findings)} findings."
    assert seen["active"] == "file-1"


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.chromium
@pytest.mark.parametrize("script", ["script", "no script"])
def test_all_findings_are_printed_and_each_file_begins_a_sheet_of_paper(
    checked: Checked, tmp_path: Path, script: str
) -> None:
    page = tmp_path / "page.html"
    content = checked.content.decode("utf-8")
    if script == "no script":
        # As a mail program leaves it.
        content = re.sub(r"<script>.*</script>", "", content, flags=re.DOTALL)
    page.write_text(content, "utf-8")
    sheets = print_page(page)
    printed = squeezed(" ".join(sheets))
    for finding in checked.findings:
        # Whole within one sheet: no row is cut in two.
        row = f"{finding['row_key']}{finding['message']}"
        if finding["found"] and finding["found"] != finding["message"]:
            row += f"Found:{finding['found']}"
        row += f"Expected:{finding['expected']}" if finding["expected"] else ""
        row += finding["fix"]
        assert any(squeezed(row) in squeezed(sheet) for sheet in sheets), row
    assert "Choosewhattoshow" not in printed
    assert f"Showingall{len(checked.findings)}findings." in printed
    labels = [squeezed(each) for each in texts(checked.document, "//section/h3")]
    on_sheets = [[label for label in labels if label in squeezed(sheet)] for sheet in sheets]
    summary = next(place for place, found in enumerate(on_sheets) if len(found) == 1)
    assert all(len(found) == 1 for found in on_sheets[summary:]), "one file, named, on each sheet"
    assert [found[0] for found in on_sheets[summary:]] == sorted(
        (found[0] for found in on_sheets[summary:]), key=labels.index
    )


@pytest.mark.chromium
def test_what_is_shown_is_what_is_printed(checked: Checked) -> None:
    printed = squeezed(" ".join(print_page(checked.page, "#severity=error")))
    for finding in checked.findings:
        if finding["row_key"].startswith("CYP"):
            assert squeezed(finding["message"]) not in printed
    assert "findings.Onlyerrors." in printed


@pytest.mark.chromium
@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_can_be_seen(checked: Checked, tmp_path: Path, width: int) -> None:
    picture = picture_of(checked.page, tmp_path / "page.png", width=width)
    assert picture.startswith(b"\x89PNG")
    assert int.from_bytes(picture[16:20], "big") == width
    assert len(picture) > 20_000


def test_what_only_the_secretariat_can_act_on_is_not_on_the_page(
    form: Form, framework: Framework
) -> None:
    found = [
        Finding(rule, "query", "housing.xlsx", "housing", "", "", "", "", message, "", "", "")
        for rule, message in (
            ("framework-changed", "The framework has changed."),
            ("status-missing", "There is no figure."),
        )
    ]
    files = [CheckedFile("housing.xlsx", "housing", "2006-07", "accepted", found)]
    page = findings_page(form, files, framework).decode("utf-8")
    assert "There is no figure." in page
    assert "The framework has changed." not in page
    assert "1 query" in page
