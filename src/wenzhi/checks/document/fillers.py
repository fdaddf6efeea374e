"""Floor 3: words that only fill the place of a section's text: 无, (略), 同上年, 不存在问题,今后将继续努力.

Takes the text under a heading; says whether it tells anything. It makes no finding and must not know the report.
"""

from __future__ import annotations

from wenzhi.base.patterns import as_pattern

_LONGEST = 160
"""Characters, blanks left out, beyond which a text tells something, whatever it begins with."""
_STATEMENTS = as_pattern(r"[。;\n]")
_MARK = as_pattern(
    r"^\s*(?:\(?[一二三四五六七八九\d]{1,2}(?:\)|[、.])|[●•▪◆※★■○◇·—-]+)?\s*"
    r"(?:(?:政府信息公开|信息公开)?(?:工作)?(?:中)?(?:目前)?(?:存在)?(?:的)?(?:主要|突出)?(?:问题|不足|短板|差距)(?:和不足|与不足)?(?:情况)?"
    r"|(?:下一步)?(?:的)?(?:改进|整改)(?:措施|打算|计划|思路|举措|办法|情况)?|下一步(?:工作)?(?:打算|措施|安排)?)?(?::\s*|\s*$)"
    r"|^\s*(?:\(?[一二三四五六七八九\d]{1,2}(?:\)|[、.])|[●•▪◆※★■○◇·—-]+)\s*"
)
"""The ordinal and the label before what is said, or a line that is no more."""
_INSTEAD = as_pattern(
    r"[(\[【]?(?:(?:此|本|该)(?:处|节|项|部分|章)(?:内容)?|内容|情况)?[暂均并全]?"
    r"(?:略去?|从略|省略|不适用|不涉及|待(?:补充?|完善|填写?|定)|[无没]有?(?:相关|有关|具体|任何)?(?:内容|情况|事项)"
    r"|[同与和](?:上一?年度?|去年|往年)(?:的?(?:年报|报告))?(?:所述|相同|一致|一样)?|同上"
    r"|(?:内容)?(?:详?见|参见)(?:附件|附表|附后|(?:年度|工作)*总结|另文|上一?年度?(?:年报|报告)?)[一二三\d]?)[)\]】]?"
)
"""What stands where something had to be written, whatever the section: (略), 同上年, 见附件."""
_ORGAN = r"(?:[我本][局委厅办镇乡县区市旗省院校站]|本(?:机关|单位|部门)|我?街道)"
_OPENS = (
    rf"20\d\d年度?|本年度?|今年|全年|目前|总的?来看|总体(?:良好|平稳|来看)?|经(?:全面|认真)*自查|自查|{_ORGAN}"
    r"|(?:在)?(?:政府信息公开|政务公开|信息公开)(?:各项)?(?:工作)?(?:总体良好|总体平稳|运行平稳|开展顺利)?(?:方面|中)?"
)
_NONE = (
    r"[暂均并也]*(?:不存在|没有?|无|未发现|未出现)(?:存在|出现|发现)?(?:任何|明显|突出|什么|主要|大的|重大|相关)*的?"
    r"(?:问题|不足|短板)(?:[和与及、](?:问题|不足|短板|差距)){0,2}"
)
_PROMISE = (
    r"(?:今后|下一步|下一?年度?|明年|将|会|要|按照?(?:上级|规定|有关|相关)*(?:要求|部署|规定))*(?:继续|一如既往地?|持续|认真|努力|再接再厉|扎实|切实|严格|进一步)+"
    r"(?:努力|做好|抓好|保持|开展|落实)*(?:好)?(?:相关|有关|各项|本职|政府信息公开|信息公开|政务公开|公开)*(?:工作)?"
    r"|(?:取得|取得了)(?:较好|良好|一定|明显|显著)的?(?:成绩|成效|效果)|再上新台阶|再创佳绩|不断进步"
)
_NO_PROBLEM = as_pattern(rf"[(\[【]?[暂均并]?(?:[无没]有?|不存在)[)\]】]?|(?:{_OPENS}|,)*{_NONE}")
_GENERAL = as_pattern(rf"(?:(?:{_OPENS}|{_NONE}|{_PROMISE}),?)+")


def says_nothing(body: str, of_problems: bool) -> bool:
    """Whether a text only fills its place; none at all and promises alone do so where it is to be `of_problems`."""
    parts: list[str] = []
    length = 0
    for one in _STATEMENTS.split(body):
        if part := "".join(_MARK.sub("", one).split()):
            parts.append(part)
            length += len(part)
            if length > _LONGEST:
                return False
    if not parts:
        return False
    if not of_problems:
        return all(_INSTEAD.fullmatch(part) for part in parts)
    return all(
        _INSTEAD.fullmatch(part) or _NO_PROBLEM.fullmatch(part) or _GENERAL.fullmatch(part)
        for part in parts
    )
