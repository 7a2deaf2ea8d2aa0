import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import luoshu.registry.watching.models
from luoshu.core.bonds import Bound, Kept
from luoshu.core.tables import Guarded

# What version 1 of each table's digest seals, column by column in this order.
DIGESTS = {
    "clue": """
        id county area household_id roster_household_id person_id kind found_by year value before text facts_mac
        happened_on raised_at due_on state finding verified_on verified_by reason proof case_id follows_id
    """,
    "department_list": """
        id county area department kind title as_of file_name sha256 loaded_by loaded_at rows matched suspected unmatched
    """,
    "department_list_row": """
        id county area department_list_id row id_index name_sealed amount happened_on outcome household_id
        roster_household_id person_id clue_id decided_on reason
    """,
    "monitored": """
        id county area household_id group risks since line income_per_head is_helped_first helped_on is_covered case_id
        lifted_on lifted_by
    """,
    "monitored_month": """
        id county area monitored_id household_id month is_above_line is_secured checked_on checked_by text
    """,
    "policy_notice": """
        id county area policy exited_year ends_on told_on document households
    """,
}
QUOTED = {"group", "row", "rows"}
HOUSEHOLDS = dict.fromkeys(("clue", "department_list_row", "monitored", "monitored_month"), "household_id")
TO_HOUSEHOLD = (("household_id", "household"),)
REFERENCES = {
    "clue": (
        *TO_HOUSEHOLD,
        ("roster_household_id", "roster_household"),
        ("person_id", "person"),
        ("case_id", "case_file"),
        ("follows_id", "clue"),
    ),
    "department_list_row": (
        *TO_HOUSEHOLD,
        ("roster_household_id", "roster_household"),
        ("person_id", "person"),
        ("clue_id", "clue"),
    ),
    "monitored": (*TO_HOUSEHOLD, ("case_id", "case_file")),
    "monitored_month": (*TO_HOUSEHOLD, ("monitored_id", "monitored")),
}
# Where a clue came from is told to those below the place of the list too: its head, not its rows.
SEEN_BELOW = """
create policy seen_below on department_list for select using (area in (
  rpad(left((select luoshu_place()), 4), 12, '0'), rpad(left((select luoshu_place()), 6), 12, '0'),
  rpad(left((select luoshu_place()), 9), 12, '0')));
"""


