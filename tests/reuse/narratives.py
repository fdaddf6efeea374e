# ruff: noqa: SIM905 (word lists read better as running text)
"""Section-five narratives with known origin: a seeded generator for tests and benchmarks of reuse.

Every sentence is composed of own-written parts; organs and places are fictional. Each narrative knows
the cluster it was made in (narratives of one cluster descend from one text), its kind and the true
share of its characters that were copied.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate

from wenzhi.base.records import Level, Region, ReportRef, SectionText

PROVINCES = ("云岭省", "东湖省", "朔原省", "澜川省", "秀屿省", "北沅省")
_FIRST = "青清安永新华泰和宁兴德昌嘉绥阜崇丰庆临望松柏桐梧岚岱沐沛涵淇渌溪潭湄汀"
_SECOND = "禾川原陵阳城河山田泉溪港源岗坪塘湾林洲浦亭桥丘岩屏宁丰远平定康乐"
OFFICES = (
    "财政局",
    "教育局",
    "民政局",
    "水务局",
    "文化和旅游局",
    "住房和城乡建设局",
    "农业农村局",
    "交通运输局",
    "卫生健康局",
    "应急管理局",
    "市场监督管理局",
    "审计局",
    "统计局",
    "司法局",
)

MANDATED = (
    "坚持以公开为常态、不公开为例外，做到应公开尽公开。",
    "严格按照《中华人民共和国政府信息公开条例》的规定开展工作。",
    "按照决策公开、执行公开、管理公开、服务公开和结果公开的要求推进各项工作。",
    "不断保障人民群众的知情权、参与权、表达权、监督权。",
    "以习近平新时代中国特色社会主义思想为指导，全面贯彻落实上级关于政务公开的决策部署。",
    "对照上级要求和群众期盼，工作中还存在一些差距和不足，主要表现在以下几个方面。",
    "针对上述问题，下一步将重点从以下几个方面加以改进。",
    "进一步提高政府信息公开工作的制度化、规范化、标准化水平。",
    "严格落实信息发布审核制度，坚持先审查、后公开，一事一审、全面审查。",
    "进一步加强业务培训，不断提高工作人员的政策理论水平和业务能力。",
    "切实维护公民、法人和其他组织依法获取政府信息的合法权益。",
    "充分发挥政府信息对人民群众生产、生活和经济社会活动的服务作用。",
    "政府信息公开工作取得了一定成绩，但与上级要求和群众期望相比仍有差距。",
    "加强组织领导，健全工作机制，明确责任分工，确保各项任务落到实处。",
    "持续优化政府信息公开平台建设，方便群众查询和获取政府信息。",
    "认真做好依申请公开工作，规范办理流程，提高答复质量。",
)
_AREAS = (
    "惠农补贴",
    "义务教育招生",
    "老旧小区改造",
    "河道治理",
    "医疗救助",
    "保障性住房分配",
    "就业帮扶",
    "财政预决算",
    "安全生产检查",
    "食品抽检",
    "土地征收",
    "工程招标",
    "养老服务",
    "公交线网调整",
    "生态修复",
    "行政处罚",
    "双随机抽查",
    "乡村道路养护",
    "危房改造",
    "农村供水",
    "社会救助",
    "城市更新",
    "校车管理",
    "殡葬服务",
    "粮食收购",
    "高标准农田",
    "垃圾分类",
    "暖气管网",
    "疫苗接种",
    "文物保护",
    "电梯维保",
    "污水处理",
)
_WHO = (
    "个别股室",
    "部分基层站所",
    "少数业务科室",
    "两个下属单位",
    "新设的窗口",
    "几个偏远乡镇",
    "承办人员",
    "信息员队伍",
    "法规科",
    "窗口值班人员",
    "新任联络员",
    "宣传干事",
    "档案室",
    "驻村干部",
    "分管负责人",
    "第三方运维公司",
)
_LACK = (
    "目录更新拖到季度末才补录",
    "稿件堆在一个人手里来不及校对",
    "只发通知而不发结果",
    "答复文书的引用条款写得含混",
    "表格以图片上传无法检索",
    "历史栏目与新栏目重复挂网",
    "解读材料几乎照抄文件原文",
    "咨询留言隔了一周才转办",
    "公开前没有征求第三方意见",
    "电子屏坏了大半年没人报修",
    "台账与网站数字对不上",
    "附件打不开的情况屡有发生",
    "会议纪要的公开属性没有当场标注",
    "数据口径年年变动",
    "对申请人的电话沟通没有留痕",
    "公众号与网站内容各说各话",
    "联系方式变了却没有及时更换",
    "把内部通讯也当作公开信息报送",
    "涉企政策没有配办事流程图",
    "方言地区的群众看不懂术语",
)
_WHY = (
    "根子在于编制紧张、一人多岗",
    "原因是交接时没有把账号权限理清",
    "说到底是考核只看数量",
    "这与去年机构改革后职责未划清有关",
    "主要是对条款的边界拿捏不准",
    "背后是系统太旧、导出要靠手工",
    "反映出平时督促不够",
    "与村级公开栏无人维护有直接关系",
    "也暴露了审核链条过长",
    "究其缘由是业务口与宣传口各管一段",
)
_DO = (
    "把目录拆成细目并逐条指定责任人",
    "每月初抽取十条已发信息回头核对",
    "请法律顾问逐件过一遍答复书",
    "在办事大厅设一台自助查询机",
    "将图片表格全部改为可下载的电子表",
    "为每份文件配一张漫画式说明",
    "与档案馆共建一个查阅点",
    "把留言转办时限压缩到两天",
    "在集市日摆摊讲政策",
    "给村级公开栏装上统一编号的铁皮箱",
    "建立新旧联络员当面交接单",
    "邀请人大代表旁听公开审查会",
    "和大数据中心打通发布接口",
    "编一本常见申请的答复范例",
    "停用三个没有人看的栏目",
    "把公开属性写进公文起草模板",
    "对迟报的单位在局务会上点名",
    "开设方言短视频专栏",
    "委托高校做一次公众满意度调查",
    "让业务骨干轮流到窗口坐班",
)
_AIM = (
    "力争明年六月底前见到实效",
    "让群众少跑一趟路",
    "使错漏率降到百分之一以内",
    "为基层减去重复填报",
    "把问题堵在发布之前",
    "做到件件有回音",
    "让查询时间缩短一半",
    "确保老年人也能看得懂",
    "形成可以照着做的规程",
    "向社会公布整改进度",
)
_MANNER = tuple(
    "逐月 随手 按季 分头 当场 反复 临时 集中 仓促 专门 轮流 事先 事后 照例 悄悄 主动 统一 各自 联合 一并 "
    "定点 按图 连夜 依次 层层 草草 如期 破例 顺带 挨户 匆忙 公开 提前 就近 当面 隔周 全程 定向 重新 限时".split()
)
_VERBS = tuple(
    "核对 张贴 汇总 遗漏 抄录 拆分 翻译 补登 归档 抽查 转交 改写 标注 删减 登记 印发 对照 更换 清点 搁置 "
    "推送 修订 拍摄 录入 比对 追问 收回 调整 打印 讲解 誊写 编排 上墙 封存 移交 复核 督办 扫描 校订 摘录 "
    "回访 测算 挂接 梳理 勘误 盘点 召回 答复 排查 缩印 剪辑 配音 命名 编号 存疑 分拣 备份 迁移 校准 巡检".split()
)
_NOUNS = tuple(
    "公告栏 触摸屏 流水账 申请表 回执 附件包 旧网页 索引号 二维码 值班簿 会议室 宣传车 意见箱 短视频 明白卡 "
    "户外屏 电话录音 征地图 补偿表 收费单 排污口 公示牌 价目表 花名册 验收单 施工图 合同页 招标书 评分表 "
    "抽检单 处罚书 听证稿 预算册 决算表 采购单 审计函 整改函 督查单 责任书 时间表 路线图 样本库 问答集 漫画册 "
    "广播稿 快递单 签收簿 邮箱 传真机 服务器 数据池 接口表 账号库 密码本 备份盘 资料柜 档案盒 目录树 栏目页 "
    "导航条 搜索框 浮动窗 字号键 语音条 手语窗 盲文牌 方言版 民族语版 儿童版 老年版 外文页 简写本 汇编本 口袋书 "
    "折叠页 台历 挂图 展板 灯箱 横幅 大喇叭 小广播 集市摊 流动站 便民亭 社区屏 楼道栏 村务栏 校门口 候诊区 "
    "站台 车厢 渡口 田间 工地 商圈 园区 仓库 冷链 水表间 配电房 泵站 闸口 桥头 隧道 岔路 苗圃 果园 鱼塘 茶山".split()
)
_LINK = (
    "同时",
    "此外",
    "另外",
    "与此相应",
    "再者",
    "还要看到",
    "具体来说",
    "从实际情况看",
    "在此基础上",
    "相比之下",
)
_SYNONYMS = (
    ("力争", "争取"),
    ("确保", "保证"),
    ("缩短", "压减"),
    ("逐条", "逐项"),
    ("全部", "统一"),
    ("个别", "少数"),
    ("部分", "有些"),
    ("原因是", "缘由是"),
    ("主要是", "关键是"),
    ("暴露", "显露"),
    ("反映出", "说明"),
    ("同时", "并且"),
    ("此外", "除此之外"),
    ("另外", "还有"),
    ("建立", "设立"),
    ("开设", "开办"),
    ("编", "汇编"),
    ("每月初", "每个月初"),
    ("没有", "未能"),
    ("及时", "尽快"),
    ("直接", "密切"),
    ("问题", "毛病"),
    ("委托", "聘请"),
    ("请", "邀"),
    ("为每份", "给每份"),
    ("让", "使"),
    ("与", "和"),
    ("在", "于"),
    ("把", "将"),
)


_THOROUGH = dict(
    pair.split("/")
    for pair in (
        "核对/查对 张贴/贴出 汇总/归总 遗漏/漏掉 抄录/抄下 拆分/分拆 翻译/译写 补登/补记 归档/入档 抽查/抽看 转交/转给 "
        "改写/重写 标注/注明 删减/精简 登记/记载 印发/印送 对照/比照 更换/换掉 清点/点数 搁置/压下 推送/推给 修订/改订 "
        "拍摄/摄下 录入/输入 比对/对看 追问/再问 收回/撤回 调整/变动 打印/印出 讲解/解说 誊写/誊抄 编排/排列 上墙/挂墙 "
        "封存/存封 移交/交给 复核/再核 督办/催办 扫描/扫录 校订/订正 摘录/摘下 回访/回问 测算/估算 挂接/连上 梳理/理顺 "
        "勘误/改错 盘点/清查 召回/追回 答复/回答 排查/查找 缩印/小印 剪辑/剪接 配音/加音 命名/起名 编号/排号 存疑/有疑 "
        "分拣/分开 备份/另存 迁移/搬移 校准/调准 巡检/巡看 逐月/每月 随手/顺手 按季/每季 分头/分别 当场/现场 反复/多次 "
        "临时/暂且 集中/统统 仓促/匆促 专门/特意 轮流/轮番 事先/预先 事后/过后 照例/照常 悄悄/默默 主动/自觉 统一/一律 "
        "联合/共同 定点/定位 连夜/当夜 依次/挨个 草草/草率 如期/按期 顺带/顺便 匆忙/慌忙 提前/提早 就近/就地 全程/始终 "
        "重新/再度 限时/限期 个别/少数 部分/一些 几个/数个 新设/新建 承办/经办 牵头/领头 负责/担责 方面/领域 针对/面向 "
        "对于/关于 围绕/着眼 结合/联系 涉及/关系到 同时/并且 此外/再有 另外/还有 根子在于/关键在 原因是/缘由是 "
        "说到底是/归根到底 主要是/多半是 反映出/说明 力争/争取 确保/保证 缩短/压减 逐条/逐项 群众/百姓 问题/毛病 "
        "全年共有/一年里有 里的/内的 中的/里头的 一次/一回 到位/妥当 不够/不足 了一遍/一通 起来/下去"
    ).split()
)
_PARTICLES = ("也", "还", "都", "又", "仍", "曾", "便", "就")


@dataclass(frozen=True)
class Narrative:
    """One generated narrative and the truth about it.

    `units` are its sentences, `[start, end)` in the text of the section, each with what it descends
    from; a sentence that everybody must write descends from nothing.
    """

    section: SectionText
    kind: str
    cluster: str
    copied: float
    units: tuple[tuple[int, int, str | None], ...] = ()


def _organ(rng: random.Random, number: int) -> tuple[str, Region, Level]:
    province = PROVINCES[number % len(PROVINCES)]
    county = rng.choice(_FIRST) + rng.choice(_SECOND) + rng.choice("县市区")
    office = rng.choice(OFFICES)
    region = Region(
        code=f"{90 + number % 6}{number % 9000:04d}", name=county, path=(province, county)
    )
    return county + office, region, "county"


def write_stock(seed: int, size: int) -> tuple[str, ...]:
    """Sentences that several offices write word for word and none wrote first."""
    author = Author(seed)
    return tuple(author._measure() if n % 2 else author._problem() for n in range(size))


class Author:
    """Writes narratives; two authors with one seed write the same.

    With `stock`, each narrative has one to three sentences besides from so many that are nobody's: the
    n-th of them about 1 / (n + 10) times as often as all, so that most stand in a handful of narratives.
    """

    def __init__(self, seed: int, stock: int = 0) -> None:
        self.rng = random.Random(seed)
        self.count = 0
        self.stock = write_stock(seed + 5000, stock) if stock else ()
        self.weights = list(accumulate(1 / (n + 10) for n in range(stock)))
        self.origins: dict[str, str | None] = {}
        self.forget()

    def sentences(self, least: int = 9, most: int = 18) -> list[str]:
        """Sentences of an independent narrative, problems first."""
        rng = self.rng
        total = rng.randint(least, most)
        problems = [self._problem() for _ in range(total // 2)]
        measures = [self._measure() for _ in range(total - len(problems))]
        return problems + measures

    def _problem(self) -> str:
        rng = self.rng
        parts = [
            self._opening("在", "就", "涉及", "围绕"),
            rng.choice(("上，", "方面，", "一项，", "的环节里，")),
            rng.choice(_WHO) + self._clause(),
            "，" + (rng.choice(_LACK) if rng.random() < 0.2 else self._clause()),
            "，" + rng.choice(_WHY) if rng.random() < 0.25 else "",
            f"，全年共有{rng.randint(2, 90)}{rng.choice('条件次')}" if rng.random() < 0.3 else "",
        ]
        return "".join(parts) + "。"

    def _measure(self) -> str:
        rng = self.rng
        done = rng.choice(_DO) if rng.random() < 0.2 else self._clause()
        aim = rng.choice(_AIM) if rng.random() < 0.3 else self._clause()
        who = (
            rng.choice(("由", "让", "请")) + rng.choice(_WHO) + rng.choice(("牵头，", "", "负责，"))
        )
        return self._opening("针对", "对于", "围绕", "结合") + "，" + who + done + "，" + aim + "。"

    def _opening(self, *words: str) -> str:
        rng = self.rng
        link = rng.choice(("", "", rng.choice(_LINK) + "，"))
        return link + rng.choice(words) + rng.choice(_AREAS)

    def _clause(self) -> str:
        """One of some 10⁸ clauses, so that two authors hardly ever write the same dozen characters."""
        rng = self.rng
        manner = rng.choice(_MANNER) if rng.random() < 0.7 else ""
        link = rng.choice(("的", "", "中的", "里的"))
        end = rng.choice(("", "", "了一遍", "起来", "一次", "到位", "不够", "出来"))
        return manner + rng.choice(_VERBS) + rng.choice(_NOUNS) + link + rng.choice(_NOUNS) + end

    def frame(self, body: list[str], mandated: int | None = None) -> str:
        """`body` between mandated sentences, as every narrative has them."""
        rng = self.rng
        placed = list(body)
        if self.stock:
            drawn = rng.choices(self.stock, cum_weights=self.weights, k=rng.randint(1, 3))
            for sentence in drawn:
                placed.insert(rng.randint(0, len(placed)), sentence)
        stock = rng.sample(MANDATED, rng.randint(1, 4) if mandated is None else mandated)
        for sentence in stock:
            placed.insert(rng.randint(0, len(placed)), sentence)
        return "".join(placed)

    def narrative(
        self, text: str, kind: str, cluster: str, copied: float, *, year: int | None = None
    ) -> Narrative:
        """A narrative of a new organ."""
        organ, region, level = _organ(self.rng, self.count)
        number, self.count = self.count, self.count + 1
        year = year or self.rng.randint(2019, 2024)
        ref = ReportRef(
            report=f"r{number:07d}", path=f"{number:07d}.txt", organization=organ, year=year
        )
        section = SectionText(
            ref=ref,
            organ_id=f"o{number:07d}",
            level=level,
            region=region,
            published=None,
            section="problems",
            text=text,
            start=self.rng.randint(0, 3000),
        )
        return Narrative(section, kind, cluster, copied, self.units(text))

    def units(self, text: str) -> tuple[tuple[int, int, str | None], ...]:
        """The sentences of `text` with their origins."""
        found = []
        for match in re.finditer("[^。]+。", text):
            found.append((*match.span(), self.origins.get(match[0], match[0])))
        return tuple(found)

    def descend(self, made: str, source: str) -> str:
        """`made`, remembered as a descendant of `source`, both of as many sentences."""
        pairs = zip(re.findall("[^。]+。", made), re.findall("[^。]+。", source), strict=True)
        for new, old in pairs:
            self.origins.setdefault(new, self.origins.get(old, old))
        return made

    def forget(self) -> None:
        """Forget what sentences descend from, once a cluster is done."""
        self.origins = dict.fromkeys((*MANDATED, *self.stock))

    # How copies are made of the sentences of a source.

    def swap(self, text: str, old: str, new: str) -> str:
        return text.replace(old, new)

    def reword(self, text: str) -> str:
        """About two thirds of the synonyms exchanged."""
        made = text
        for old, new in _SYNONYMS:
            if self.rng.random() < 0.66:
                made = made.replace(old, new)
        return self.descend(made, text)

    def rewrite(self, sentence: str) -> str:
        """Nine in ten words exchanged, clauses moved, particles put in: thorough rewording."""
        rng = self.rng
        clauses = sentence.rstrip("。").split("，")
        for place, clause in enumerate(clauses):
            for old, new in _THOROUGH.items():
                if old in clause and rng.random() < 0.9:
                    clause = clause.replace(old, new)
            if len(clause) > 4 and rng.random() < 0.4:
                cut = rng.randint(2, len(clause) - 2)
                clause = clause[:cut] + rng.choice(_PARTICLES) + clause[cut:]
            clauses[place] = clause
        if len(clauses) > 3 and rng.random() < 0.5:
            place = rng.randint(1, len(clauses) - 2)
            clauses[place], clauses[place + 1] = clauses[place + 1], clauses[place]
        return self.descend("，".join(clauses) + "。", sentence)

    def part(self, body: list[str], share: float) -> tuple[list[str], float]:
        """Sentences from `body` for `share` of a new narrative, the rest new; and the true share."""
        own = self.sentences(len(body), len(body))
        keep = max(2, round(share * len(body)))
        start = self.rng.randint(0, len(body) - keep)
        taken = body[start : start + keep]
        fresh = own[: len(body) - keep]
        cut = self.rng.randint(0, len(fresh))
        total = sum(map(len, taken)) + sum(map(len, fresh))
        return fresh[:cut] + taken + fresh[cut:], sum(map(len, taken)) / total


def write_corpus(
    n: int,
    seed: int,
    *,
    template: int = 0,
    hard: bool = False,
    copied: float = 0.5,
    stock: int = 0,
) -> list[Narrative]:
    """About `n` narratives in random order: half independent or mandated only, half copies.

    `template` adds one skeleton that so many offices fill in; `hard` adds light copies (15–25 %),
    bridges between two sources, mosaics of three and copies with every sentence rewritten; `stock` lets
    all draw from so many sentences that are nobody's.
    """
    author = Author(seed, stock)
    made = list(write_each(author, n, template=template, hard=hard, copied=copied))
    author.rng.shuffle(made)
    return made


def write_each(
    author: Author, n: int, *, template: int = 0, hard: bool = False, copied: float = 0.5
) -> Iterator[Narrative]:
    """The same one by one, in order of their report ids."""
    target, made = n - template, 0
    while made < target * (1 - copied):
        if author.rng.random() < 0.15:
            text = author.frame([], author.rng.randint(4, 8))
            yield author.narrative(text, "mandated", f"single{made}", 0.0)
        else:
            text = author.frame(author.sentences())
            yield author.narrative(text, "independent", f"single{made}", 0.0)
        made += 1
    number = 0
    while made < target:
        number += 1
        cluster = _cluster(author, f"c{number}", hard)
        made += len(cluster)
        yield from cluster
        author.forget()
    if template:
        yield from _template(author, template, "mega", slots=6)


def _cluster(author: Author, name: str, hard: bool) -> list[Narrative]:
    kinds = ["exact", "swapped", "template", "shuffled", "partial", "siblings", "reworded", "years"]
    kind = author.rng.choice(kinds + (["light", "bridge", "mosaic", "heavy"] if hard else []))
    if kind == "template":
        return _template(author, author.rng.randint(3, 12), name, slots=4)
    body = author.sentences()
    source = author.narrative(author.frame(body), "source", name, 0.0, year=2019)
    if kind in ("bridge", "mosaic"):
        return _mixed(author, kind, name, body, source)
    made = [source]
    for _ in range(author.rng.randint(1, 4) if kind != "siblings" else 3):
        made.append(_copy(author, kind, name, body, source))
    return made[1:] if kind == "siblings" and author.rng.random() < 0.3 else made


def _copy(author: Author, kind: str, name: str, body: list[str], source: Narrative) -> Narrative:
    rng = author.rng
    if kind == "exact":
        return author.narrative(source.section.text, kind, name, 1.0)
    if kind == "years":
        text = author.descend(_renumber(rng, source.section.text), source.section.text)
        made = author.narrative(text, kind, name, 1.0, year=2020)
        ref = replace_ref(made.section.ref, source.section.ref.organization)
        section = _struct_replace(
            made.section, ref=ref, organ_id=source.section.organ_id, region=source.section.region
        )
        return replace(made, section=section)
    if kind == "swapped":
        told = [f"{source.section.ref.organization}在{sentence}" for sentence in body[:3]] + body[
            3:
        ]
        made = author.narrative("", kind, name, 1.0)
        text = "".join(told).replace(
            str(source.section.ref.organization), str(made.section.ref.organization)
        )
        author.descend(text, "".join(body))
        section = _struct_replace(made.section, text=text)
        return replace(made, section=section, units=author.units(text))
    if kind == "shuffled":
        mixed = list(body)
        rng.shuffle(mixed)
        return author.narrative(author.frame(mixed), kind, name, 1.0)
    if kind == "reworded":
        return author.narrative(author.reword(author.frame(body)), kind, name, 1.0)
    if kind == "heavy":
        return author.narrative(author.frame(list(map(author.rewrite, body))), kind, name, 1.0)
    low, high = (0.15, 0.25) if kind == "light" else (0.4, 0.7)
    part, share = author.part(body, rng.uniform(low, high))
    return author.narrative(author.frame(part), kind, name, share)


def _mixed(
    author: Author, kind: str, name: str, body: list[str], source: Narrative
) -> list[Narrative]:
    """Two or three sources, copies of each, and one text made of parts of all."""
    made = [source, _copy(author, "exact", name, body, source)]
    bodies = [body]
    for extra in range(1 if kind == "bridge" else 2):
        other = author.sentences()
        label = f"{name}.{extra}"
        first = author.narrative(author.frame(other), "source", label, 0.0, year=2019)
        made += [first, _copy(author, "exact", label, other, first)]
        bodies.append(other)
    parts = [part[: max(3, len(part) // len(bodies))] for part in bodies]
    text = author.frame([sentence for part in parts for sentence in part])
    return [*made, author.narrative(text, kind, f"{name}+", 1.0)]


def _template(author: Author, size: int, name: str, slots: int) -> list[Narrative]:
    """A skeleton that `size` offices fill in with their own numbers, areas and a sentence."""
    body = author.sentences(10, 14)
    made = []
    for _ in range(size):
        filled = list(body)
        for place in author.rng.sample(range(len(filled)), min(slots, len(filled))):
            fill = f"本年共办理{author.rng.randint(1, 400)}件，涉及{author.rng.choice(_AREAS)}"
            filled[place] = author.descend(filled[place][:-1] + "，" + fill + "。", filled[place])
        if author.rng.random() < 0.5:
            filled.insert(author.rng.randint(0, len(filled)), author.sentences(2, 2)[0])
        made.append(author.narrative(author.frame(filled, 1), "template", name, 1.0))
    return made


def _renumber(rng: random.Random, text: str) -> str:
    return "".join(str(rng.randint(1, 9)) if letter.isdigit() else letter for letter in text)


def replace_ref(ref: ReportRef, organization: str | None) -> ReportRef:
    return _struct_replace(ref, organization=organization)


def _struct_replace(record, **changes):
    import msgspec

    return msgspec.structs.replace(record, **changes)
