"""Any encoding a Chinese .txt has is read, and what cannot be read is refused with a reason."""

from pathlib import Path

import pytest

from wenzhi.base.errors import InputError
from wenzhi.read import read, read_bytes

TEXT = (
    "云川县水务局2023年政府信息公开工作年度报告\r\n一、总体情况\r\n全年主动公开信息128条，办理申请3件。\r\n"
    * 6
)
UNIFIED = TEXT.replace("\r\n", "\n")


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
def test_every_encoding_gives_the_same_text(encoding: str) -> None:
    assert read_bytes(TEXT.encode(encoding), "a.txt").text == UNIFIED


def test_traditional_text_in_big5_is_read() -> None:
    text = "政府資訊公開年度報告，全年主動公開各類資訊，辦理結果維持。" * 8
    document = read_bytes(text.encode("big5"), "a.txt")
    assert document.text == text
    assert document.source.encoding == "big5"


def test_a_few_damaged_bytes_are_told_not_refused() -> None:
    content = bytearray(UNIFIED.encode())
    content[100] = 0xFF
    document = read_bytes(bytes(content), "a.txt")
    assert "\ufffd" in document.text
    assert "U+FFFD" in document.source.warnings[0]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "E302"),
        (b" \r\n\t", "E302"),
        (b"\xef\xbb\xbf", "E302"),
        (b"%PDF-1.7 ...", "E308"),
        (b"PK\x03\x04....word/document.xml", "E308"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "E308"),
        (b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 4, "E305"),
        (bytes(range(256)) * 40, "E305"),
    ],
)
def test_what_is_no_text_is_refused_with_its_kind(content: bytes, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read_bytes(content, "坏文件.txt")
    assert caught.value.code == code
    assert caught.value.where == "坏文件.txt"
    assert caught.value.hint


def test_bytes_in_no_chinese_encoding_are_refused() -> None:
    content = bytes(128 + (i * 73 + i * i * 31) % 128 for i in range(4000))
    with pytest.raises(InputError) as caught:
        read_bytes(content, "a.txt")
    assert caught.value.code == "E303"


def test_a_file_past_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    with pytest.raises(InputError) as caught:
        read(path)
    assert caught.value.code == "E304"


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(InputError) as missing:
        read(tmp_path / "none.txt")
    with pytest.raises(InputError) as folder:
        read(tmp_path)
    assert missing.value.message != folder.value.message
    assert missing.value.code == folder.value.code == "E301"