def columns(text):
    """The columns of a digest, those quoted that are words of SQL."""
    return [f'"{column}"' if column in QUOTED else column for column in text.split()]


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0005_cases"),
        ("registry", "0003_life"),
    ]

    operations = [
        migrations.CreateModel(
            name="Clue",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("county", models.CharField(max_length=6, verbose_name="县区代码")),
                ("area", models.TextField(verbose_name="所在地代码")),
                ("kind", models.TextField(choices=luoshu.registry.watching.models.kinds, verbose_name="线索类别")),
                (
                    "found_by",
                    models.TextField(choices=luoshu.registry.watching.models.ways_of_finding, verbose_name="发现方式"),
                ),
                ("year", models.IntegerField(null=True, verbose_name="年度")),
                ("value", models.BigIntegerField(null=True, verbose_name="数值")),
                ("before", models.BigIntegerField(null=True, verbose_name="上年数值")),
                ("text", models.TextField(blank=True, default="", verbose_name="情况")),
                ("facts_mac", models.BinaryField(verbose_name="事实指纹")),
                ("happened_on", models.DateField(null=True, verbose_name="发生日期")),
                ("raised_at", models.DateTimeField(verbose_name="发现时间")),
                ("due_on", models.DateField(verbose_name="核实期限")),
                (
                    "state",
                    models.TextField(
                        choices=[("open", "待核实"), ("opened", "已立案"), ("closed", "已办结")],
                        default="open",
                        verbose_name="状态",
                    ),
                ),
                (
                    "finding",
                    models.TextField(
                        choices=[
                            ("risk", "属实，有返贫致贫风险"),
                            ("no_risk", "属实，没有返贫致贫风险"),
                            ("untrue", "不属实"),
                        ],
                        null=True,
                        verbose_name="核实结果",
                    ),
                ),
                ("verified_on", models.DateField(null=True, verbose_name="核实日期")),
                ("verified_by", models.TextField(null=True, verbose_name="核实人")),
                ("reason", models.TextField(null=True, verbose_name="核实说明")),
                ("proof", models.TextField(null=True, verbose_name="凭证")),
                ("case_id", models.BigIntegerField(null=True, verbose_name="事项")),
                (
                    "follows",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="followers",
                        to="registry.clue",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="clues",
                        to="registry.household",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="clues",
                        to="registry.person",
                    ),
                ),
                (
                    "roster_household",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="clues",
                        to="registry.rosterhousehold",
                    ),
                ),
            ],
            options={
                "db_table": "clue",
            },
        ),
        migrations.CreateModel(
            name="DepartmentList",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("county", models.CharField(max_length=6, verbose_name="县区代码")),
                ("area", models.TextField(verbose_name="所在地代码")),
                (
                    "department",
                    models.TextField(choices=luoshu.registry.watching.models.departments, verbose_name="部门"),
                ),
                ("kind", models.TextField(choices=luoshu.registry.watching.models.kinds, verbose_name="线索类别")),
                ("title", models.TextField(verbose_name="名单名称")),
                ("as_of", models.DateField(verbose_name="截止日期")),
                ("file_name", models.TextField(verbose_name="文件名")),
                ("sha256", models.TextField(verbose_name="文件摘要")),
                ("loaded_by", models.TextField(verbose_name="导入人")),
                ("loaded_at", models.DateTimeField(verbose_name="导入时间")),
                ("rows", models.IntegerField(verbose_name="行数")),
                ("matched", models.IntegerField(verbose_name="比中")),
                ("suspected", models.IntegerField(verbose_name="疑似")),
                ("unmatched", models.IntegerField(verbose_name="未比中")),
            ],
            options={
                "db_table": "department_list",
                "indexes": [models.Index(fields=["loaded_at"], name="department_list_loaded_at")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "rows",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("matched"), "+", models.F("suspected")
                                    ),
                                    "+",
                                    models.F("unmatched"),
                                ),
                            )
                        ),
                        name="department_list_adds_up",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ListRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("county", models.CharField(max_length=6, verbose_name="县区代码")),
                ("area", models.TextField(verbose_name="所在地代码")),
                ("row", models.IntegerField(verbose_name="行号")),
                ("id_index", models.BinaryField(null=True, verbose_name="证件号码索引")),
                ("name_sealed", models.BinaryField(null=True, verbose_name="姓名")),
                ("amount", models.BigIntegerField(null=True, verbose_name="金额")),
                ("happened_on", models.DateField(null=True, verbose_name="发生日期")),
                (
                    "outcome",
                    models.TextField(
                        choices=[("matched", "比中"), ("suspected", "疑似"), ("unmatched", "未比中")],
                        verbose_name="比对结果",
                    ),
                ),
                ("decided_on", models.DateField(null=True, verbose_name="认定日期")),
                ("reason", models.TextField(null=True, verbose_name="认定说明")),
                (
                    "clue",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="lines",
                        to="registry.clue",
                    ),
                ),
                (
                    "department_list",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="registry.departmentlist",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="registry.household",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="registry.person",
                    ),
                ),
                (
                    "roster_household",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="registry.rosterhousehold",
                    ),
                ),
            ],
            options={
                "db_table": "department_list_row",
            },
        ),
        migrations.CreateModel(
            name="Monitored",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("county", models.CharField(max_length=6, verbose_name="县区代码")),
                ("area", models.TextField(verbose_name="所在地代码")),
                ("group", models.TextField(choices=luoshu.registry.watching.models.groups, verbose_name="对象类别")),
                (
                    "risks",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None, verbose_name="风险类别"
                    ),
                ),
                ("since", models.DateField(verbose_name="纳入日期")),
                ("line", models.BigIntegerField(null=True, verbose_name="监测标准")),
                ("income_per_head", models.BigIntegerField(null=True, verbose_name="人均纯收入")),
                ("is_helped_first", models.BooleanField(default=False, verbose_name="先帮扶后补程序")),
                ("helped_on", models.DateField(null=True, verbose_name="开始帮扶日期")),
                ("is_covered", models.BooleanField(null=True, verbose_name="已落实兜底")),
                ("case_id", models.BigIntegerField(null=True, verbose_name="事项")),
                ("lifted_on", models.DateField(null=True, verbose_name="风险消除日期")),
                (
                    "lifted_by",
                    models.TextField(
                        choices=luoshu.registry.watching.models.ways_of_lifting, null=True, verbose_name="消除方式"
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="monitored",
                        to="registry.household",
                    ),
                ),
            ],
            options={
                "db_table": "monitored",
            },
        ),
        migrations.CreateModel(
            name="MonitoredMonth",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("county", models.CharField(max_length=6, verbose_name="县区代码")),
                ("area", models.TextField(verbose_name="所在地代码")),
                ("month", models.DateField(verbose_name="月份")),
                ("is_above_line", models.BooleanField(null=True, verbose_name="收入超过监测标准")),
                ("is_secured", models.BooleanField(null=True, verbose_name="两不愁三保障和饮水有保障")),
                ("checked_on", models.DateField(verbose_name="走访日期")),
                ("checked_by", models.TextField(verbose_name="走访人")),
                ("text", models.TextField(blank=True, default="", verbose_name="情况")),
                (
                    "household",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="registry.household",
                    ),
                ),
                (
                    "monitored",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="months",
                        to="registry.monitored",
                    ),
                ),
            ],
            options={
                "db_table": "monitored_month",
            },
        ),
        migrations.CreateModel(
            name="PolicyNotice",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("county", models.CharField(max_length=6, verbose_name="县区代码")),
                ("area", models.TextField(verbose_name="所在地代码")),
                ("policy", models.TextField(verbose_name="政策")),
                ("exited_year", models.IntegerField(verbose_name="脱贫年度")),
                ("ends_on", models.DateField(verbose_name="到期日")),
                ("told_on", models.DateField(verbose_name="告知日期")),
                ("document", models.TextField(verbose_name="凭证")),
                ("households", models.IntegerField(verbose_name="户数")),
            ],
            options={
                "db_table": "policy_notice",
                "constraints": [
                    models.UniqueConstraint(fields=("area", "policy", "exited_year"), name="policy_notice_once")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="clue",
            index=models.Index(fields=["area", "state"], name="clue_area"),
        ),
        migrations.AddIndex(
            model_name="clue",
            index=models.Index(fields=["household", "kind"], name="clue_household"),
        ),
        migrations.AddConstraint(
            model_name="clue",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("county", "household", "roster_household", "person", "kind"),
                name="clue_open_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="clue",
            constraint=models.CheckConstraint(
                condition=models.Q(("household__isnull", False), ("roster_household__isnull", False), _connector="OR"),
                name="clue_about_a_household",
            ),
        ),
        migrations.AddConstraint(
            model_name="clue",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("finding", None), ("state", "open"), ("verified_on", None)),
                    models.Q(
                        models.Q(("state", "open"), _negated=True),
                        ("finding__isnull", False),
                        ("reason__isnull", False),
                        ("verified_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="clue_verified_iff_not_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="clue",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("finding", "untrue"), _negated=True), ("proof__isnull", False), _connector="OR"
                ),
                name="clue_untrue_with_proof",
            ),
        ),
        migrations.AddConstraint(
            model_name="clue",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("case_id__isnull", False), ("state", "opened")),
                    models.Q(models.Q(("state", "opened"), _negated=True), ("case_id", None)),
                    _connector="OR",
                ),
                name="clue_opened_with_a_case",
            ),
        ),
        migrations.AddIndex(
            model_name="listrow",
            index=models.Index(fields=["area", "outcome"], name="department_list_row_area"),
        ),
        migrations.AddIndex(
            model_name="listrow",
            index=models.Index(
                condition=models.Q(("clue__isnull", False)), fields=["clue"], name="department_list_row_clue"
            ),
        ),
        migrations.AddConstraint(
            model_name="listrow",
            constraint=models.UniqueConstraint(fields=("department_list", "row"), name="department_list_row_once"),
        ),
        migrations.AddConstraint(
            model_name="listrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "matched"), _negated=True),
                    ("household__isnull", False),
                    ("roster_household__isnull", False),
                    _connector="OR",
                ),
                name="department_list_row_matched_to_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="listrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome", "suspected"), ("name_sealed", None), _connector="OR"),
                name="department_list_row_name_while_suspected",
            ),
        ),
        migrations.AddIndex(
            model_name="monitored",
            index=models.Index(fields=["area", "lifted_on"], name="monitored_area"),
        ),
        migrations.AddConstraint(
            model_name="monitored",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_on", None)), fields=("household",), name="monitored_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="monitored",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lifted_by", None), ("lifted_on", None)),
                    models.Q(("lifted_by__isnull", False), ("lifted_on__isnull", False)),
                    _connector="OR",
                ),
                name="monitored_lifted_somehow",
            ),
        ),
        migrations.AddConstraint(
            model_name="monitored",
            constraint=models.CheckConstraint(
                condition=models.Q(("lifted_on", None), ("lifted_on__gte", models.F("since")), _connector="OR"),
                name="monitored_lifted_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="monitoredmonth",
            constraint=models.UniqueConstraint(fields=("monitored", "month"), name="monitored_month_once"),
        ),
        migrations.AddConstraint(
            model_name="monitoredmonth",
            constraint=models.CheckConstraint(condition=models.Q(("month__day", 1)), name="monitored_month_is_a_first"),
        ),
        *[Guarded(table, columns(text), household=HOUSEHOLDS.get(table)) for table, text in DIGESTS.items()],
        *[Bound(table, pointing) for table, pointing in REFERENCES.items()],
        *[Kept(table) for table in ("clue", "department_list", "monitored")],
        migrations.RunSQL(SEEN_BELOW, "drop policy seen_below on department_list"),
        migrations.RunSQL("grant usage on all sequences in schema public to luoshu_app", migrations.RunSQL.noop),
    ]
