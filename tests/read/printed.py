"""PDFs written by hand, so that tests show what is on a page and need neither fonts nor programs."""

from __future__ import annotations

from dataclasses import dataclass, field

FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
    b" /DescendantFonts [4 0 R] >>"
)
DESCENDANT = (
    b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo"
    b" << /Registry (Adobe) /Ordering (GB1) /Supplement 5 >> /DW 1000 /W [1 95 500]"
    b" /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /Ascent 880"
    b" /Descent -120 /CapHeight 880 /StemV 80 /ItalicAngle 0 /FontBBox [-25 -254 1000 880] >> >>"
)
DIGITS = frozenset("0123456789.,-+/ abcdefghijklmnopqrstuvwxyz")


@dataclass
class Paper:
    """One page; places are points from its top left corner."""

    width: float = 595
    height: float = 842
    rotate: int = 0
    drawn: list[str] = field(default_factory=list)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float = 12,
        mode: int = 0,
        grey: float = 0,
        turn: str = "1 0 0 1",
    ) -> Paper:
        """`text` with its baseline at `y`."""
        code = text.encode("utf-16-be").hex()
        self.drawn.append(
            f"q {grey} g BT /F1 {size} Tf {mode} Tr {turn} {x} {self.height - y} Tm <{code}> Tj ET Q"
        )
        return self

    def line(self, x0: float, y0: float, x1: float, y1: float, dash: str = "") -> Paper:
        """A stroke."""
        h = self.height
        self.drawn.append(f"q 0.5 w {dash} {x0} {h - y0} m {x1} {h - y1} l S Q")
        return self

    def box(self, x0: float, y0: float, x1: float, y1: float, grey: float | None = None) -> Paper:
        """A frame, or with `grey` a filled area."""
        paint = "S" if grey is None else f"{grey} g f"
        paint = paint if grey is None else "f"
        colour = "" if grey is None else f"{grey} g"
        self.drawn.append(f"q {colour} {x0} {self.height - y1} {x1 - x0} {y1 - y0} re {paint} Q")
        return self

    def cell(
        self, x0: float, y0: float, x1: float, y1: float, *lines: str, size: float = 10
    ) -> Paper:
        """Lines in the middle of a place, as a table sets them."""
        top = (y0 + y1) / 2 - len(lines) * size * 0.6 + size * 0.95
        for number, text in enumerate(lines):
            wide = sum(0.5 if c in DIGITS else 1.0 for c in text) * size
            self.text((x0 + x1 - wide) / 2, top + number * size * 1.2, text, size)
        return self


def pdf(*papers: Paper) -> bytes:
    """The file that holds `papers`."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", FONT, DESCENDANT]
    kids: list[str] = []
    for paper in papers:
        stream = "\n".join(paper.drawn).encode()
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {paper.width} {paper.height}]"
            f" /Rotate {paper.rotate} /Resources << /Font << /F1 3 0 R >> >>"
            f" /Contents {len(objects)} 0 R >>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    out = bytearray(b"%PDF-1.7\n")
    places: list[int] = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )
    return bytes(out)
