"""Who may do what in the register: its rows of the table of permissions."""

from luoshu.core import permissions
from luoshu.core.roles import BUREAUX, KEEPERS, READERS, WATCHERS

OFFICE = {"county_register", "county_programme", "county_fund", "county_director", "city_office"}
LOADERS = KEEPERS | {"county_director", "city_office"}
TOWNSHIP = {"township_reviewer", "township_finance"}
ASK_THE_KEEPERS = "请由村、乡镇或县的建档人员办理。"

permissions.declare(
    ("registry.read_figures", "看汇总数字", READERS),
    ("registry.read_households", "看户", READERS),
    ("registry.read_history", "看户的变更记录", READERS),
    ("registry.open_field", "凭理由查看全部内容", READERS),
    (
        "registry.export_households",
        "导出户的名单",
        KEEPERS | OFFICE | TOWNSHIP | BUREAUX | WATCHERS | {"helper"},
        "请由乡镇或县扶贫办导出。",
    ),
    ("registry.read_intake", "看导入的文件和待改的户", LOADERS | OFFICE | TOWNSHIP | WATCHERS, ASK_THE_KEEPERS),
    ("registry.load", "往登记册里录入", LOADERS, ASK_THE_KEEPERS),
    ("registry.key_in", "替村里录入（代录）", {"clerk", "township_reviewer"}, ASK_THE_KEEPERS),
    ("registry.correct", "更正登记册", LOADERS, ASK_THE_KEEPERS),
    (
        "registry.copy_household",
        "把本人的全部信息复制给本人",
        {"township_reviewer", "county_register", "county_director", "city_office"},
        "请由所在乡镇或县扶贫办办理。",
    ),
    ("registry.erase_person", "抹除清退人员的个人信息", {"county_director", "city_office"}, "请由县扶贫办主任办理。"),
    ("registry.decide_doubt", "办结疑点", LOADERS, ASK_THE_KEEPERS),
    (
        "registry.keep_rolls",
        "编制名册",
        {"township_reviewer", "county_register", "county_director", "city_office"},
        "请由所在乡镇或县扶贫办办理。",
    ),
    (
        "registry.record_evidence",
        "登记标准的核查和佐证",
        LOADERS | BUREAUX | {"evaluator"},
        "请由核查的部门，或村、乡镇、县的建档人员登记。",
    ),
    (
        "registry.recognise_history",
        "登记系统启用以前的认定",
        {"county_register", "county_director", "city_office"},
        "请由县扶贫办凭当时的文件办理。",
    ),
    ("registry.end_policy", "办理脱贫后政策的到期、告知和停止", LOADERS, ASK_THE_KEEPERS),
    ("registry.record_figure", "登记外部数据", {"city_office", "county_register"}, "请由市或县扶贫办办理。"),
    ("registry.close", "定版", {"city_office"}, "请由市扶贫办办理。"),
    (
        "registry.read_clues",
        "看线索和监测对象",
        LOADERS | OFFICE | TOWNSHIP | BUREAUX | WATCHERS | {"helper"},
        ASK_THE_KEEPERS,
    ),
    (
        "registry.raise_clue",
        "报送线索",
        LOADERS | BUREAUX | {"helper", "group_head", "hotline_clerk"},
        "请向村里、帮扶联系人或 12317 反映。",
    ),
    ("registry.verify_clue", "核实线索", KEEPERS, ASK_THE_KEEPERS),
    (
        "registry.find_clues",
        "按记录筛查线索",
        {"county_register", "county_director", "city_office"},
        "请由县或市扶贫办办理。",
    ),
    (
        "registry.load_list",
        "导入部门名单",
        BUREAUX | {"county_register", "county_director", "city_office"},
        "请由有关部门或县扶贫办导入。",
    ),
    ("registry.settle_match", "认定名单上的人是谁", KEEPERS, ASK_THE_KEEPERS),
    ("registry.visit_monitored", "记录监测走访", KEEPERS | {"helper"}, "请由村里或帮扶联系人记录。"),
    (
        "registry.tell_policy_end",
        "告知政策到期",
        {"township_reviewer", "county_register", "county_director"},
        "请由所在乡镇或县扶贫办办理。",
    ),
)
