"""docs/faults.md from the table of rules: `python -m luoshu.registry.faults_page docs/faults.md`."""

import sys
from pathlib import Path

from luoshu.policy.fields import sheet
from luoshu.registry.faults import OF_A_HOUSEHOLD, Rule, blanks, policy_doubts, rules

PAGE = """# 导入时查出的问题

> 由 `luoshu/registry/rules.yaml` 生成（`python -m luoshu.registry.faults_page docs/faults.md`），不要手改。

导入先把每一格读成值，再逐列核对。问题分两种：

- **待改**：读不出来或放不下去的。以户为单位整户不导入，写进“待改”工作簿，改好再导；别的户照常导入。
  村表、帮扶责任人表、农户底册的行各自待改。
- **疑点**：读得出来、但不合常理的。照样导入，记一个疑点，由人核实。

每个问题都指明工作表、行、列，说明哪里不对、怎么办。

## 能读的文件

| 文件 | 说明 |
|---|---|
| xlsx、xlsm、xlsb | Excel、WPS 工作簿 |
| xls、et | 旧版 Excel、WPS 工作簿 |
| 网页表格改名的 xls | 许多系统“导出”的文件；GBK 或 UTF-8 |
| CSV | 逗号、制表符或分号；GBK、UTF-8、UTF-16；也可以是每张表一个 CSV 的文件夹或 zip |

表头前面的标题行、填报日期行，两行的表头，表头下面的单位行、栏号行，每页重复的表头，末尾的合计、填表人、审核人、负责人，
都能认出来。表头改了名，会提出最接近的名称。整个文件读不了时（空文件、PDF、加了密码、没有我们的表、缺少必填的列、解开后过大），
用一句话说明，什么也不导入。
"""


def page() -> str:
    """The page: every rule with its number, what is wrong, what to do and, where it is fixed, the cell."""
    parts = [PAGE]
    for severity, title in (("must", "待改"), ("doubt", "疑点")):
        listed = [rule for rule in rules().values() if rule.severity == severity]
        lines = [f"| {rule.id} | {rule.title} | {_cell(rule)} | {rule.remedy} |" for rule in listed]
        head = f"## {title}（{len(listed)} 种）\n\n| 编号 | 问题 | 指在 | 办法 |\n|---|---|---|---|\n"
        parts.append(head + "\n".join(lines) + "\n")
    return "\n".join(parts)


def _cell(rule: Rule) -> str:
    """Sheet and heading of rules that are about one field; others are shown at the cell that is wrong."""
    if rule.id in blanks():
        of, field = blanks()[rule.id]
        return f"{sheet(of).sheet}「{sheet(of).by_name[field].zh}」"
    for doubt in policy_doubts():
        if doubt.rule == rule.id:
            of = next(name for name in reversed(OF_A_HOUSEHOLD) if doubt.field in sheet(name).by_name)
            of = "household" if doubt.field == "household_code" else of
            return f"{sheet(of).sheet}「{sheet(of).by_name[doubt.field].zh}」"
    return "填错的那一格"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
