"""Old Word, WPS and RTF files are read by way of LibreOffice, or refused with what to do."""

import stat
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx_files import compound

from wenzhi.base.errors import InputError
from wenzhi.read import office, read_bytes

RTF = rb"{\rtf1\ansi {\b One.}\par Two.}"

needs_office = pytest.mark.skipif(
    office.find_program() is None, reason="LibreOffice is not installed"
)
on_posix = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")


def test_without_libreoffice_the_error_says_what_to_do(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(office, "find_program", lambda: None)
    with pytest.raises(InputError) as caught:
        read_bytes(RTF, "年报.wps")
    assert caught.value.code == "E311"
    assert "LibreOffice" in caught.value.message
    assert ".docx" in (caught.value.hint or "")


def stand_in(tmp_path: Path, script: str) -> str:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(program)


@on_posix
def test_a_conversion_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    alive = tmp_path / "alive"
    program = stand_in(tmp_path, f"(sleep 1; touch {alive}) & wait")
    monkeypatch.setattr(office, "find_program", lambda: program)
    monkeypatch.setattr(office, "SECONDS", 0.2)
    with pytest.raises(InputError) as caught:
        read_bytes(RTF, "年报.doc")
    assert caught.value.code == "E311"
    time.sleep(1.2)
    assert not alive.exists(), "what the program had started went on"


@on_posix
def test_what_libreoffice_cannot_open_is_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(office, "find_program", lambda: stand_in(tmp_path, "exit 0"))
    with pytest.raises(InputError) as caught:
        read_bytes(RTF, "年报.doc")
    assert caught.value.code == "E308"


@on_posix
@pytest.mark.parametrize(
    ("content", "reader"),
    [
        (compound("WordDocument"), "MS Word 97"),
        (compound("WordDocument", version=0x68), "MS Word 95"),
        (compound("MatOST"), "MS_Works"),
        (RTF, "Rich Text Format"),
    ],
)
def test_libreoffice_is_told_which_reader_to_use(
    content: bytes, reader: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    told = tmp_path / "told"
    program = stand_in(tmp_path, f'printf "%s\\n" "$@" > {told}')
    monkeypatch.setattr(office, "find_program", lambda: program)
    with pytest.raises(InputError):
        read_bytes(content, "年报.doc")
    assert f"--infilter={reader}" in told.read_text().splitlines()


@needs_office
def test_a_rich_text_file_is_read(tmp_path: Path):
    document = read_bytes(RTF, "年报.rtf")
    assert document.text == "One.\nTwo."
    assert document.source.format == "doc"
    assert document.cues[0].bold


@needs_office
def test_a_table_survives_the_way_through_old_word(tmp_path: Path):
    made = docx.Document()
    made.add_paragraph("三、收到和处理政府信息公开申请情况")
    table = made.add_table(2, 4)
    table.cell(0, 0).merge(table.cell(1, 1)).text = "总计"
    table.cell(0, 2).text, table.cell(1, 3).text = "12", "７"
    made.add_paragraph("四、其他")
    file = BytesIO()
    made.save(file)
    (tmp_path / "a.docx").write_bytes(file.getvalue())
    program = office.find_program()
    assert program is not None
    profile = (tmp_path / "profile").as_uri()
    subprocess.run(
        [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to",
         "doc:MS Word 97", "--outdir", str(tmp_path), str(tmp_path / "a.docx")],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    document = read_bytes((tmp_path / "a.doc").read_bytes(), "a.wps")
    assert document.text == "三、收到和处理政府信息公开申请情况\n总计\t12\t\n\t\t７\n四、其他"
    first = document.cells[0]
    assert (first.row, first.column, first.rows) == (0, 0, 2)
