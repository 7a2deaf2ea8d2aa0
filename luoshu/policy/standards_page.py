"""The page of the standards: by standard and edition each item with its rule, proof and who supplies it."""

from luoshu.policy.standards import NAMES, Item, Standard, proofs, rulebook, standard

LEVELS = {"village": "村", "township": "乡镇", "county": "县", "city": "市", "province": "省"}


def page() -> str:
    """The page as officials read it."""
    lines = [
        "# 退出和识别标准",
        "",
        "每个标准是一张核查清单：由规则按记录判定，三种结果——达标、不达标、未核实。未核实的一律不能退出。",
        "佐证不代替记录：核查人查到的数要录入；查到不符的，以不符为准。",
        "",
    ]
    for name in NAMES:
        lines += _standard(standard(name))
    return "\n".join(lines).rstrip() + "\n"


def _standard(found: Standard) -> list[str]:
    lines = [f"## {found.zh} `{found.name}`", ""]
    lines.append("各项都要达标。" if found.combine == "all" else "符合一项即可。")
    for edition in found.editions:
        checked = "已核" if edition.verified else "待核"
        lines += ["", f"自 {edition.since}（{checked}）：{edition.source}", ""]
        lines += ["| 类 | 项目 | 含义 | 依据 | 佐证 | 缺了找谁 |", "|---|---|---|---|---|---|"]
        book = rulebook(found.subject, edition.since)
        lines += [_row(item, book.by_name[item.rule]) for item in edition.items]
    return [*lines, ""]


def _row(item: Item, rule) -> str:
    title = rule.title + ("" if item.must else "（只作参考）")
    proved = "、".join(proofs()[code].zh for code in item.proofs)
    meaning = " ".join(rule.text.split())
    asked = f"{LEVELS[item.level]}：{item.ask['zh']}"
    return f"| {item.group['zh']} | {title} | {meaning} | {rule.clause} | {proved} | {asked} |"
