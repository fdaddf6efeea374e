"""Hand-made views of fictional organs: texts are written piece by piece, so that spans are exact."""

from __future__ import annotations

from wenzhi.base.records import (
    GROUNDS,
    Checked,
    Claim,
    Component,
    Copies,
    CopyFamily,
    CopyPair,
    Count,
    Fact,
    Failure,
    FamilySlot,
    Finding,
    Ground,
    Judgement,
    Measure,
    Message,
    Meta,
    Narrative,
    NotRun,
    Passage,
    Problem,
    ProvenanceSpan,
    Region,
    Report,
    ReportRef,
    RosterFinding,
    Score,
    Section,
    Source,
)
from wenzhi.outputs.view import CorpusView, ReportView, RosterResult
from wenzhi.parse.tables.forms import form_cells

HOSTILE = "<script>alert('x')</script>"
ORGANS = ("云溪市青石县水务局", "云溪市青石县教育局", "云溪市白鹭县水务局", "云溪市白鹭县民政局")

PROBLEMS = (
    "一是政策解读形式单一，全年28件规范性文件中只有9件配有图解，群众反映看不懂。",
    "二是依申请公开答复超期2件，办理人员对补正程序不熟。",
)
MEASURES = (
    "一是由办公室牵头，今年6月底前为19件存量文件补发图解或音频解读。",
    "二是每季度组织一次答复实务培训，超期事项由分管领导逐件说明原因。",
)
STATES = {
    "applications.carried_over.research": ("blank", "", None),
    "applications.carried_over.other_org": ("dash", "/", None),
    "applications.result.granted.enterprise": ("malformed", "00", 0),
    "applications.result.partial.legal_service": ("ambiguous", "3", None),
}


