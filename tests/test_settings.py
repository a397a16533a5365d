"""The settings of a working folder."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook_tools.declared.resources import DEFAULT_FRAMEWORK
from workbook_tools.folder.settings import Contact, Settings, load_settings, new_folder_text
from workbook_tools.problems import DeclarationError

NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)


def settings_of(folder: Path, text: str) -> Settings:
    (folder / "laa.toml").write_text(text, encoding="utf-8", newline="")
    return load_settings(folder)


def test_a_folder_without_settings_has_the_defaults(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    assert settings == Settings(
        tmp_path, DEFAULT_FRAMEWORK, None, "ledger.sqlite", Contact("", "", "")
    )
    assert settings.ledger_path == tmp_path / "ledger.sqlite"
    assert settings.receipts_path == tmp_path / "receipts"


def test_what_a_new_folder_starts_with_is_read_back(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, new_folder_text("coventry-2007-08"))
    assert settings == Settings(tmp_path, "coventry-2007-08")
    assert settings.round is None


@given(framework=NAMES)
def test_any_name_is_read_back(framework: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_of(Path(folder), new_folder_text(framework))
    assert settings.framework == framework


def test_the_round_that_is_shown_as_a_comment_can_be_kept_to(tmp_path: Path) -> None:
    text = new_folder_text("coventry-2007-08")
    settings = settings_of(tmp_path, text.replace("# round =", "round ="))
    assert settings.round == "2006-07"


def test_a_new_folder_explains_every_setting() -> None:
    text = new_folder_text("coventry-2007-08")
    paragraphs = text.strip().split("\n\n")
    assert all(paragraph.startswith("# ") for paragraph in paragraphs)


def test_everything_may_be_set(tmp_path: Path) -> None:
    settings = settings_of(
        tmp_path,
        'framework = "framework"\nround = "2007-08"\nledger = "kept/laa.sqlite"\n'
        '[contact]\nname = "Jo"\nemail = "jo@example.gov.uk"\ntelephone = "024 7600"\n',
    )
    contact = Contact("Jo", "jo@example.gov.uk", "024 7600")
    assert settings == Settings(tmp_path, "framework", "2007-08", "kept/laa.sqlite", contact)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    assert settings_of(tmp_path, '\ufeff# ours\r\nround = "2006-07"\r\n').round == "2006-07"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('framwork = "x"', ("line 1: ", "framwork", "did you mean framework?")),
        ('paper = "A4"', ("paper", "framework, round, ledger, receipts, contact")),
        ('[contact]\nfax = "x"', ("line 2: ", "contact.fax", "contact.name, contact.email")),
        ('# ours\n\n[contact]\nemial = "x"', ("line 4: ", "did you mean email?")),
        ("round = 2006", ("round is 2006", '"2006-07"')),
        ("round = 2006-07", ("line 1", 'round = "2006-07"')),
        ('round = ""', ("round is empty", "id of a round")),
        ("ledger = true", ("ledger is true", "name of a file")),
        ("ledger = ['a']", ("ledger is a list", "name of a file")),
        ("[framework]", ("framework is a section", "in quotes")),
        ('contact = "Jo"', ("contact is Jo", "[contact]")),
        ("[contact]\nname = 7", ("line 2: contact.name is 7", "in quotes")),
        ("round", ("not written as settings are", "equals sign")),
    ],
)
def test_a_mistake_is_told_with_file_setting_and_what_is_expected(
    tmp_path: Path, text: str, told: tuple[str, ...]
) -> None:
    with pytest.raises(DeclarationError) as caught:
        settings_of(tmp_path, text)
    sentence = str(caught.value)
    assert sentence.startswith(str(tmp_path / "laa.toml"))
    assert "\n" not in sentence
    for words in told:
        assert words in sentence


def test_settings_in_another_encoding_are_told(tmp_path: Path) -> None:
    (tmp_path / "laa.toml").write_bytes('[contact]\nname = "José"\n'.encode("latin-1"))
    with pytest.raises(DeclarationError, match="not UTF-8"):
        load_settings(tmp_path)


def test_a_folder_in_the_place_of_the_settings_is_told(tmp_path: Path) -> None:
    (tmp_path / "laa.toml").mkdir()
    with pytest.raises(DeclarationError, match="cannot be read"):
        load_settings(tmp_path)
