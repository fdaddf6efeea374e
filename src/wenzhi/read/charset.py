"""Floor 1: the bytes of a web page → characters, whatever the page says its encoding is.

Takes bytes and what a transport header declared; gives decoded text. A declaration is a claim: it is
kept only where the bytes bear it out. It must not know what a page holds.
"""

from __future__ import annotations

import codecs

from lxml import etree, html

from wenzhi.base.errors import InputError
from wenzhi.base.patterns import as_pattern
from wenzhi.read.plain import Decoded, decode, plausible

_HEAD = 16_384
"""Bytes searched for a declaration; the standard asks for the first 1,024, portals put scripts before it."""

_SAMPLE = 20_000
_SAME = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "utf8": "utf-8",
    "unicode": "utf-8",
    "big5": "big5hkscs",
}
"""Labels whose name is narrower than what pages so labelled hold."""


def decode_page(content: bytes, name: str, declared: str | None = None) -> Decoded:
    """Decode a page; `declared` is the charset of a transport header, which outranks the page's own.

    Order of trust: byte order mark, valid UTF-8, the declared encoding and GB 18030 where they give
    everyday Chinese, then whatever a plain text may be in. Raises InputError (E303).
    """
    claimed = _codec(declared) or _codec(declared_charset(content))
    decoded = _trusted(content, claimed) or _read_as_plain(content, name)
    decoded = _undo_double_coding(decoded)
    if claimed and not _agree(claimed, decoded.encoding):
        told = f"页面声明的编码是 {claimed}，内容其实是 {decoded.encoding}，已按内容读取"
        return Decoded(decoded.text, decoded.encoding, (*decoded.warnings, told))
    return decoded


def declared_charset(content: bytes) -> str | None:
    """The charset that the page's own meta elements name, whether or not it is true."""
    head = content[:_HEAD].replace(b"\x00", b"").decode("latin-1").strip()
    if "<" not in head:
        return None
    try:
        root = html.document_fromstring(head, parser=html.HTMLParser(recover=True))
    except etree.ParserError:
        return None  # markup without an element, as a lone <?xml
    for meta in root.iter("meta"):
        if meta.get("charset"):
            return str(meta.get("charset"))
        value = (meta.get("content") or "").lower()
        if "charset=" in value:
            return str(value.split("charset=", 1)[1].split(";")[0].strip(" \"'"))
    return None


def _codec(label: str | None) -> str | None:
    """The codec that a label stands for; None where there is none or it is not one of text."""
    if not label:
        return None
    label = label.strip().lower()
    try:
        found = codecs.lookup(_SAME.get(label, label))
    except (LookupError, ValueError):
        return None
    return found.name if found._is_text_encoding else None


def _trusted(content: bytes, claimed: str | None) -> Decoded | None:
    if content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return None
    for encoding in ("utf-8", claimed, "gb18030"):
        if encoding is None or encoding.startswith(("utf-16", "utf-32", "utf-7")):
            continue
        try:
            text = content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        charset = "big5hkscs" if encoding.startswith("big5") else "gb2312"
        if encoding == "utf-8" and "\x00" not in text:
            return Decoded(text, encoding)
        if plausible(_ideographs(text), "big5" if charset != "gb2312" else charset):
            return Decoded(text, encoding)
    return None


def _read_as_plain(content: bytes, name: str) -> Decoded:
    """As a plain text is read; a page of which no ideograph is damaged may still have damaged bytes."""
    try:
        return decode(content, name)
    except InputError:
        for encoding in ("utf-8", "gb18030"):
            text = content.decode(encoding, errors="replace")
            lost = text.count("\ufffd")
            sample = _ideographs(text)
            # As many everyday ideographs as a right decoding has, and most of the page unharmed.
            if len(sample) >= 50 and lost * 20 <= len(sample) and plausible(sample):
                told = f"{lost} 处字节无法按 {encoding} 解码，以 U+FFFD 表示"
                return Decoded(text, encoding, (told,))
        raise


_IDEOGRAPHIC = as_pattern("[\u3400-\u9fff\ue000-\uf8ff]")
_LATIN = as_pattern("[\x80-\xff]")


def _ideographs(text: str) -> str:
    """Ideographs, and private characters that betray a wrong decoding, from all over the page."""
    found = _IDEOGRAPHIC.findall(text)
    return "".join(found[:: max(1, len(found) // _SAMPLE)])


def _undo_double_coding(decoded: Decoded) -> Decoded:
    """UTF-8 or GBK bytes taken for Latin letters and saved once more, as crawlers do: read again."""
    text = decoded.text
    latin = len(_LATIN.findall(text))
    if latin < 60 or latin < 4 * len(_ideographs(text[:_SAMPLE])) + 60:
        return decoded
    for codec in ("latin-1", "cp1252"):
        try:
            raw = text.encode(codec)
        except UnicodeEncodeError:
            continue
        again = _trusted(raw, None)
        if again is not None and len(_ideographs(again.text)) >= 20:
            told = f"文字曾被误按 {codec} 转存，已还原为 {again.encoding}"
            return Decoded(again.text, decoded.encoding, (*decoded.warnings, told))
    return decoded


def _agree(claimed: str, actual: str) -> bool:
    if claimed.startswith("utf") and actual.startswith("utf"):
        return True
    return claimed == actual or {claimed, actual} <= {"big5", "big5hkscs"}
