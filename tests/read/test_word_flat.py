"""Word files that are one XML, and files that are no documents but often stand among them."""

import re

import pytest
from docx_files import archive, cell, contents, package, paragraph, row, table

from wenzhi.base.errors import InputError
from wenzhi.read import read_bytes
from wenzhi.read.sniff import sniff

PACKAGE = "http://schemas.microsoft.com/office/2006/xmlPackage"
SOUND = package(
    paragraph("一、总体情况") + table(row(cell("规章"), cell("3")), row(cell("其他"), cell("0")))
)


def flat(content=SOUND, progid=True):
    """The same file as Word saves it as one XML."""
    parts = [
        f'<pkg:part pkg:name="/{name}"><pkg:xmlData>'
        f"{re.sub(r'<[?]xml[^>]*[?]>', '', data.decode())}</pkg:xmlData></pkg:part>"
        for name, data in contents(content).items()
        if not name.startswith("[")
    ]
    told = '<?mso-application progid="Word.Document"?>' if progid else ""
    return (
        f'<?xml version="1.0" standalone="yes"?>\r\n{told}\r\n'
        f'<pkg:package xmlns:pkg="{PACKAGE}">{"".join(parts)}</pkg:package>'
    )


@pytest.mark.parametrize("progid", [True, False])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_that_is_one_xml_reads_as_the_package_does(progid, encoding):
    read = read_bytes(flat(progid=progid).encode(encoding), "报告.xml")
    whole = read_bytes(SOUND, "报告.docx")
    assert (read.text, read.cells) == (whole.text, whole.cells)
    assert read.source.format == "docx"


@pytest.mark.parametrize(
    "spoilt",
    [
        flat()[:-60],
        flat().replace("\r\n<pkg", '\r\n<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><pkg'),
        flat().replace("/word/document.xml", "/word/elsewhere.xml"),
        f'<pkg:package xmlns:pkg="{PACKAGE}"/>',
        f'<pkg:package xmlns:pkg="{PACKAGE}"><pkg:part pkg:name="/a"><pkg:binaryData>é</pkg:binaryData>'
        "</pkg:part></pkg:package>",
    ],
)
def test_a_damaged_one_is_told(spoilt):
    with pytest.raises(InputError) as told:
        read_bytes(spoilt.encode(), "报告.xml")
    assert told.value.code == "E308" and told.value.hint


@pytest.mark.parametrize(
    "content",
    [
        b"Rar!\x1a\x07\x01\x00" + bytes(range(200)),
        b"7z\xbc\xaf\x27\x1c" + bytes(range(200)),
        b"\x1f\x8b\x08" + bytes(range(200)),
        b"\xfd7zXZ\x00" + bytes(range(200)),
        b"a.txt".ljust(257, b"\0") + b"ustar\x0000" + bytes(300),
    ],
)
def test_archives_that_are_not_opened_say_what_to_do(content):
    assert sniff(content) == "archive"
    with pytest.raises(InputError) as told:
        read_bytes(content, "年报.rar")
    assert told.value.code == "E305"
    assert "解压" in told.value.hint and "zip" in told.value.hint


def test_the_national_layout_format_says_what_to_do():
    with pytest.raises(InputError) as told:
        read_bytes(archive({"OFD.xml": "<x/>", "Doc_0/Document.xml": "<x/>"}), "年报.ofd")
    assert told.value.code == "E305" and "PDF" in told.value.hint


def test_pictures_with_marks_in_two_places():
    header = b"BM" + (70).to_bytes(4, "little") + bytes(4) + (54).to_bytes(4, "little")
    assert sniff(header + (40).to_bytes(4, "little") + bytes(20)) == "image"
    assert sniff(b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(30)) == "image"
    assert sniff("BM公司2023年政府信息公开工作年度报告".encode()) == "txt"
    assert sniff(b"RIFF is a text in Latin letters, nothing more than that.") == "txt"
