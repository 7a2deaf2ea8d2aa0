import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from luoshu.core.tables import Guarded

# One's own exports are seen in every posting; those of audit and discipline by nobody else.
OWN = """
create policy own on export using (user_id = (select luoshu_account()));
create policy unsealed on export as restrictive using (
  not sealed or user_id = (select luoshu_account()) or (select luoshu_proves()));
"""
# What has left is never taken back: rows stay, and only what is decided about them changes.
STAYS = """
revoke delete, update on export from luoshu_app;
grant update (state, decided_by_id, decided_at, sha256) on export to luoshu_app;
"""
READING = """
alter table reading_day add constraint reading_day_only_more check (records >= 0);
grant select, insert on reading_day to luoshu_app;
grant update (records, marked_at) on reading_day to luoshu_app;
create function luoshu_reading_only_grows() returns trigger language plpgsql as $$
begin
  if new.records < old.records or (old.marked_at is not null and new.marked_at is distinct from old.marked_at) then
    raise exception 'what was read stays read' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger only_grows before update on reading_day for each row execute function luoshu_reading_only_grows();
"""
COLUMNS = (
    "id", "county", "area", "user_id", "name", "kind", "rows", "at", "day", "state", "reason", "sha256",
    "decided_by_id", "decided_at", "sealed",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("core", "0003_accounts")]

    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("county", models.CharField(max_length=6, verbose_name="县")),
                ("area", models.CharField(max_length=16, verbose_name="范围")),
                ("name", models.TextField(verbose_name="名称")),
                ("kind", models.CharField(max_length=5, verbose_name="格式")),
                ("rows", models.IntegerField(verbose_name="行数")),
                ("at", models.DateTimeField(verbose_name="导出时间")),
                ("day", models.DateField(verbose_name="计入哪一天")),
                (
                    "state",
                    models.CharField(
                        choices=[("ready", "可下载"), ("waiting", "等待批准"), ("refused", "未批准")],
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="理由")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="文件摘要")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="批准时间")),
                ("sealed", models.BooleanField(default=False, verbose_name="密封")),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="批准人",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="导出人",
                    ),
                ),
            ],
            options={
                "db_table": "export",
                "indexes": [models.Index(fields=["user", "day"], name="export_user_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by", None), ("state", "waiting")),
                            ("state", "ready"),
                            models.Q(("decided_by__isnull", False), ("state", "refused")),
                            _connector="OR",
                        ),
                        name="export_refused_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("user")), _negated=True),
                            _connector="OR",
                        ),
                        name="export_released_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReadingDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="日期")),
                ("records", models.IntegerField(verbose_name="看过的记录数")),
                ("marked_at", models.DateTimeField(null=True, verbose_name="标记时间")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
            ],
            options={
                "db_table": "reading_day",
                "constraints": [models.UniqueConstraint(fields=("user", "day"), name="reading_day_once")],
            },
        ),
        Guarded("export", COLUMNS),
        migrations.RunSQL(OWN, "drop policy own on export; drop policy unsealed on export"),
        migrations.RunSQL(STAYS, migrations.RunSQL.noop),
        migrations.RunSQL(READING, "drop trigger only_grows on reading_day; drop function luoshu_reading_only_grows()"),
    ]
