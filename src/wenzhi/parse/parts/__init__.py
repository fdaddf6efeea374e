"""What figures are to each other: totals and their parts, and what ratios are of.

A list is tied to its total by one of these kinds of evidence, the plainer first; each module reads one:

| evidence | module | for instance |
|---|---|---|
| a mark | `linker` | 206条,其中…; 办结9件(公开…); 单位7件;单位中企业5件 |
| a word for the sum | `sums` | 网站100条、微信50条,共计150条 |
| words that close the list | `wholes` | 仅含甲类…、乙类…两类 |
| one kind, side by side | `unmarked` | 申请5件,自然人4件,企业1件 |
| one family of indicators | `families` | 办结184件。…。公开82件,部分公开9件 |
| the sum itself | `exact_sums` | figures that come to one beside them, whatever the words |
| a division of its own | `told_before` | 公开642条,增长9%。分渠道看,网站318条,公众号180条,其他140条 |
| a division anew | `divided_again` | 收到17份,…。申请方式上,网上11份,寄信4份,当面2份 |
| ways of application | `receipts` | 新收8件。…。途径:网络5件;信函2件;当面1件 |
| a share | `rates` | 许可6032件,网办5410件,网办率89.7% |

`breakdowns` runs the first four, which see words only, and says which lists must exhaust their total; the last
five see indicators too, and never make a list exhaustive that does not fit. `frames` holds a list being read
and what any of them asks of two figures, `listings` which figures share a line, `small_sums` what ties sums that fit by
chance; `ratios` says what ratios are of.
"""
