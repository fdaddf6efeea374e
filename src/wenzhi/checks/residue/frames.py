"""Floor 3: frames in which only the own place, or one above it, is due: whom it serves, where it is found.

Patterns over lines of prose; each has the place's name in a group. Whether the name is the own one is not judged here.
"""

from __future__ import annotations

from wenzhi.base.patterns import as_pattern

EXCHANGE = as_pattern(
    r"学习(?:借鉴|考察|交流|[^,。]{0,8}(?:经验|做法))|(?:向|到|往|去|来)[^,。]{0,14}学习|考察|交流|对口|支援|援[藏疆青建]|协作|帮扶|经验|赴|兄弟|先进|借鉴|调研|合作|联合|跨|毗邻|移送|移交|转办|户籍|迁"
    r"|原告|(?<!被)申请人(?!收取)|(?<![为是系])被告|(?<!标)签|协议|转发|籍|(?<![方提档草预答备图])案(?!件)|以[^,。]{0,8}为例"
)
"""Anywhere in a sentence: another place is named rightly."""
WITHIN = as_pattern(
    r"在(?P<name>[\u4e00-\u9fff]{2,3}[县区市旗])(?=(?:行政)?(?:辖区|区域|范围|境)内|全域)"
)
REACHED = as_pattern(
    r"(?:登录|登陆|访问|浏览|可(?:以)?(?:在|通过|到|从|向)|请(?:您)?(?:与|联系|致电|拨打|咨询|向)|联系(?:单位|部门|地址|电话|方式)[:为])"
    r"“?(?P<name>[\u4e00-\u9fff]{2,3}[县区市旗])"
    r"(?=(?:人民)?政府(?:门户|官方)?(?:网站|网|信息公开)|[\u4e00-\u9fff]{0,10}(?:局|委员会|政府|办事处|办公室)(?:联系|网站|官网|门户|公众号))"
)
"""Where readers find the report or its organ: the own place's site and office."""
SERVED = as_pattern(
    r"(?:为|提升|推进|推动|加强|提高|做好|促进|助力|围绕|服务)(?P<name>[\u4e00-\u9fff]{2,3}[县区市旗])"
    r"(?=政务公开|政府信息公开|政府(?:工作)?透明度|政府公信力|法治政府|透明政府|优化营商环境|经济社会|高质量发展|中心工作)"
)
"""A place whose work is furthered: the organ's own, or one above it."""
BENEFITING = as_pattern(
    r"(?:满足|方便|服务|惠及|面向|让|使|保障|为|便利|造福|回应|引导|维护|保护|提高|增强|提升|确保)(?:全体|广大|好)?"
    r"(?P<name>[\u4e00-\u9fff]{2,3}[县区市旗])(?=市?民|人民|居民|群众|百姓|公民|公众|域内|境内|全域|辖区内|广大|社会公众)"
)
"""The public an organ works for is that of its own place."""
ACHIEVED = as_pattern(
    r"(?:使|让|令|推动|促进|带动|维护|提升|提高|优化|改善|树立|展示|塑造|增强|擦亮)(?:了|着)?"
    r"(?P<name>[\u4e00-\u9fff]{2,3}?[县区市旗])"
    r"(?=(?:党委)?(?:人民)?政府(?:的)?(?:良好|整体|对外|公信|形象|权威|透明)"
    r"|的?(?:营商环境|投资环境|政务环境|政务服务|法治|知名度|美誉度|城市形象|形象|面貌|公信力|透明度|竞争力))"
)
"""What the organ's work came to is a good of its own place: 维护了某县政府的良好形象."""
LOOKED_UP_TO = as_pattern(
    r"(?:以(?P<name>[\u4e00-\u9fff]{2,3}[县区市旗])(?=[\u4e00-\u9fff]{0,10}为(?:己任|遵循|准绳|指引|根本|宗旨|导向|依据|准则|统领|引领))"
    r"|(?:与|同|对照|按|按照|落实|贯彻|执行|围绕|紧扣)(?P<above>[\u4e00-\u9fff]{2,3}[县区市旗])"
    r"(?=委[、,和]?(?:[县区市]|人民)?政府|(?:人民)?政府(?:的)?(?:工作|有关)?(?:要求|部署|安排|决策|规定)))"
)
"""Whose standards and demands an organ follows: those of its own place or of one above it."""
GOVERNED = as_pattern(
    r"(?:督促|指导|组织|要求|推动|督导|协调|通报|考核|带动|检查|督查|帮助)(?P<name>[\u4e00-\u9fff]{2,3}?[县区市旗])"
    r"(?=各(?:级|部门|单位|镇|乡|街道|社区|村|有关)|所属|辖内|辖区内|[\u4e00-\u9fff]{2,8}系统(?!平台|软件))"
)
"""Whose streets and towns an organ urges on: its own."""
SERVED_FRAMES = (SERVED, BENEFITING, ACHIEVED, LOOKED_UP_TO)
OWN_FRAME = as_pattern(
    r"(?:结合|立足)(?P<name>[\u4e00-\u9fff]{2,4}[县区市旗])(?:工作)?实际"
    r"|在(?P<within>[\u4e00-\u9fff]{2,4}[县区市旗])(?:行政)?(?:辖区|区域|范围|境)内(?!率先|领先|首|第|排|名列|推广|通报|试点)"
)
"""Where only the own place can be meant: its circumstances, its bounds."""

