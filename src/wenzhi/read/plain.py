"""Floor 1: plain text in any encoding a Chinese `.txt` has → characters.

Takes bytes and gives decoded text with the name of its encoding. Nothing but the byte order mark
and carriage returns is changed, so that offsets point into the file.
"""

from __future__ import annotations

from dataclasses import dataclass

from charset_normalizer import from_bytes

from wenzhi.base.errors import InputError
from wenzhi.read.sniff import utf16_byte_order

PLAUSIBLE = 0.80
"""Least share of everyday ideographs (GB 2312 level 1) in a right decoding.

Official prose has .97 and more, UTF-8 bytes read as GB 18030 about .4, random bytes about .3.
"""

_FORGIVEN = 0.002
"""Greatest share of undecodable bytes that is put down to damage and not to a wrong encoding."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Decoded text, its encoding, and what had to be forgiven."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def decode(content: bytes, where: str) -> Decoded:
    """Decode `content`; `where` names the file in errors.

    Order of trust: byte order mark, valid UTF-8, UTF-16 by its zero bytes, GB 18030 (which holds
    GBK and GB 2312), other Chinese encodings by charset-normalizer, UTF-8 with damaged bytes.
    Raises InputError (E303) when none gives plausible Chinese.
    """
    for attempt in (_marked, _utf8, _utf16, _gb18030, _other, _damaged):
        decoded = attempt(content)
        if decoded is not None:
            return Decoded(_unify_newlines(decoded.text), decoded.encoding, decoded.warnings)
    raise InputError(
        "E303",
        "认不出文字编码（试过 UTF-8、GB18030、UTF-16、Big5）",
        where=where,
        hint="请用记事本或 WPS 打开，另存为 UTF-8 后再试",
    )


def plausible(text: str, charset: str = "gb2312") -> bool:
    """Whether the ideographs of `text` are mostly everyday ones of `charset`, or it has none."""
    sample = [character for character in text[:20_000] if "\u3400" <= character <= "\u9fff"]
    private = sum("\ue000" <= character <= "\uf8ff" for character in text[:20_000])
    if private > len(sample) // 20 + 2:
        return False
    if not sample:
        return text.isascii()
    everyday = sum(_level_one(character, charset) for character in sample)
    return everyday >= PLAUSIBLE * len(sample)


def _level_one(character: str, charset: str) -> bool:
    first, last = (0xB0, 0xD7) if charset == "gb2312" else (0xA4, 0xC6)
    code = character.encode(charset, errors="ignore")
    return len(code) == 2 and first <= code[0] <= last


def _strict(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _marked(content: bytes) -> Decoded | None:
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe\x00\x00", "utf-32"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if content.startswith(mark) and (text := _strict(content, encoding)) is not None:
            return Decoded(text, encoding)
    return None


def _utf8(content: bytes) -> Decoded | None:
    text = _strict(content, "utf-8")
    return None if text is None or "\x00" in text else Decoded(text, "utf-8")


def _utf16(content: bytes) -> Decoded | None:
    order = utf16_byte_order(content[:4096])
    text = _strict(content, order) if order else None
    return Decoded(text, order) if order and text is not None and plausible(text) else None


def _gb18030(content: bytes) -> Decoded | None:
    text = _strict(content, "gb18030")
    return Decoded(text, "gb18030") if text is not None and plausible(text) else None


def _other(content: bytes) -> Decoded | None:
    best = from_bytes(content, cp_isolation=["big5", "big5hkscs"]).best()
    if best is None or not plausible(str(best), "big5"):
        return None
    return Decoded(str(best), best.encoding)


def _damaged(content: bytes) -> Decoded | None:
    """Text of which a few bytes are broken: better read with the loss told than refused."""
    for encoding in ("utf-8", "gb18030"):
        text = content.decode(encoding, errors="replace")
        lost = text.count("\ufffd")
        if lost <= max(3, _FORGIVEN * len(text)) and len(text) > 100 and plausible(text):
            place = text.index("\ufffd") if lost else 0
            told = f"{lost} 处字节无法按 {encoding} 解码，以 U+FFFD 表示，首处在第 {place} 字"
            return Decoded(text, encoding, (told,))
    return None


def _unify_newlines(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