class Writer:
    """Text with spans: `write` gives the span of what it wrote."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, piece: str) -> tuple[int, int]:
        start = len(self.text)
        self.text += piece
        return start, len(self.text)


def make_report(index: int, organ: str, year: int, note: str = "") -> ReportView:
    w = Writer()
    ref = ReportRef(
        report=f"r{index:03d}", path=f"{year}/{organ}.txt", organization=organ, year=year
    )
    sections: list[Section] = []
    starts: list[tuple[str, int | None, str | None, int]] = []

    def head(kind: str, no: int | None, heading: str | None) -> None:
        starts.append((kind, no, heading, len(w.text)))
        if heading:
            w.write(heading + "\n")

    head("preamble", None, None)
    w.write(
        f"{organ}{year}年政府信息公开工作年度报告\n\n根据《中华人民共和国政府信息公开条例》编制本报告。\n"
    )
    head("overview", 1, "一、总体情况")
    counts: list[Count] = []
    w.write("本年度通过门户网站公开信息")
    span = w.write("1206条")
    counts.append(
        Count(
            text="1206条",
            start=span[0],
            end=span[1],
            value=1206,
            unit="条",
            indicator="published.website",
            object="政府信息",
        )
    )
    w.write("，收到政府信息公开申请")
    span = w.write("7件")
    received = span
    counts.append(
        Count(
            text="7件",
            start=span[0],
            end=span[1],
            value=7,
            unit="件",
            indicator="applications.new_received.total",
            object="申请",
        )
    )
    w.write("，")
    claim = w.write("均已按时办结")
    w.write(f"。{note}\n")
    head("active", 2, "二、主动公开政府信息情况")
    facts: list[Fact] = []
    tables: list[tuple[int, int]] = []
    for number, table in enumerate(("active", "applications", "review")):
        if table == "applications":
            head("applications", 3, "三、收到和处理政府信息公开申请情况")
        if table == "review":
            head("review", 4, "四、政府信息公开行政复议、行政诉讼情况")
        begin = len(w.text)
        row = None
        for cell in form_cells("2021"):
            if cell.table != table:
                continue
            if row != cell.row:
                w.write(("" if row is None else "\n") + cell.label.rsplit("·", 1)[0])
                row = cell.row
            w.write("\t")
            value = 8 if cell.id == "applications.new_received.total" else 0
            state, raw, value = STATES.get(cell.id, ("ok" if value else "zero", str(value), value))
            start, end = w.write(raw)
            facts.append(
                Fact(
                    id=cell.id,
                    value=value,
                    raw=raw,
                    unit=cell.unit,
                    start=start,
                    end=end,
                    state=state,
                )
            )
        w.write("\n")
        tables.append((begin, len(w.text)))
        assert number < 3
    head("problems", 5, "五、存在的主要问题及改进情况")
    w.write("（一）存在的主要问题。")
    problems = [w.write(text) for text in PROBLEMS]
    w.write("\n（二）改进情况。")
    measures = [w.write(text) for text in MEASURES]
    w.write("\n")
    head("other", 6, "六、其他需要报告的事项")
    w.write("本年度收取信息处理费0元。\n")
    for i, (kind, no, heading, start) in enumerate(starts):
        end = starts[i + 1][3] if i + 1 < len(starts) else len(w.text)
        sections.append(
            Section(kind=kind, no=no, heading=heading, start=start, end=end, confidence=1.0)
        )
    report = Report(
        source=Source(path=ref.path, sha256=f"{index:064x}", format="txt", encoding="utf-8"),
        text=w.text,
        meta=Meta(
            report_id=ref.report,
            title=f"{year}年政府信息公开工作年度报告",
            organization=organ,
            organ_id=f"o{index}",
            level="county",
            organ_kind="department",
            year=year,
            form="2021",
            region=Region(code="999902", name=organ[3:6], path=("东陵省", organ[:3], organ[3:6])),
            signed=f"{year + 1}年1月20日",
        ),
        sections=tuple(sections),
        facts=tuple(facts),
        local=(),
        counts=tuple(counts),
        claims=(
            Claim(
                text="均已按时办结",
                start=claim[0],
                end=claim[1],
                fact="applications.carried_forward.total",
                relation="zero",
            ),
        ),
        narrative=Narrative(
            problems=tuple(Problem(start=s, end=e, text=w.text[s:e]) for s, e in problems),
            measures=tuple(
                Measure(start=s, end=e, text=w.text[s:e], answers=(i,))
                for i, (s, e) in enumerate(measures)
            ),
        ),
        sentences=(),
        tables=tuple(tables),
    )
    section = next(s for s in sections if s.kind == "problems")
    return ReportView(
        ref=ref,
        report=report,
        judgement=make_judgement(index, received, section, problems),
        provenance=(
            ProvenanceSpan(start=section.start, end=problems[0][0], provenance="form"),
            ProvenanceSpan(start=problems[0][0], end=problems[0][1], provenance="own"),
            ProvenanceSpan(
                start=problems[1][0],
                end=measures[0][1],
                provenance="peer",
                source=ReportRef(
                    report="r000" if index else "r002", path="x", organization=ORGANS[0], year=2023
                ),
            ),
        ),
    )


def make_judgement(index: int, received, section, problems) -> Judgement:
    findings = (
        Finding(
            id=f"{index:04x}aa",
            code="P101",
            family="P",
            severity="error",
            verdict="fail",
            message=Message(
                zh="正文称收到申请7件，表三“本年新收”总计为8",
                en="the prose states 7 applications, table 3 has 8",
            ),
            spans=(received,),
            facts=("applications.new_received.total",),
            counts=(1,),
            expected="8",
            actual="7",
            basis="国办公开办函〔2021〕30号附件",
        ),
        Finding(
            id=f"{index:04x}bb",
            code="T101",
            family="T",
            severity="warning",
            verdict="unjudged",
            message=Message(zh="本列有空白单元格，勾稽无法判断", en="a blank cell: not judged"),
            facts=("applications.carried_over.research",),
        ),
        Finding(
            id=f"{index:04x}cc",
            code="C101",
            family="C",
            severity="warning",
            verdict="fail",
            message=Message(zh="第五节与另一机关高度相同", en="section five is highly alike"),
            spans=((problems[1][0], problems[1][1]),),
        ),
    )
    verdicts = {
        "timely": Ground(verdict="unjudged", why=("D901",)),
        "accurate_complete": Ground(verdict="fail", why=("P101",)),
        "distinct": Ground(verdict="pass" if index % 3 else "fail", why=()),
        "substantive": Ground(verdict="pass"),
    }
    value = 20 + (index * 37) % 71
    return Judgement(
        findings=findings,
        checked=Checked(
            passed=180, failed=2, unjudged=3, not_run=(NotRun(code="Y101", why="没有上一年度报告"),)
        ),
        grounds={name: verdicts[name] for name in GROUNDS},
        scores={
            "substance": Score(
                value=float(value),
                low=max(value - 9.0, 0),
                high=min(value + 8.0, 100),
                version="substance.v0",
                components={
                    "candour": Component(value=0.67),
                    "follow_through": Component(value=None, why="没有去年的报告"),
                },
            ),
            "templatedness": Score(
                value=value / 120,
                low=value / 120 - 0.05,
                high=value / 120 + 0.05,
                version="templatedness.v0",
            )
            if index % 5
            else Score(value=None, why="同类报告太少"),
        },
    )


def make_pair(a: ReportView, b: ReportView) -> CopyPair:
    """Both sections five, second problem to first measure: the same but for a number."""

    def span(view):
        return view.report.narrative.problems[1].start, view.report.narrative.measures[0].end

    return CopyPair(
        a=a.ref,
        b=b.ref,
        relation="peer",
        coverage_a=0.62,
        coverage_b=0.58,
        masked_a=0.7,
        masked_b=0.66,
        earlier="unknown",
        passages=(Passage(a=span(a), b=span(b), similarity=0.98, kind="slot"),),
    )


def make_view(n: int = 12, *, roster: bool = False, note: str = "") -> CorpusView:
    organs = [
        ORGANS[i % 4] if i < 4 else f"云溪市第{i}县{'水务' if i % 2 else '财政'}局"
        for i in range(n)
    ]
    views = {v.ref.report: v for v in (make_report(i, organs[i], 2023, note) for i in range(n))}
    refs = [view.ref for view in views.values()]
    copies = Copies()
    if n > 2:
        copies = Copies(
            pairs=(make_pair(views["r000"], views["r002"]),),
            families=(
                CopyFamily(
                    id="fam-1",
                    members=tuple(refs[:3]),
                    template="一是{0:organ}信息更新不及时，全年仅{1:number}条。",
                    slots=(
                        FamilySlot(
                            n=0,
                            type="organ",
                            values={r.report: r.organization or "" for r in refs[:3]},
                        ),
                        FamilySlot(n=1, type="number", values={r.report: "12" for r in refs[:3]}),
                    ),
                ),
            ),
        )
    result = (
        RosterResult(
            expected=n + 1,
            received=n,
            findings=(
                RosterFinding(
                    code="D951",
                    organ="云溪市青石县林业局",
                    year=2023,
                    severity="error",
                    verdict="fail",
                    message=Message(zh="没有收到报告", en="no report"),
                    deadline="2024-01-31",
                ),
            ),
        )
        if roster
        else None
    )
    return CorpusView(
        reports=tuple(reversed(refs)),
        load=views.__getitem__,
        copies=copies,
        failures=(Failure(path="2023/空.txt", code="E301", message="文件是空的", hint="换一份"),),
        roster=result,
        versions={"wenzhi": "0.1.0", "substance": "v0"},
    )
