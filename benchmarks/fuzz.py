"""Coverage-guided fuzzing of the readers and of the parser behind them.

    pip install atheris
    python benchmarks/fuzz.py html -max_total_time=60 [SEEDS]
    python benchmarks/fuzz.py --targets

Whatever bytes come, a reader gives a document or an InputError, and what it gives can be parsed or is
refused; anything else stops the run with the input written to a file. SEEDS is a folder of files to
start from. Word's bytes are fuzzed twice: as a whole, and as the XML inside a sound archive.
"""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Callable

import atheris

with atheris.instrument_imports(include=["wenzhi.read", "wenzhi.parse", "wenzhi.text"]):
    from wenzhi.base.errors import InputError
    from wenzhi.base.records import Document
    from wenzhi.parse.report import parse
    from wenzhi.read.document import read_bytes

TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    b'<Override PartName="/word/document.xml" ContentType='
    b'"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    b'<?xml version="1.0"?><Relationships xmlns='
    b'"http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type='
    b'"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    b'Target="word/document.xml"/></Relationships>'
)


def as_it_is(data: bytes) -> bytes:
    """The bytes themselves."""
    return data


def as_page(data: bytes) -> bytes:
    """The bytes as the body of a web page, so that they are read as one."""
    return b"<!DOCTYPE html><html><body>" + data + b"</body></html>"


def as_word(data: bytes) -> bytes:
    """The bytes as the main part of a Word file."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELATIONS)
        archive.writestr("word/document.xml", data)
    return target.getvalue()


def as_pdf(data: bytes) -> bytes:
    """The bytes behind the mark of a PDF."""
    return data if data.startswith(b"%PDF-") else b"%PDF-1.7\n" + data


TARGETS: dict[str, Callable[[bytes], bytes]] = {
    "any": as_it_is,
    "html": as_page,
    "word": as_word,
    "pdf": as_pdf,
}


def one_input(wrap: Callable[[bytes], bytes]) -> Callable[[bytes], None]:
    """What is done with each input of the fuzzer."""

    def test(data: bytes) -> None:
        try:
            document: Document = read_bytes(wrap(data), "fuzz")
            parse(document)
        except InputError:
            return

    return test


def main() -> None:
    """Run libFuzzer on one target; its own options follow the target's name."""
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        print(f"{__doc__}\nTargets: {' '.join(TARGETS)}")
        return
    wrap = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, one_input(wrap))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
