import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from luoshu.core.bonds import Bound
from luoshu.core.tables import Guarded

# What version 1 of each table's digest seals, column by column in this order.
DIGESTS = {
    "evidence": """
        id county area subject household_id year standard items kind finding checked_on checker document note entered_at
        withdrawn_at withdrawn_reason
    """,
    "household_decision": """
        id county area household_id kind happened_on year before after organ document case_id other_id revokes_id reason
        entered_at
    """,
    "place_decision": "id county area level kind happened_on year organ document case_id reason entered_at",
    "continued_policy": """
        id county area household_id policy exited_on until document told_on stopped_on reason entered_at
    """,
}
HOUSEHOLDS = dict.fromkeys(("evidence", "household_decision", "continued_policy"), "household_id")
REFERENCES = {
    "evidence": (("household_id", "household"),),
    "household_decision": (("household_id", "household"), ("other_id", "household")),
    "continued_policy": (("household_id", "household"),),
}
# What became of a county or a village is told to those below it too.
SEEN_BELOW = """
create policy seen_below on place_decision for select using (area in (
  rpad(left((select luoshu_place()), 4), 12, '0'), rpad(left((select luoshu_place()), 6), 12, '0'),
  rpad(left((select luoshu_place()), 9), 12, '0')));
"""
UNSEEN = "drop policy seen_below on place_decision;"


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0002_closings"),
    ]

    operations = [
        migrations.CreateModel(
            name="PlaceDecision",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("county", models.CharField(max_length=6, verbose_name="县区代码")),
                ("area", models.TextField(verbose_name="所在地代码")),
                ("level", models.TextField(choices=[("village", "村"), ("county", "县")], verbose_name="层级")),
                (
                    "kind",
                    models.TextField(
                        choices=[("listed", "列入"), ("exited", "退出"), ("undone", "退出回退")], verbose_name="认定"
                    ),
                ),
                ("happened_on", models.DateField(verbose_name="认定日期")),
                ("year", models.IntegerField(verbose_name="年度")),
                ("organ", models.TextField(verbose_name="认定机构")),
                ("document", models.TextField(blank=True, default="", verbose_name="文号")),
                ("case_id", models.BigIntegerField(null=True, verbose_name="事项")),
                ("reason", models.TextField(blank=True, default="", verbose_name="原因")),
                ("entered_at", models.DateTimeField(verbose_name="录入时间")),
            ],
            options={
                "db_table": "place_decision",
                "indexes": [models.Index(fields=["area", "level", "happened_on"], name="place_decision_area")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("case_id__isnull", False), models.Q(("organ", ""), _negated=True), _connector="OR"
                        ),
                        name="place_decision_by_somebody",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ContinuedPolicy",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("county", models.CharField(max_length=6, verbose_name="县区代码")),
                ("area", models.TextField(verbose_name="所在地代码")),
                ("policy", models.TextField(verbose_name="政策")),
                ("exited_on", models.DateField(verbose_name="脱贫日期")),
                ("until", models.DateField(null=True, verbose_name="到期日")),
                ("document", models.TextField(blank=True, default="", verbose_name="凭证")),
                ("told_on", models.DateField(null=True, verbose_name="告知日期")),
                ("stopped_on", models.DateField(null=True, verbose_name="停止日期")),
                ("reason", models.TextField(blank=True, default="", verbose_name="停止原因")),
                ("entered_at", models.DateTimeField(verbose_name="录入时间")),
                (
                    "household",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="continued_policies",
                        to="registry.household",
                    ),
                ),
            ],
            options={
                "db_table": "continued_policy",
                "indexes": [
                    models.Index(
                        condition=models.Q(("stopped_on", None)), fields=["area", "until"], name="continued_policy_area"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("household", "policy", "exited_on"), name="continued_policy_once"),
                    models.CheckConstraint(
                        condition=models.Q(("until", None), ("until__gte", models.F("exited_on")), _connector="OR"),
                        name="continued_policy_ends_after_exit",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("county", models.CharField(max_length=6, verbose_name="县区代码")),
                ("area", models.TextField(verbose_name="所在地代码")),
                (
                    "subject",
                    models.TextField(
                        choices=[("household", "户"), ("village", "村"), ("county", "县")], verbose_name="对象"
                    ),
                ),
                ("year", models.IntegerField(verbose_name="年度")),
                ("standard", models.TextField(verbose_name="标准")),
                (
                    "items",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None, verbose_name="核查项目"
                    ),
                ),
                ("kind", models.TextField(verbose_name="佐证种类")),
                (
                    "finding",
                    models.TextField(
                        choices=[("met", "达标"), ("not_met", "不达标"), ("unclear", "未能核实")],
                        verbose_name="核查结果",
                    ),
                ),
                ("checked_on", models.DateField(verbose_name="核查日期")),
                ("checker", models.TextField(verbose_name="核查人")),
                ("document", models.TextField(blank=True, default="", verbose_name="文号或存放处")),
                ("note", models.TextField(blank=True, default="", verbose_name="说明")),
                ("entered_at", models.DateTimeField(verbose_name="录入时间")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="撤回时间")),
                ("withdrawn_reason", models.TextField(null=True, verbose_name="撤回原因")),
                (
                    "household",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="evidence",
                        to="registry.household",
                    ),
                ),
            ],
            options={
                "db_table": "evidence",
                "indexes": [
                    models.Index(
                        condition=models.Q(("household__isnull", False)),
                        fields=["household", "year"],
                        name="evidence_household",
                    ),
                    models.Index(fields=["area", "year", "subject"], name="evidence_area"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("household__isnull", False), ("subject", "household")),
                            models.Q(models.Q(("subject", "household"), _negated=True), ("household", None)),
                            _connector="OR",
                        ),
                        name="evidence_of_its_subject",
                    ),
                    models.CheckConstraint(condition=models.Q(("items__len__gt", 0)), name="evidence_of_something"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at", None), ("withdrawn_reason", None)),
                            models.Q(("withdrawn_at__isnull", False), ("withdrawn_reason__isnull", False)),
                            _connector="OR",
                        ),
                        name="evidence_withdrawn_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HouseholdDecision",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("county", models.CharField(max_length=6, verbose_name="县区代码")),
                ("area", models.TextField(verbose_name="所在地代码")),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("registered", "识别纳入"),
                            ("prepared", "预脱贫"),
                            ("exited", "脱贫"),
                            ("returned", "返贫"),
                            ("undone", "脱贫回退"),
                            ("removed", "清退"),
                            ("ended", "自然销户"),
                            ("moved", "整户迁移"),
                            ("split", "分户"),
                            ("merged", "并户"),
                            ("corrected", "更正"),
                            ("settled", "重复登记处理"),
                            ("lost", "失联"),
                            ("found", "恢复联系"),
                            ("member_in", "增加成员"),
                            ("member_out", "减少成员"),
                        ],
                        verbose_name="认定",
                    ),
                ),
                ("happened_on", models.DateField(verbose_name="认定日期")),
                ("year", models.IntegerField(verbose_name="年度")),
                ("before", models.TextField(null=True, verbose_name="原脱贫属性")),
                ("after", models.TextField(null=True, verbose_name="新脱贫属性")),
                ("organ", models.TextField(verbose_name="认定机构")),
                ("document", models.TextField(blank=True, default="", verbose_name="文号")),
                ("case_id", models.BigIntegerField(null=True, verbose_name="事项")),
                ("reason", models.TextField(blank=True, default="", verbose_name="原因")),
                ("entered_at", models.DateTimeField(verbose_name="录入时间")),
                (
                    "household",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="decisions",
                        to="registry.household",
                    ),
                ),
                (
                    "other",
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
                    "revokes",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="revoked_by",
                        to="registry.householddecision",
                    ),
                ),
            ],
            options={
                "db_table": "household_decision",
                "indexes": [
                    models.Index(fields=["household", "happened_on"], name="household_decision_household"),
                    models.Index(fields=["area", "year", "kind"], name="household_decision_area"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("case_id__isnull", False), models.Q(("organ", ""), _negated=True), _connector="OR"
                        ),
                        name="household_decision_by_somebody",
                    )
                ],
            },
        ),
        *(Guarded(table, digest.split(), household=HOUSEHOLDS.get(table)) for table, digest in DIGESTS.items()),
        *(Bound(table, columns) for table, columns in REFERENCES.items()),
        migrations.RunSQL(SEEN_BELOW, UNSEEN),
    ]
