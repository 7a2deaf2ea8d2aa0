import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from luoshu.core.bonds import Bound, Kept
from luoshu.core.tables import Guarded

# What version 1 of each table's digest seals, column by column in this order.
DIGESTS = {
    "case_file": """
        id county area kind variant subject code household_id person_id reason state organ level outcome opened_on
        entered_at since closed_on opens_on due_on notice_id open_objections marks is_exclusive proposer_id
        deputy_id origin_id bundle detail secret_sealed
    """,
    "case_step": """
        id county area case_id household_id step before after organ happened_on entered_at is_late user_id actor
        role meeting_id notice_id document_no votes_for votes_against votes_abstained note
    """,
    "case_meeting": """
        id county area organ held_on entered_at place agenda entitled present document_no user_id
    """,
    "case_recusal": """
        id county area case_id household_id meeting_id user_id name why deputy_id deputy_name struck_for
        struck_against entered_at recorder_id
    """,
    "case_notice": """
        id county area kind case_kind organ place text document_no state entered_at posted_on ends_on taken_down_on
        counted entries user_id
    """,
    "case_notice_entry": """
        id county area notice_id case_id household_id number head_name group_name members
    """,
    "case_objection": """
        id county area kind notice_id case_id household_id receipt source received_on entered_at is_anonymous
        text_sealed name_sealed contact_sealed organ accused due_on state decided_on answer meeting_id user_id
        decider_id
    """,
    "case_proof": """
        id county area kind case_id household_id meeting_id notice_id objection_id step_id made_on taken_at latitude
        longitude document_no kept_at witness note file sha256 size media_type entered_at user_id
    """,
    "relative": """
        id county area household_id user_id name organ_level duty relation source since until entered_at recorder_id
    """,
}
# The column that says whose household a row is about, for those who reach listed households. Not for objections: a
# helper learns of none.
HOUSEHOLDS = dict.fromkeys(
    ("case_file", "case_step", "case_recusal", "case_notice_entry", "case_proof", "relative"), "household_id"
)
# A meeting or a notice may be the city's: only the case binds.
OF_CASES = ("case_step", "case_recusal", "case_notice_entry", "case_objection", "case_proof")
# Meetings and notices above are told to those below: what was decided about them, and where it was posted.
SEEN_BELOW = """
create policy seen_below on {table} for select using (area in (
  rpad(left((select luoshu_place()), 4), 12, '0'), rpad(left((select luoshu_place()), 6), 12, '0'),
  rpad(left((select luoshu_place()), 9), 12, '0')));
"""
# What was decided, and what proves it, stays: a step is never changed, a proof is only bound to the step it served.
# Only the place follows the household.
STAYS = """
revoke update, delete on case_step, case_meeting, case_proof from luoshu_app;
revoke delete on case_recusal, case_notice, case_objection, relative from luoshu_app;
grant update (area) on case_step to luoshu_app;
grant update (area, step_id) on case_proof to luoshu_app;
"""
# Which of these households an account helps, or is related to: asked past row-level security, for a posting elsewhere
# binds as much as the one somebody acts in. The answer names only households that were asked about.
TIES = """
create function luoshu_helped(account bigint, day date, households bigint[]) returns table (household_id bigint)
language sql stable security definer set search_path = public, pg_temp
set luoshu.low = '0' set luoshu.high = ':' set luoshu.rolls = '{}' as $$
  select distinct l.household_id from posting p
  join roll r on r.id = any (p.rolls) and r.kind = 'helped'
  join roll_household l on l.roll_id = r.id and l.household_id = any (households)
  where p.user_id = account and p.since <= day and (p.until is null or p.until >= day)
$$;
create function luoshu_related(account bigint, day date, households bigint[]) returns table (household_id bigint)
language sql stable security definer set search_path = public, pg_temp
set luoshu.low = '0' set luoshu.high = ':' set luoshu.rolls = '{}' as $$
  select distinct r.household_id from relative r
  where r.user_id = account and r.household_id = any (households) and (r.until is null or r.until >= day)
$$;
revoke execute on function luoshu_helped, luoshu_related from public;
grant execute on function luoshu_helped, luoshu_related to luoshu_app;
grant usage on all sequences in schema public to luoshu_app;
"""
GUARDS = [
    *[Guarded(table, tuple(columns.split()), household=HOUSEHOLDS.get(table)) for table, columns in DIGESTS.items()],
    *[migrations.RunSQL(SEEN_BELOW.format(table=table)) for table in ("case_meeting", "case_notice")],
    Kept("case_file"),
    *[Bound(table, (("case_id", "case_file"),)) for table in OF_CASES],
    migrations.RunSQL(STAYS, migrations.RunSQL.noop),
    migrations.RunSQL(TIES, "drop function luoshu_helped; drop function luoshu_related"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0004_personal"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseFile",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("county", models.CharField(max_length=6, verbose_name="县")),
                ("area", models.CharField(max_length=16, verbose_name="范围")),
                ("kind", models.CharField(max_length=40, verbose_name="事项")),
                ("variant", models.CharField(max_length=40, verbose_name="程序")),
                ("subject", models.CharField(max_length=10, verbose_name="对象种类")),
                ("code", models.TextField(verbose_name="对象编号")),
                ("household_id", models.BigIntegerField(null=True, verbose_name="户")),
                ("person_id", models.BigIntegerField(null=True, verbose_name="人")),
                ("reason", models.CharField(blank=True, max_length=40, verbose_name="事由")),
                ("state", models.CharField(max_length=40, verbose_name="状态")),
                ("organ", models.CharField(max_length=30, verbose_name="经办")),
                ("level", models.CharField(max_length=10, verbose_name="层级")),
                ("outcome", models.CharField(blank=True, max_length=10, verbose_name="结果")),
                ("opened_on", models.DateField(verbose_name="发生日期")),
                ("entered_at", models.DateTimeField(verbose_name="录入时间")),
                ("since", models.DateField(verbose_name="进入状态日期")),
                ("closed_on", models.DateField(null=True, verbose_name="办结日期")),
                ("opens_on", models.DateField(null=True, verbose_name="可办日期")),
                ("due_on", models.DateField(null=True, verbose_name="应办日期")),
                ("open_objections", models.SmallIntegerField(default=0, verbose_name="未结异议")),
                (
                    "marks",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None, verbose_name="已办并行事项"
                    ),
                ),
                ("is_exclusive", models.BooleanField(verbose_name="同类只办一件")),
                ("bundle", models.CharField(blank=True, max_length=40, verbose_name="同案编号")),
                (
                    "detail",
                    models.JSONField(default=dict, help_text="不含个人信息：编号、代码、日期", verbose_name="内容"),
                ),
                ("secret_sealed", models.BinaryField(null=True, verbose_name="内容（密）")),
                (
                    "deputy",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="代办人",
                    ),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="following",
                        to="core.casefile",
                        verbose_name="来源事项",
                    ),
                ),
                (
                    "proposer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出人",
                    ),
                ),
            ],
            options={
                "db_table": "case_file",
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("county", models.CharField(max_length=6, verbose_name="县")),
                ("area", models.CharField(max_length=16, verbose_name="范围")),
                ("organ", models.CharField(max_length=30, verbose_name="机构")),
                ("held_on", models.DateField(verbose_name="会议日期")),
                ("entered_at", models.DateTimeField(verbose_name="录入时间")),
                ("place", models.CharField(blank=True, max_length=100, verbose_name="地点")),
                ("agenda", models.TextField(blank=True, help_text="不含个人信息", verbose_name="议题")),
                ("entitled", models.SmallIntegerField(verbose_name="应到")),
                ("present", models.SmallIntegerField(verbose_name="实到")),
                ("document_no", models.CharField(blank=True, max_length=100, verbose_name="文号")),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="录入人",
                    ),
                ),
            ],
            options={
                "db_table": "case_meeting",
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("county", models.CharField(max_length=6, verbose_name="县")),
                ("area", models.CharField(max_length=16, verbose_name="范围")),
                ("kind", models.CharField(max_length=40, verbose_name="种类")),
                ("case_kind", models.CharField(max_length=40, verbose_name="事项")),
                ("organ", models.CharField(max_length=30, verbose_name="公示机构")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="张贴处")),
                ("text", models.TextField(blank=True, help_text="不含个人信息", verbose_name="正文")),
                ("document_no", models.CharField(blank=True, max_length=100, verbose_name="文号")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "待张贴"),
                            ("posted", "公示中"),
                            ("proved", "期满留证"),
                            ("withdrawn", "已撤下"),
                        ],
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("entered_at", models.DateTimeField(verbose_name="录入时间")),
                ("posted_on", models.DateField(null=True, verbose_name="张贴日期")),
                ("ends_on", models.DateField(null=True, verbose_name="期满日期")),
                ("taken_down_on", models.DateField(null=True, verbose_name="撤下日期")),
                ("counted", models.JSONField(default=dict, verbose_name="期限怎样计算")),
                ("entries", models.IntegerField(verbose_name="户数")),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="录入人",
                    ),
                ),
            ],
            options={
                "db_table": "case_notice",
            },
        ),
        migrations.CreateModel(
            name="CaseStep",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("county", models.CharField(max_length=6, verbose_name="县")),
                ("area", models.CharField(max_length=16, verbose_name="范围")),
                ("household_id", models.BigIntegerField(null=True, verbose_name="户")),
                ("step", models.CharField(max_length=40, verbose_name="步骤")),
                ("before", models.CharField(blank=True, max_length=40, verbose_name="原状态")),
                ("after", models.CharField(max_length=40, verbose_name="新状态")),
                ("organ", models.CharField(max_length=30, verbose_name="决定机构")),
                ("happened_on", models.DateField(verbose_name="发生日期")),
                ("entered_at", models.DateTimeField(verbose_name="录入时间")),
                ("is_late", models.BooleanField(verbose_name="补录")),
                ("actor", models.CharField(max_length=200, verbose_name="录入人姓名")),
                ("role", models.CharField(max_length=30, verbose_name="岗位")),
                ("document_no", models.CharField(blank=True, max_length=100, verbose_name="文号")),
                ("votes_for", models.SmallIntegerField(null=True, verbose_name="同意")),
                ("votes_against", models.SmallIntegerField(null=True, verbose_name="反对")),
                ("votes_abstained", models.SmallIntegerField(null=True, verbose_name="弃权")),
                ("note", models.TextField(blank=True, help_text="不含个人信息", verbose_name="说明")),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="steps",
                        to="core.casefile",
                        verbose_name="事项",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="录入人",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="steps",
                        to="core.meeting",
                        verbose_name="会议",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="steps",
                        to="core.notice",
                        verbose_name="公示",
                    ),
                ),
            ],
            options={
                "db_table": "case_step",
            },
        ),
        migrations.AddField(
            model_name="casefile",
            name="notice",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="core.notice",
                verbose_name="公示",
            ),
        ),
        migrations.CreateModel(
            name="NoticeEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("county", models.CharField(max_length=6, verbose_name="县")),
                ("area", models.CharField(max_length=16, verbose_name="范围")),
                ("household_id", models.BigIntegerField(null=True, verbose_name="户")),
                ("number", models.IntegerField(verbose_name="序号")),
                ("head_name", models.CharField(blank=True, max_length=60, verbose_name="户主")),
                ("group_name", models.CharField(blank=True, max_length=60, verbose_name="村民组")),
                ("members", models.SmallIntegerField(null=True, verbose_name="人数")),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="notices",
                        to="core.casefile",
                        verbose_name="事项",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="lines",
                        to="core.notice",
                        verbose_name="公示",
                    ),
                ),
            ],
            options={
                "db_table": "case_notice_entry",
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("county", models.CharField(max_length=6, verbose_name="县")),
                ("area", models.CharField(max_length=16, verbose_name="范围")),
                (
                    "kind",
                    models.CharField(
                        choices=[("objection", "异议"), ("report", "反映")], max_length=10, verbose_name="种类"
                    ),
                ),
                ("household_id", models.BigIntegerField(null=True, verbose_name="户")),
                ("receipt", models.CharField(max_length=20, unique=True, verbose_name="回执号")),
                ("source", models.CharField(max_length=20, verbose_name="来源")),
                ("received_on", models.DateField(verbose_name="收到日期")),
                ("entered_at", models.DateTimeField(verbose_name="录入时间")),
                ("is_anonymous", models.BooleanField(verbose_name="匿名")),
                ("text_sealed", models.BinaryField(null=True, verbose_name="内容")),
                ("name_sealed", models.BinaryField(null=True, verbose_name="反映人")),
                ("contact_sealed", models.BinaryField(null=True, verbose_name="联系方式")),
                ("organ", models.CharField(max_length=30, verbose_name="核查机构")),
                ("accused", models.CharField(blank=True, max_length=30, verbose_name="被反映单位")),
                ("due_on", models.DateField(null=True, verbose_name="答复期限")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "核查中"),
                            ("upheld", "成立"),
                            ("rejected", "不成立"),
                            ("withdrawn", "本人撤回"),
                            ("passed_on", "转办"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("decided_on", models.DateField(null=True, verbose_name="办结日期")),
                ("answer", models.TextField(blank=True, help_text="可以公开，不含个人信息", verbose_name="答复")),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="objections",
                        to="core.casefile",
                        verbose_name="事项",
                    ),
                ),
                (
                    "decider",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="办结录入人",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="objections",
                        to="core.meeting",
                        verbose_name="会议",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="objections",
                        to="core.notice",
                        verbose_name="公示",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="录入人",
                    ),
                ),
            ],
            options={
                "db_table": "case_objection",
            },
        ),
        migrations.CreateModel(
            name="Proof",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("county", models.CharField(max_length=6, verbose_name="县")),
                ("area", models.CharField(max_length=16, verbose_name="范围")),
                ("kind", models.CharField(max_length=40, verbose_name="种类")),
                ("household_id", models.BigIntegerField(null=True, verbose_name="户")),
                ("made_on", models.DateField(verbose_name="形成日期")),
                ("taken_at", models.DateTimeField(null=True, verbose_name="拍摄时间")),
                ("latitude", models.FloatField(null=True, verbose_name="纬度")),
                ("longitude", models.FloatField(null=True, verbose_name="经度")),
                ("document_no", models.CharField(blank=True, max_length=100, verbose_name="文号")),
                ("kept_at", models.CharField(blank=True, max_length=100, verbose_name="原件存放处")),
                ("witness", models.CharField(blank=True, max_length=60, verbose_name="见证人")),
                ("note", models.TextField(blank=True, help_text="不含个人信息", verbose_name="说明")),
                ("file", models.CharField(blank=True, max_length=80, verbose_name="文件")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="文件摘要")),
                ("size", models.IntegerField(null=True, verbose_name="大小")),
                ("media_type", models.CharField(blank=True, max_length=60, verbose_name="格式")),
                ("entered_at", models.DateTimeField(verbose_name="录入时间")),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="proofs",
                        to="core.casefile",
                        verbose_name="事项",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="proofs",
                        to="core.meeting",
                        verbose_name="会议",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="proofs",
                        to="core.notice",
                        verbose_name="公示",
                    ),
                ),
                (
                    "objection",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="proofs",
                        to="core.objection",
                        verbose_name="异议",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="proofs",
                        to="core.casestep",
                        verbose_name="步骤",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="录入人",
                    ),
                ),
            ],
            options={
                "db_table": "case_proof",
            },
        ),
        migrations.CreateModel(
            name="Recusal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("county", models.CharField(max_length=6, verbose_name="县")),
                ("area", models.CharField(max_length=16, verbose_name="范围")),
                ("household_id", models.BigIntegerField(null=True, verbose_name="户")),
                ("name", models.CharField(max_length=60, verbose_name="回避人")),
                ("why", models.CharField(max_length=20, verbose_name="原因")),
                ("deputy_name", models.CharField(max_length=60, verbose_name="代办人")),
                ("struck_for", models.SmallIntegerField(default=0, verbose_name="剔除同意票")),
                ("struck_against", models.SmallIntegerField(default=0, verbose_name="剔除反对票")),
                ("entered_at", models.DateTimeField(verbose_name="录入时间")),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="recusals",
                        to="core.casefile",
                        verbose_name="事项",
                    ),
                ),
                (
                    "deputy",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="代办人账号",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="recusals",
                        to="core.meeting",
                        verbose_name="会议",
                    ),
                ),
                (
                    "recorder",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="录入人",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="回避人账号",
                    ),
                ),
            ],
            options={
                "db_table": "case_recusal",
            },
        ),
        migrations.CreateModel(
            name="Relative",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("county", models.CharField(max_length=6, verbose_name="县")),
                ("area", models.CharField(max_length=16, verbose_name="范围")),
                ("household_id", models.BigIntegerField(verbose_name="户")),
                ("name", models.CharField(max_length=60, verbose_name="干部姓名")),
                ("organ_level", models.CharField(max_length=10, verbose_name="干部所在层级")),
                ("duty", models.CharField(blank=True, max_length=60, verbose_name="职务")),
                ("relation", models.CharField(max_length=20, verbose_name="关系")),
                ("source", models.CharField(max_length=20, verbose_name="来源")),
                ("since", models.DateField(verbose_name="起")),
                ("until", models.DateField(null=True, verbose_name="止")),
                ("entered_at", models.DateTimeField(verbose_name="录入时间")),
                (
                    "recorder",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="录入人",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="干部账号",
                    ),
                ),
            ],
            options={
                "db_table": "relative",
            },
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(fields=["area", "held_on"], name="case_meeting_area"),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("present__gte", 0), ("present__lte", models.F("entitled"))),
                name="case_meeting_no_more_than_entitled",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["area", "ends_on"], name="case_notice_area"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["state", "ends_on"], name="case_notice_state"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("draft", "withdrawn")),
                    models.Q(("ends_on__isnull", False), ("posted_on__isnull", False)),
                    _connector="OR",
                ),
                name="case_notice_posted_with_term",
            ),
        ),
        migrations.AddIndex(
            model_name="casestep",
            index=models.Index(fields=["case", "id"], name="case_step_case"),
        ),
        migrations.AddIndex(
            model_name="casestep",
            index=models.Index(fields=["user", "case"], name="case_step_user"),
        ),
        migrations.AddIndex(
            model_name="casestep",
            index=models.Index(
                condition=models.Q(("meeting__isnull", False)), fields=["meeting"], name="case_step_meeting"
            ),
        ),
        migrations.AddIndex(
            model_name="casefile",
            index=models.Index(
                condition=models.Q(("closed_on", None)), fields=["level", "area", "due_on"], name="case_file_open"
            ),
        ),
        migrations.AddIndex(
            model_name="casefile",
            index=models.Index(fields=["kind", "area", "state"], name="case_file_kind"),
        ),
        migrations.AddIndex(
            model_name="casefile",
            index=models.Index(
                condition=models.Q(("household_id__isnull", False)), fields=["household_id"], name="case_file_household"
            ),
        ),
        migrations.AddIndex(
            model_name="casefile",
            index=models.Index(
                condition=models.Q(("person_id__isnull", False)), fields=["person_id"], name="case_file_person"
            ),
        ),
        migrations.AddIndex(
            model_name="casefile",
            index=models.Index(fields=["code"], name="case_file_code"),
        ),
        migrations.AddIndex(
            model_name="casefile",
            index=models.Index(
                condition=models.Q(("bundle", ""), _negated=True), fields=["bundle"], name="case_file_bundle"
            ),
        ),
        migrations.AddIndex(
            model_name="casefile",
            index=models.Index(
                condition=models.Q(("origin__isnull", False)), fields=["origin"], name="case_file_origin"
            ),
        ),
        migrations.AddIndex(
            model_name="casefile",
            index=models.Index(
                condition=models.Q(("deputy__isnull", False)), fields=["deputy"], name="case_file_deputy"
            ),
        ),
        migrations.AddConstraint(
            model_name="casefile",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_on", None), ("is_exclusive", True)),
                fields=("kind", "code"),
                name="case_file_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="casefile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_on", None), ("outcome", "")),
                    models.Q(("closed_on__isnull", False), models.Q(("outcome", ""), _negated=True)),
                    _connector="OR",
                ),
                name="case_file_closed_with_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="casefile",
            constraint=models.CheckConstraint(
                condition=models.Q(("open_objections__gte", 0)), name="case_file_objections_counted"
            ),
        ),
        migrations.AddIndex(
            model_name="noticeentry",
            index=models.Index(fields=["notice", "number"], name="case_notice_entry_notice"),
        ),
        migrations.AddIndex(
            model_name="noticeentry",
            index=models.Index(fields=["case"], name="case_notice_entry_case"),
        ),
        migrations.AddIndex(
            model_name="objection",
            index=models.Index(
                condition=models.Q(("case__isnull", False)), fields=["case"], name="case_objection_case"
            ),
        ),
        migrations.AddIndex(
            model_name="objection",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["area", "due_on"], name="case_objection_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_on", None), ("state", "open")),
                    models.Q(models.Q(("state", "open"), _negated=True), ("decided_on__isnull", False)),
                    _connector="OR",
                ),
                name="case_objection_decided_on_a_day",
            ),
        ),
        migrations.AddIndex(
            model_name="proof",
            index=models.Index(
                condition=models.Q(("case__isnull", False)), fields=["case", "step"], name="case_proof_case"
            ),
        ),
        migrations.AddIndex(
            model_name="proof",
            index=models.Index(
                condition=models.Q(("meeting__isnull", False)), fields=["meeting"], name="case_proof_meeting"
            ),
        ),
        migrations.AddIndex(
            model_name="proof",
            index=models.Index(
                condition=models.Q(("notice__isnull", False)), fields=["notice"], name="case_proof_notice"
            ),
        ),
        migrations.AddConstraint(
            model_name="proof",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("case__isnull", False),
                    ("meeting__isnull", False),
                    ("notice__isnull", False),
                    ("objection__isnull", False),
                    _connector="OR",
                ),
                name="case_proof_of_something",
            ),
        ),
        migrations.AddIndex(
            model_name="recusal",
            index=models.Index(fields=["case"], name="case_recusal_case"),
        ),
        migrations.AddIndex(
            model_name="relative",
            index=models.Index(fields=["household_id"], name="relative_household"),
        ),
        migrations.AddIndex(
            model_name="relative",
            index=models.Index(condition=models.Q(("user__isnull", False)), fields=["user"], name="relative_user"),
        ),
        *GUARDS,
    ]
