"""Floor 1: a page saved as one file (.mht, .mhtml) → its documents, each under its addresses.

Takes bytes; gives parts of the message that are markup. It must not know what they hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message

MAX_PARTS = 2_000


@dataclass(frozen=True, slots=True)
class Part:
    """One document of the message: its bytes, its charset if told, and what it is called."""

    content: bytes
    charset: str | None
    names: tuple[str, ...]


def is_mhtml(content: bytes) -> bool:
    """Whether bytes begin as a message with a web page in it."""
    head = content[:4096].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    first = head.split(b"\n", 1)[0].split(b":", 1)
    named = len(first) == 2 and first[0].replace(b"-", b"").isalpha() and len(first[0]) < 40
    about = b"multipart/related" in head or b"text/html" in head
    return named and about and (b"mime-version:" in head or b"content-type:" in head)


def read_parts(content: bytes) -> list[Part]:
    """The parts that are markup, the one the message opens with first."""
    message = message_from_bytes(content.lstrip(b"\xef\xbb\xbf \r\n\t"), policy=policy.compat32)
    start = str(message.get_param("start") or "").strip("<> ")
    parts: list[Part] = []
    for number, part in enumerate(message.walk()):
        if number >= MAX_PARTS:
            break
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            parts.append(_part(part))
    return sorted(parts, key=lambda part: not (start and start in part.names))


def _part(part: Message) -> Part:
    content = part.get_payload(decode=True)
    identity = str(part.get("Content-ID") or "").strip("<> \r\n")
    place = "".join(str(part.get("Content-Location") or "").split())
    names = (identity, f"cid:{identity}" if identity else "", place, place.rsplit("/", 1)[-1])
    return Part(
        content if isinstance(content, bytes) else b"",
        str(part.get_param("charset") or "") or None,
        tuple(name for name in names if name),
    )
