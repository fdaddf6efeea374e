"""Floor 1: what kind of file some bytes are, by their content before their name."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Literal

from wenzhi.base.patterns import as_pattern
from wenzhi.read.compound import SIGNATURE, find_entry
from wenzhi.read.mhtml import is_mhtml
from wenzhi.read.ooxml.flat import is_flat

Kind = Literal[
    "txt",
    "html",
    "docx",
    "doc",
    "pdf",
    "image",
    "sheet",
    "slides",
    "ofd",
    "zip",
    "archive",
    "binary",
    "empty",
]

_SIGNATURES: tuple[tuple[bytes, Kind], ...] = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"\x7fELF", "binary"),
    (b"\x1f\x8b", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"Rar!\x1a\x07", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ\x00", "archive"),
    (b"MSCF\x00\x00\x00\x00", "archive"),
)
_TAR = b"ustar"
"""The mark of a tar archive, at byte 257 (POSIX.1-1988)."""

_BITMAP_HEADERS = (12, 40, 52, 56, 64, 108, 124)
"""Sizes of the second header of a BMP, at byte 14; two letters alone would be a text, too."""
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\v\f\r\x1a\x1b")
"""Control bytes that no text needs."""
_HEAD = 65_536
_BLANKS = b" \t\r\n\xef\xbb\xbf"
_WORD_XML = b'<?mso-application progid="Word.Document"?>'
"""What Word writes at the head of a document saved as one XML file."""

_PACKAGES: tuple[tuple[str, Kind], ...] = (("word", "docx"), ("xl", "sheet"), ("ppt", "slides"))
_OPEN_DOCUMENTS: tuple[tuple[bytes, Kind], ...] = (
    (b"mimetypeapplication/vnd.oasis.opendocument.text", "doc"),
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "sheet"),
    (b"mimetypeapplication/vnd.oasis.opendocument.presentation", "slides"),
)
"""OpenDocument files begin with their type as an uncompressed member (OpenDocument 1.3, part 2, 3.3)."""


def sniff(content: bytes) -> Kind:
    """The kind of file that `content` is; anything that reads as characters is `txt` or `html`."""
    if not content.strip(b"\x00\t\n\r \xef\xbb\xbf\xfe\xff"):
        return "empty"
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            return kind
    if content[257:262] == _TAR:
        return "archive"
    if _is_picture(content):
        return "image"
    if content.startswith(b"PK\x03\x04"):
        return _zipped(content)
    if is_flat(content):
        return "docx"
    if content.startswith(SIGNATURE):
        return _compound(content)
    if content.lstrip(_BLANKS).startswith(b"{\\rtf") or _WORD_XML in content[:_HEAD]:
        return "doc"
    if _binary(content[:_HEAD]):
        return "binary"
    return "html" if _html(content[:_HEAD]) else "txt"


def _is_picture(content: bytes) -> bool:
    """Whether it is a BMP or WebP, whose marks are in two places."""
    if content.startswith(b"RIFF"):
        return content[8:12] == b"WEBP"
    size = int.from_bytes(content[14:18], "little")
    return content.startswith(b"BM") and content[6:10] == bytes(4) and size in _BITMAP_HEADERS


def _zipped(content: bytes) -> Kind:
    """Office packages by what they hold; any other archive is `zip`."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = {name.replace("\\", "/").lower() for name in archive.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        # A package cut off in the middle still shows what it was.
        return "docx" if b"word/document.xml" in content else "zip"
    if "[content_types].xml" in names:
        folders = {name.partition("/")[0] for name in names}
        return next((kind for folder, kind in _PACKAGES if folder in folders), "zip")
    if "ofd.xml" in names:
        return "ofd"
    head = content[:_HEAD]
    return next((kind for mark, kind in _OPEN_DOCUMENTS if mark in head), "zip")


def _compound(content: bytes) -> Kind:
    """Old office files by their streams; what is behind a password is called by who could open it."""
    if find_entry(content, "WordDocument") is None:
        if any(find_entry(content, stream) is not None for stream in ("Workbook", "Book")):
            return "sheet"
        if find_entry(content, "PowerPoint Document") is not None:
            return "slides"
    return "doc"


def _binary(head: bytes) -> bool:
    """Whether control bytes are too many for text (UTF-16 and its zero bytes set apart)."""
    if utf16_byte_order(head):
        return False
    controls = len(head) - len(head.translate(None, _CONTROLS))
    # Text converters leave a stray control byte now and then; programs and images hold 5 %.
    return controls > max(2, len(head) // 100)


_OPENINGS = (
    b"<!doctype html", b"<html", b"<?xml", b"<!-- saved from", b"<head", b"<body", b"<div", b"<p>", b"<p ",
    b"<table", b"<meta", b"<script", b"<style", b"<link", b"<title", b"<section", b"<span", b"<h1", b"<h2",
)  # fmt: skip


def _html(head: bytes) -> bool:
    """Whether characters are a web page, a piece of one, one saved as a message, or an answer with one.

    A `<br>` or two in a plain text is none: Markdown tables hold them.
    """
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or utf16_byte_order(head):
        head = head.replace(b"\x00", b"")
    lowered = head.lower().lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if lowered.startswith(_OPENINGS):
        return True
    closed = sum(lowered.count(tag) for tag in (b"</p>", b"</td>", b"</div>", b"</span>", b"</tr>"))
    if lowered.startswith(b"<") and (closed or b"<body" in lowered or b"<frame" in lowered):
        return True
    if is_mhtml(head) or _holds_markup(lowered):
        return True
    return all(mark in lowered for mark in (b"<body", b"</")) or lowered.count(b"</p>") >= 3


def _holds_markup(lowered: bytes) -> bool:
    """Whether text is a JSON answer, bare or handed to a function, with a string of some length."""
    opening = lowered[:100].split(b"(", 1)[-1].lstrip()
    if not opening.startswith((b'{"', b'[{"', b"{\n", b"{\r", b"[\n", b"{ ", b"[ ")):
        return False
    return b'":' in lowered or b'" :' in lowered


def utf16_byte_order(head: bytes) -> Literal["utf-16-le", "utf-16-be"] | None:
    """The byte order of UTF-16 text, by its mark or by what its units read as."""
    if head.startswith(b"\xff\xfe"):
        return "utf-16-le"
    if head.startswith(b"\xfe\xff"):
        return "utf-16-be"
    sample = head[: min(len(head), 4096) & ~1]
    orders: tuple[Literal["utf-16-le", "utf-16-be"], ...] = ("utf-16-le", "utf-16-be")
    return next((order for order in orders if _reads_as_chinese(sample, order)), None)


_FOREIGN = as_pattern(r"[^ -~\t\n\r\u3000-\u303f\u4e00-\u9fff\uff00-\uffef\u2010-\u2026]")


def _reads_as_chinese(sample: bytes, encoding: str) -> bool:
    """Whether nearly all code units are ASCII, ideographs or their punctuation.

    Those blocks are a third of the plane, so other encodings and binaries stay far below 95 %.
    """
    text = sample.decode(encoding, errors="replace")
    known = len(text) - len(_FOREIGN.findall(text))
    return len(text) >= 8 and known >= 0.95 * len(text)
