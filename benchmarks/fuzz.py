"""Coverage-guided fuzzing of the readers and of the parser behind them.

    pip install atheris
    python benchmarks/fuzz.py --seeds DIR                       seeds of every target from corpora/
    python benchmarks/fuzz.py html DIR/html -max_total_time=60  libFuzzer's own options
    python benchmarks/fuzz.py html crash-1234                   one input again
    python benchmarks/fuzz.py --targets

Whatever bytes come, a reader gives a document or an InputError, and what it gives can be parsed or is
refused; anything else stops the run with the input written to a file. Word's bytes are fuzzed twice: as
a whole, and as the XML inside a sound archive. Archives and exports are opened as a command line does.
"""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["wenzhi.read", "wenzhi.parse", "wenzhi.text"]):
    from wenzhi.base.errors import InputError, UsageError
    from wenzhi.parse.report import parse
    from wenzhi.read.document import read_bytes
    from wenzhi.read.folders import walk

ROOT = Path(__file__).resolve().parents[1]
CORPORA = ROOT / "corpora"
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
MESSAGE = (
    b"From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
    b'\ttype="text/html"; boundary="b0"\r\n\r\n'
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


def as_message(data: bytes) -> bytes:
    """The bytes as the parts of a page saved as one message."""
    return MESSAGE + data


def read_one(wrap: Callable[[bytes], bytes]) -> Callable[[bytes], None]:
    """Reading of the bytes as one document."""

    def test(data: bytes) -> None:
        with contextlib.suppress(InputError):
            parse(read_bytes(wrap(data), "fuzz"))

    return test


def read_file(ending: str) -> Callable[[bytes], None]:
    """Reading of all that a file of this ending holds, as `check` does with a path."""
    path = Path(tempfile.mkdtemp(prefix="wenzhi-fuzz-")) / f"fuzz{ending}"

    def test(data: bytes) -> None:
        path.write_bytes(data)
        try:
            inputs = walk([path])
        except UsageError:
            return  # nothing but litter
        for file in inputs.files[:5]:
            with contextlib.suppress(InputError):
                parse(file.read().document())

    return test


TARGETS: dict[str, Callable[[], Callable[[bytes], None]]] = {
    "any": lambda: read_one(as_it_is),
    "html": lambda: read_one(as_page),
    "word": lambda: read_one(as_word),
    "docx": lambda: read_one(as_it_is),
    "pdf": lambda: read_one(as_pdf),
    "mhtml": lambda: read_one(as_message),
    "csv": lambda: read_file(".csv"),
    "json": lambda: read_file(".json"),
    "zip": lambda: read_file(".zip"),
}


def seeds() -> Iterator[tuple[str, str, bytes]]:
    """Target, name and bytes of what fuzzing starts from: files of the sets in `corpora`."""
    text = next(iter(sorted((CORPORA / "demo").rglob("*.txt")))).read_text(encoding="utf-8")
    short = text[:1500]
    yield "any", "text", text.encode("gb18030")
    yield "csv", "rows", f'标题,正文,网址\n甲,"{short}",u1\n乙,"{short}",u2\n'.encode()
    yield (
        "json",
        "rows",
        f'{{"data":{{"list":[{{"title":"甲","content":{_string(short)}}}]}}}}'.encode(),
    )
    yield "json", "lines", f'{{"url":"u","content":{_string(short)}}}\n'.encode() * 2
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("甲/年报.txt", short)
        archive.writestr("b.csv", f'标题,正文\n甲,"{short}"\n')
    yield "zip", "two", packed.getvalue()
    yield "pdf", "small", small_pdf()
    for path in sorted((CORPORA / "heldout_layouts" / "files").iterdir()):
        content = path.read_bytes()
        if path.suffix in (".html", ".htm"):
            yield "html", path.name, content
            part = b"--b0\r\nContent-Type: text/html\r\nContent-Location: http://x/\r\n\r\n"
            yield "mhtml", path.name, part + content + b"\r\n--b0--\r\n"
        elif path.suffix == ".docx":
            yield "docx", path.name, content
            with zipfile.ZipFile(path) as archive:
                yield "word", path.name, archive.read("word/document.xml")
        elif path.suffix == ".pdf":
            yield "pdf", path.name, content


def small_pdf() -> bytes:
    """Two pages written by hand: one that real programs print is too long to be changed in parts."""
    sys.path.insert(0, str(ROOT / "tests" / "read"))
    from printed import Paper, pdf

    prose, table = Paper().text(72, 100, "一、总体情况").text(72, 130, "公开3条。"), Paper()
    for place in (60, 120, 180, 240):
        table.line(60, place, 240, place).line(place, 60, place, 240)
        for other in (60, 120, 180):
            table.cell(other, place, other + 60, place + 60, "规章", "12")
    return pdf(prose, table)


def _string(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def write_seeds(folder: Path) -> None:
    """A folder of seeds for each target."""
    for target, name, content in seeds():
        place = folder / target
        place.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(content)


def main() -> None:
    """Run libFuzzer on one target; its own options follow the target's name."""
    if sys.argv[1:2] == ["--seeds"] and len(sys.argv) == 3:
        write_seeds(Path(sys.argv[2]))
    elif len(sys.argv) > 1 and sys.argv[1] in TARGETS:
        test = TARGETS[sys.argv.pop(1)]()
        atheris.Setup(sys.argv, test)
        atheris.Fuzz()
    else:
        print(f"{__doc__}\nTargets: {' '.join(TARGETS)}")


if __name__ == "__main__":
    main()
