"""Floor 3: rules of family P: no more of what came in is told as settled than came in.

收到意见31条,已办结37条. Takes lines of prose: letters, suggestions, questions and findings, which no official table
counts. It must not know applications, of which last year's are answered too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wenzhi.base.patterns import as_pattern
from wenzhi.checks.dossier import Dossier, Line
from wenzhi.checks.rule import PASSED, Outcome, failed, rule
from wenzhi.text.slips import slips_of

_NUMBER = r"(?<![\d.])(?P<{}>[1-9]\d*)"
_CAME = as_pattern(
    "(?:收到|受理|接到|征集|收集|征求|承办|交办|反馈|发现|指出|来信|来电|留言|咨询|意见|建议|提案|诉求|投诉|举报|工单|问题|线索|隐患|信件)"
    r"[^,;。:()、\d]{0,6}$"
)
"""Right before a number: that many came in."""
_LONGEST = 16
_WHEN = (
    r"(?:其中|年内|全年|当年|目前|现|截至|至|到|年底前?|年末|20\d\d年底|已经?|均|全部|共"
    r"|累计|实际|按期|及时|按时|依法|并|完成){0,4}"
)
_SETTLED = (
    r"(?:办结|答复|回复|办复|采纳|整改|落实|解决|化解|处理|反馈|处置)"
    r"(?:并(?:反馈|答复|回复|落实))?(?:了|完成|完毕|到位|其中|共)?"
)
_MORE = as_pattern(
    _NUMBER.format("all")
    + r"(?P<unit>[件条个封次项起])(?:[^,;。()、\d]{0,6})?[,、]"
    + rf"(?P<said>{_WHEN}{_SETTLED}{_NUMBER.format('done')}(?P=unit))(?=[,;。、()]|$)"
)
_RETURNED = as_pattern(
    r"(?:发[放出送]|下发|寄出)[^,;。:()、\d]{0,8}"
    + _NUMBER.format("all")
    + r"(?P<unit>[份张]),(?P<said>(?:共|实际|有效)?(?:收回|回收)(?:了|有效)?(?:问卷|调查问卷|答卷|表格?)?"
    + _NUMBER.format("done")
    + r"(?P=unit))"
)
"""问卷600份,收回552份."""
_LEFT_OPEN = as_pattern(
    _NUMBER.format("all")
    + rf"(?P<unit>[件条封次项起]),(?P<said>{_WHEN}{_SETTLED}"
    + _NUMBER.format("done")
    + r"(?P=unit)[,;](?:另|还|尚|其余|剩余|余下)?(?:有|的)?"
    + _NUMBER.format("open")
    + r"(?P=unit)(?:正在|尚在|仍在|在)?(?:办理|处理|办)(?:中|之中)?)(?=[,;。])"
)
"""120件,办结117件,3件正在办理."""
_NOT_ALL = as_pattern(
    r"申请|上一?年|去年|往年|结转|遗留|跨年|以前|此前|历年|累计|含|连同|加上|重复|合并|拆分|逐条|分别|件均|电话|[又另还]收"
)
"""In the sentence: what is settled need not have come in this year, or is counted in another way."""


@rule("P125")
def more_settled(dossier: Dossier) -> Iterator[Outcome]:
    """What is told as settled right behind what came in is no more than that."""
    for line in dossier.lines_for(_RETURNED, _LEFT_OPEN):
        for told in (*_RETURNED.finditer(line.text), *_LEFT_OPEN.finditer(line.text)):
            came = sum(int(told[name]) for name in ("done", "open") if name in told.groupdict())
            if came <= int(told["all"]) or _NOT_ALL.search(line.text):
                yield PASSED
            else:
                yield _beyond(dossier, line, told)
    for line in dossier.lines_for(_MORE):
        for told in _MORE.finditer(line.text):
            if not _CAME.search(line.text, max(0, told.start() - _LONGEST), told.start()):
                continue
            if int(told["done"]) <= int(told["all"]):
                yield PASSED
            elif not _NOT_ALL.search(line.text) and _is_near(int(told["all"]), int(told["done"])):
                yield _beyond(dossier, line, told)


def _is_near(came: int, settled: int) -> bool:
    """Whether the one may be the other by a slip: far from it, what came in was told before as well."""
    if settled <= came * (2 - _MOST) or settled in slips_of(came):
        return True
    return any(came * _MOST <= other <= came for other in slips_of(settled))


_MOST = 0.9
"""How much of what came in is settled, as a rule, where a slip made it more. Own choice."""


def _beyond(dossier: Dossier, line: Line, told: re.Match[str]) -> Outcome:
    """More settled than came in."""
    first = (told.start("all"), told.end("unit"))
    finding = dossier.finding(
        "P125",
        {"all": line.text[slice(*first)], "done": told["said"]},
        spans=[line.span(*first), line.span(*told.span("said"))],
        expected=f"≤ {told['all']}",
        actual=int(told["done"]),
    )
    return failed(finding)
