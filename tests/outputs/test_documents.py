"""The report document, the envelopes, their schemas, the fixed texts."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import jsonschema
import msgspec
import pytest

from wenzhi.base.errors import ErrorRecord
from wenzhi.base.records import Copies, ReportDocument
from wenzhi.outputs import envelopes
from wenzhi.outputs.document import encode_json, report_document
from wenzhi.outputs.overview import summarise, survey
from wenzhi.outputs.schemas import SURFACES, schema_of
from wenzhi.outputs.wording import Wording, messages

PACKAGE = files("wenzhi")


def schema(name):
    return json.loads((PACKAGE / "data" / "schemas" / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("surface", SURFACES)
def test_the_files_are_what_the_records_generate(surface):
    stored = (PACKAGE / "data" / "schemas" / f"{surface}.json").read_bytes()
    assert stored == schema_of(surface)
    jsonschema.Draft202012Validator.check_schema(json.loads(stored))


def test_every_schema_file_belongs_to_a_surface():
    names = {entry.name for entry in (PACKAGE / "data" / "schemas").iterdir()}
    assert names == {f"{surface}.json" for surface in SURFACES}


def test_a_report_document_fits_its_schema_and_comes_back(view):
    one = view.load("r001")
    document = report_document(one.report, one.judgement)
    encoded = encode_json(document)
    jsonschema.validate(json.loads(encoded), schema("report-1"))
    assert msgspec.json.decode(encoded, type=ReportDocument) == document
    assert list(json.loads(encoded))[:2] == ["schema", "ok"]
    assert "tables" not in json.loads(encoded)


def test_envelopes_fit_their_schemas(view):
    summary = summarise(survey(view), view)
    one = view.load("r001")
    checked = envelopes.CheckedReport(
        report=one.ref,
        findings=one.judgement.findings,
        checked=one.judgement.checked,
        grounds=one.judgement.grounds,
    )
    cases = {
        "check-1": envelopes.Envelope(
            schema=envelopes.CHECK_SCHEMA,
            data=envelopes.CheckData(reports=(checked,), summary=summary),
        ),
        "score-1": envelopes.Envelope(
            schema=envelopes.SCORE_SCHEMA,
            data=envelopes.ScoreData(summary=summary, outputs=(), roster=view.roster),
        ),
        "copies-1": envelopes.Envelope(schema=envelopes.COPIES_SCHEMA, data=view.copies),
        "query-1": envelopes.Envelope(
            schema=envelopes.QUERY_SCHEMA,
            data=envelopes.QueryData(columns=("n",), rows=((1,),), total=1, total_is_exact=True),
        ),
        "error-1": envelopes.ErrorEnvelope(error=ErrorRecord(code="E301", message="x")),
    }
    for name, envelope in cases.items():
        jsonschema.validate(json.loads(encode_json(envelope)), schema(name))
    assert list(json.loads(encode_json(cases["copies-1"]))) == [
        "schema", "ok", "data", "warnings", "truncated", "meta",
    ]  # fmt: skip
    assert isinstance(view.copies, Copies)


def test_the_summary_counts_unjudged_apart_from_passes(view):
    summary = summarise(survey(view), view)
    assert summary.grounds["timely"] == {"pass": 0, "fail": 0, "unjudged": 12}
    assert summary.grounds["distinct"] == {"pass": 8, "fail": 4, "unjudged": 0}
    assert summary.absence_checked


def test_a_ground_nobody_judged_is_unjudged_not_passed(sample, view):
    one = view.load("r001")
    bare = msgspec.structs.replace(one, judgement=type(one.judgement)())
    alone = sample.CorpusView(reports=(one.ref,), load=lambda _: bare)
    for counts in summarise(survey(alone), alone).grounds.values():
        assert counts == {"pass": 0, "fail": 0, "unjudged": 1}


def test_both_languages_have_every_text_with_the_same_places():
    for key, message in messages().items():
        assert message.zh and message.en, key
        assert set(re.findall(r"{(\w+)}", message.zh)) == set(re.findall(r"{(\w+)}", message.en)), (
            key
        )


def test_every_fixed_text_is_used_somewhere():
    sources = [*(PACKAGE / "outputs").iterdir(), *(PACKAGE / "outputs" / "templates").iterdir()]
    code = "\n".join(
        entry.read_text(encoding="utf-8")
        for entry in sources
        if entry.name.endswith((".py", ".html"))
    )
    for key in messages():
        group, name = key.split(".", 1)
        composed = re.search(rf"""['"]{group}(\.(['"]|{{)|['"])""", code)
        prefixed = re.search(rf"""['"]{group}\.[a-z]+_(['"]|{{)""", code)
        assert f"{group}.{name}" in code or composed or prefixed, key


def test_a_reason_in_both_languages_shows_one():
    why = "没有读到表三 / table three was not read"
    assert Wording("zh").reason(why) == "没有读到表三"
    assert Wording("en").reason(why) == "table three was not read"
    assert Wording("en").reason("条 / 件") == "条 / 件"
