"""Documents outside a corpus: several at once, folders and patterns; a bad one keeps none of the others."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from wenzhi.base.errors import CorpusError
from wenzhi.base.progress import Silent
from wenzhi.base.records import Document, Source
from wenzhi.corpus.build import add
from wenzhi.corpus.precheck import compare_documents
from wenzhi.corpus.store import Store
from wenzhi.parse.frame import read_frame
from wenzhi.parse.report import parse
from wenzhi.read.folders import walk
from wenzhi.surfaces.cli.main import app

DEMO = Path(__file__).resolve().parents[2] / "corpora" / "demo"
THEIRS = DEMO / "砚溪县" / "砚溪县自然资源局" / "2022.txt"
PLAN = DEMO / "桐汊县" / "桐汊县自然资源局" / "2023.txt"
NOTE = DEMO / "桐汊县" / "桐汊县水利局" / "2023.txt"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports of one county; another's are the documents."""
    root = tmp_path_factory.mktemp("precheck") / "corpus"
    store = Store(root, create=True)
    add(store, walk([DEMO / "砚溪县"]), runner="native", progress=Silent(), compare=True)
    return root


def sources(corpus: Path, *paths: Path) -> dict[str, set[str | None]]:
    found, failures = compare_documents(corpus, paths)
    assert failures == ()
    told: dict[str, set[str | None]] = {}
    for pair in found.pairs:
        told.setdefault(pair.a.path, set()).add(pair.b.organization)
    return told


def test_each_document_is_told_with_its_source(corpus: Path) -> None:
    told = sources(corpus, PLAN, NOTE, PLAN)
    assert told == {
        PLAN.as_posix(): {"砚溪县自然资源局"},
        NOTE.as_posix(): {"砚溪县住房和城乡建设局"},
    }


def test_a_folder_and_a_pattern_stand_for_their_files(corpus: Path) -> None:
    folder = sources(corpus, DEMO / "桐汊县")
    assert {"砚溪县自然资源局"} in folder.values() and len(folder) == 3
    pattern = sources(corpus, DEMO / "桐汊县" / "*" / "2023.txt")
    assert sorted(map(sorted, pattern.values())) == sorted(map(sorted, folder.values()))  # type: ignore[arg-type]


def test_what_cannot_be_read_is_named_and_the_others_go_on(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("今天天气很好。", encoding="utf-8")
    wanted = [tmp_path / "nowhere.txt", tmp_path / "*.docx", tmp_path / "note.txt", PLAN]
    found, failures = compare_documents(corpus, wanted)
    assert [one.code for one in failures] == ["E301", "E301", "E310"]
    assert len(found.pairs) == 1
    told = CliRunner().invoke(app, ["copies", str(corpus), "--against", *map(str, wanted)])
    assert told.exit_code == 3 and "砚溪县自然资源局" in told.stdout
    assert "nowhere.txt" in told.output and "E310" in told.output


def test_files_without_the_option_are_refused(corpus: Path) -> None:
    told = CliRunner().invoke(app, ["copies", str(corpus), str(PLAN)])
    assert told.exit_code == 2 and "--against" in told.output


def test_a_corpus_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(CorpusError) as raised:
        compare_documents(tmp_path, [PLAN])
    assert raised.value.code == "E501"


def test_a_frame_is_the_report_without_its_prose() -> None:
    for path in (THEIRS, PLAN):
        source = Source(path=path.name, sha256="", format="txt")
        document = Document(source=source, text=path.read_text(encoding="utf-8"))
        frame, report = read_frame(document).bare(), parse(document)
        for name in ("text", "meta", "sections", "facts", "local", "tables"):
            assert getattr(frame, name) == getattr(report, name)
        assert not frame.counts and not frame.sentences and report.counts


def test_the_pre_check_loads_no_pipeline(corpus: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from wenzhi import api;"
        f"found, _ = api.copies_against(Path({str(corpus)!r}), [Path({str(PLAN)!r})]);"
        "assert len(found.pairs) == 1;"
        "print(sorted({'spacy', 'pyarrow', 'sklearn', 'jieba', 'polars'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
