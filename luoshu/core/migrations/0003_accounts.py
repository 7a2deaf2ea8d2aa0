import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import luoshu.core.clock

GRANTS = """
grant select, insert, delete on log_in_try, password_used, recovery_code to luoshu_app;
"""
# Who runs, guards or watches the machine holds no other duty at the same time, whoever writes the row. The lock keeps
# two appointments of one account apart.
ALONE = """
create function luoshu_no_second_duty() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare alone text[] := array['system_administrator', 'security_administrator', 'audit_administrator'];
begin
  perform pg_advisory_xact_lock(hashtext('posting'), hashtext(new.user_id::text));
  if exists (
    select from posting p
    where p.user_id = new.user_id and p.id <> new.id and p.role <> new.role
      and (p.role = any (alone) or new.role = any (alone))
      and daterange(p.since, p.until, '[]') && daterange(new.since, new.until, '[]')
  ) then
    raise exception 'an administrator of the machine has no other duty' using errcode = '23514';
  end if;
  return null;
end $$;
revoke execute on function luoshu_no_second_duty() from public;
create trigger no_second_duty after insert or update of user_id, role, since, until on posting
  for each row execute function luoshu_no_second_duty();
"""
NOT_ALONE = "drop trigger no_second_duty on posting; drop function luoshu_no_second_duty();"


class Migration(migrations.Migration):
    dependencies = [("core", "0002_log")]

    operations = [
        migrations.AddField(
            "account",
            "epoch",
            models.IntegerField(default=0, help_text="加一，所有已登录的会话即告失效", verbose_name="会话代次"),
        ),
        migrations.AddField(
            "account",
            "is_password_given",
            models.BooleanField(default=False, help_text="本人首次登录须改", verbose_name="密码由管理员给定"),
        ),
        migrations.AddField(
            "account",
            "password_since",
            models.DateTimeField(default=luoshu.core.clock.now, verbose_name="密码启用时间"),
        ),
        migrations.CreateModel(
            name="LogInTry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.BinaryField(verbose_name="来处")),
                ("at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "db_table": "log_in_try",
                "indexes": [
                    models.Index(fields=["key", "at"], name="log_in_try_key"),
                    models.Index(fields=["at"], name="log_in_try_at"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PasswordUsed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="密码摘要")),
                ("until", models.DateTimeField(verbose_name="停用时间")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="passwords_used",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
            ],
            options={"db_table": "password_used"},
        ),
        migrations.CreateModel(
            name="RecoveryCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mac", models.BinaryField(verbose_name="摘要")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recovery_codes",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
            ],
            options={"db_table": "recovery_code"},
        ),
        migrations.RunSQL(GRANTS),
        migrations.RunSQL(ALONE, NOT_ALONE),
    ]
