"""Damaged, encrypted and hostile Word files are refused with a reason; nothing else comes out."""

import random
import zipfile
from io import BytesIO

import pytest
from docx_files import archive, compound, contents, package, paragraph, part, row, table

from wenzhi.base.errors import InputError
from wenzhi.read import read_bytes
from wenzhi.read.ooxml.package import MAX_PART
from wenzhi.read.sniff import sniff

GOOD = package(paragraph("一、总体情况") + table(row("规章", "3")))


def code_of(content):
    with pytest.raises(InputError) as caught:
        read_bytes(content, "甲.docx")
    assert caught.value.where == "甲.docx"
    assert caught.value.hint
    return caught.value.code


def replaced(**members):
    return archive(
        contents(GOOD) | {name.replace("__", "/"): text for name, text in members.items()}
    )


def test_a_file_cut_off_is_damaged():
    assert code_of(GOOD[: len(GOOD) // 2].replace(b"x", b"word/document.xml", 1)) == "E308"


@pytest.mark.parametrize(
    "document",
    [
        b"<w:document>",
        b"no XML at all",
        b"",
        "<文档/>".encode("gbk"),
        part("document", "").encode(),
    ],
)
def test_a_body_that_is_no_xml_is_damaged(document):
    members = contents(GOOD) | {"word/document.xml": document}
    assert code_of(archive(members)) == "E308"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_never_expanded(encoding):
    bomb = (
        f'<?xml version="1.0" encoding="{encoding}"?>'
        '<!DOCTYPE d [<!ENTITY a "哈哈"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
        + part("document", f"<w:body>{paragraph()}</w:body>").partition("?>")[2]
    )
    members = contents(GOOD) | {"word/document.xml": bomb.encode(encoding)}
    with pytest.raises(InputError) as caught:
        read_bytes(archive(members), "甲.docx")
    assert caught.value.code == "E308"
    assert "实体" in caught.value.message


def test_a_part_that_unpacks_without_end_is_refused():
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in contents(GOOD).items():
            file.writestr(name, content if name != "word/document.xml" else b" " * (MAX_PART + 2))
    assert code_of(made.getvalue()) == "E308"


def test_parts_that_unpack_without_end_together_are_left_out():
    parts = {f"header{n}": part("hdr", paragraph("页" * 3_000_000)) for n in range(9)}
    document = read_bytes(package(paragraph("正文"), parts), "甲.docx")
    assert document.text == "正文"
    assert 0 < len("".join(document.source.omitted)) < 10_000


def test_lists_deeper_or_longer_than_any_do_no_harm():
    levels = (
        '<w:lvl w:ilvl="999999999"><w:lvlText w:val="%1"/></w:lvl>'
        f'<w:lvl w:ilvl="0"><w:lvlText w:val="{"长" * 100_000}"/></w:lvl>'
    )
    numbering = part(
        "numbering",
        f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
    )
    item = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="1"/></w:numPr>'
    body = paragraph("甲", item.format(999_999_999)) + paragraph("乙", item.format(0)) * 50
    assert len(read_bytes(package(body, {"numbering": numbering}), "甲.docx").text) < 5_000


def test_a_member_packed_in_a_way_word_does_not_use_is_refused():
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_LZMA) as file:
        for name, content in contents(GOOD).items():
            file.writestr(name, content)
    assert code_of(made.getvalue()) == "E308"


def test_elements_nested_without_end_are_refused():
    deep = "<w:sdt><w:sdtContent>" * 5_000 + "</w:sdtContent></w:sdt>" * 5_000
    assert code_of(package(deep)) == "E308"


def test_an_optional_part_that_is_broken_is_done_without():
    broken = package(paragraph("正文"), {"styles": "<w:styles", "numbering": "?"})
    assert read_bytes(broken, "甲.docx").text == "正文"


@pytest.mark.parametrize(
    "content",
    [compound("EncryptedPackage", "EncryptionInfo"), compound("WordDocument", flags=0x0100)],
)
def test_what_is_behind_a_password_is_told(content):
    assert code_of(content) == "E309"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (GOOD, "docx"),
        (archive({"[Content_Types].xml": "", "xl/workbook.xml": ""}), "sheet"),
        (archive({"[Content_Types].xml": "", "ppt/presentation.xml": ""}), "slides"),
        (archive({"[Content_Types].xml": "", "word\\document.xml": ""}), "docx"),
        (archive({"年报.txt": "甲", "word/说明.txt": "乙"}), "zip"),
        (compound("WordDocument"), "doc"),
        (compound("Workbook"), "sheet"),
        (compound("PowerPoint Document"), "slides"),
        (compound("MatOST"), "doc"),
        (b"{\\rtf1\\ansi", "doc"),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?><w:x/>', "doc"),
    ],
)
def test_office_files_are_told_apart_by_content(content, kind):
    assert sniff(content) == kind


def test_open_document_text_is_told_by_its_first_member():
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    assert sniff(made.getvalue()) == "doc"


@pytest.mark.parametrize("seed", range(40))
def test_a_file_with_flipped_bytes_is_read_or_refused(seed):
    source = random.Random(seed)
    members = contents(GOOD)
    content = bytearray(members["word/document.xml"] if seed % 2 else GOOD)
    for _ in range(source.randrange(1, 6)):
        content[source.randrange(4, len(content))] ^= 1 << source.randrange(8)
    made = archive(members | {"word/document.xml": bytes(content)}) if seed % 2 else bytes(content)
    try:
        document = read_bytes(made, "甲.docx")
    except InputError as error:
        assert error.hint
    else:
        assert all(0 <= cell.start <= cell.end <= len(document.text) for cell in document.cells)