_BEFORE_PLACE = (
    r"(?:^|(?<=[,。;:、“《(]))"
    r"(?:按照|根据|结合|立足|在|围绕|通过|依托|经|由|为|将|今年|今后,?|下一步,?|总体上,?|20\d\d年,?"
    r"|当前,?|目前,?|现阶段,?|近年来,?|一年来,?|全年,?|同时,?|此外,?|但是?,?|虽然|尽管|针对|对于|鉴于|随着|截至目前,?|总的来看,?|总体来看,?)?"
)
COUNTY = as_pattern(_BEFORE_PLACE + r"(?P<name>[\u4e00-\u9fff]{2,3}[县区市旗])")
PROVINCE = as_pattern(_BEFORE_PLACE + r"(?P<name>[\u4e00-\u9fff]{2}省)")
_DISTRICT_BEFORE = r"(?:[\u4e00-\u9fff]{1,4}[县区市旗])?"
"""A street's or town's name may bear its district's before it."""
TOWNSHIP = as_pattern(
    _BEFORE_PLACE
    + _DISTRICT_BEFORE
    + r"(?P<name>[\u4e00-\u9fff]{2,4}(?:街道|镇|乡))"
    + r"(?=办事处|党工委|党委|纪委|纪检|人民政府|政府|认真|严格|始终|将|坚持|在|按照|主动|全面|高度|积极|20\d\d"
    + r"|围绕|紧扣|立足|结合|持续|不断|切实|深入|共(?:收到|受理|公开|发布|开展|组织|举办|召开)|[未没]有?收到"
    + r"|(?:(?:便民|党群|综合)服务中心|党政办(?:公室)?|政务公开办|机关各|各(?:村|社区|科室|办|站所|中心))"
    + r"(?:设[立置]|建立|负责|安排|明确|按|及时|认真|严格|均|全部|积极)"
    + r"|(?:居民|群众|村民|百姓)(?:可以?|能|都能|均可|足不出户)|将?把"
    + r"|要?(?:继续|进一步)|的(?:透明度|公信力)|的?(?:政务公开|政府信息公开|信息公开)[\u4e00-\u9fff]{0,6}?"
    + r"(?:水平|质量|质效|能力|透明度|公信力|成效|工作(?!群|人员|交流|会|经验|现场|示范|典型)|[,。]))"
)
TOWNSHIP_OURS = as_pattern(
    r"(?:^|[,。;:对在给为])我们(?P<name>(?![各全本两几这])[\u4e00-\u9fff]{2}(?:街道|镇|乡))(?=来说|来讲|而言|的|是|人|[,。])"
)
"""我们某某镇: the speaker's own."""
TOWNSHIP_SERVED = as_pattern(
    r"(?:使|让|推动|推进|提升|提高|促进|加强|做好|方便|便利|服务|满足|惠及|保障|维护|增强)"
    + _DISTRICT_BEFORE
    + r"(?P<name>[\u4e00-\u9fff]{2,3}(?:街道|镇|乡))"
    r"(?=(?:的)?(?:政务公开|政府信息公开|信息公开|各项|工作|居民|群众|村民|百姓|辖区))"
)
