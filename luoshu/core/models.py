"""Areas and their editions, accounts and postings, acts and the changes they made."""

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from luoshu.core import clock
from luoshu.core.cases import models as _cases  # noqa: F401  (its tables)
from luoshu.core.exports.models import Export as Export
from luoshu.core.exports.models import ReadingDay as ReadingDay
from luoshu.core.roles import ROLES
from luoshu.core.scope import ScopedManager


class AreaEdition(models.Model):
    """One issue of the division codes; exactly one is the edition the register is kept in."""

    name = models.CharField("版本", max_length=20, unique=True)
    since = models.DateField("起用日期", help_text="从这一天起，行政区划是这个样子")
    source = models.TextField("来源")
    in_use = models.BooleanField("登记所用版本", default=False)

    class Meta:
        db_table = "area_edition"
        constraints = [
            models.UniqueConstraint("in_use", condition=Q(in_use=True), name="area_edition_one_in_use"),
        ]

    def __str__(self):
        return self.name


class Area(models.Model):
    """A unit of the division of the land. The code's prefix is its path; below the village the levels are ours."""

    class Level(models.TextChoices):
        CITY = "city", "市"
        COUNTY = "county", "县（市、区）"
        TOWNSHIP = "township", "乡镇（街道）"
        VILLAGE = "village", "行政村（社区）"
        NATURAL_VILLAGE = "natural_village", "自然村"
        GROUP = "group", "村民组"

    edition = models.ForeignKey(AreaEdition, models.PROTECT, related_name="areas", verbose_name="版本")
    code = models.CharField("代码", max_length=16, help_text="4 市，6 县，9 乡，12 村，14 自然村，16 组")
    name = models.CharField("名称", max_length=60)
    level = models.CharField("级别", max_length=16, choices=Level)
    parent = models.CharField("上级代码", max_length=16, blank=True)

    class Meta:
        db_table = "area"
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="area_code_once_per_edition"),
            models.CheckConstraint(condition=Q(code__startswith=F("parent")), name="area_lies_in_parent"),
        ]

    def __str__(self):
        return self.name


class AreaSuccession(models.Model):
    """Which code of a later edition took over from which of an earlier one: one to one, merged or split."""

    old_edition = models.ForeignKey(AreaEdition, models.PROTECT, related_name="+", verbose_name="旧版本")
    new_edition = models.ForeignKey(AreaEdition, models.PROTECT, related_name="+", verbose_name="新版本")
    old = models.CharField("旧代码", max_length=16)
    new = models.CharField("新代码", max_length=16)

    class Meta:
        db_table = "area_succession"
        constraints = [
            models.UniqueConstraint(fields=["old_edition", "new_edition", "old", "new"], name="area_succession_once"),
        ]

    def __str__(self):
        return f"{self.old} → {self.new}"


class Account(AbstractUser):
    """A person who logs in. What they reach hangs on their postings, never on Django's groups."""

    name = models.CharField("姓名", max_length=60)
    first_name = None
    last_name = None
    epoch = models.IntegerField("会话代次", default=0, help_text="加一，所有已登录的会话即告失效")
    password_since = models.DateTimeField("密码启用时间", default=clock.now)
    is_password_given = models.BooleanField("密码由管理员给定", default=False, help_text="本人首次登录须改")

    class Meta:
        db_table = "account"

    def __str__(self):
        return self.name or self.username

    def get_full_name(self):
        return str(self)

    def get_short_name(self):
        return str(self)

    def _get_session_auth_hash(self, secret=None):
        """What a session must carry to be this account's: gone with the password, and with the epoch."""
        return salted_hmac("luoshu.session", f"{self.password}\x1f{self.epoch}", secret, algorithm="sha256").hexdigest()


class PasswordUsed(models.Model):
    """A password the account had before, hashed: the last ones may not be taken again."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="passwords_used", verbose_name="账号")
    password = models.CharField("密码摘要", max_length=128)
    until = models.DateTimeField("停用时间")

    class Meta:
        db_table = "password_used"

    def __str__(self):
        return f"{self.account_id} {self.until:%Y-%m-%d}"


class RecoveryCode(models.Model):
    """A code that stands in for a lost second factor, once: using it deletes it. Only its keyed digest is kept."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="recovery_codes", verbose_name="账号")
    mac = models.BinaryField("摘要")

    class Meta:
        db_table = "recovery_code"

    def __str__(self):
        return str(self.account_id)


class LogInTry(models.Model):
    """One try at a password or a code. `key` is a keyed digest of the account and of where the try came from."""

    key = models.BinaryField("来处")
    at = models.DateTimeField("时间")

    class Meta:
        db_table = "log_in_try"
        indexes = [
            models.Index(fields=["key", "at"], name="log_in_try_key"),
            models.Index(fields=["at"], name="log_in_try_at"),
        ]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M}"


def role_choices():
    return [(role.code, role.zh) for role in ROLES.values() if role.is_appointed]


class Posting(models.Model):
    """任职: a person's duty in a place for a time. Reaches the union of `area`, if `whole`, and the rolls."""

    user = models.ForeignKey(Account, models.PROTECT, related_name="postings", verbose_name="人员")
    role = models.CharField("岗位", max_length=30, choices=role_choices)
    county = models.CharField("县", max_length=6, blank=True)
    area = models.CharField("范围", max_length=16, help_text="行政区划代码前缀")
    whole = models.BooleanField("全范围", db_default=True)
    rolls = ArrayField(models.BigIntegerField(), default=list, blank=True, verbose_name="名册")
    since = models.DateField("任职起")
    until = models.DateField("任职止", null=True, blank=True, help_text="最后一天；空为在任")

    objects = ScopedManager()

    class Meta:
        db_table = "posting"
        indexes = [models.Index(fields=["user"], name="posting_user")]
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="posting_ends_after_start"),
        ]

    def __str__(self):
        return f"{self.get_role_display()} {self.area}"


class Roll(models.Model):
    """名册: a named list of households that a posting may reach: those helped, in a programme, in a sample."""

    class Kind(models.TextChoices):
        HELPED = "helped", "包户"
        PROGRAMME = "programme", "项目对象"
        SAMPLE = "sample", "样本"

    kind = models.CharField("种类", max_length=12, choices=Kind)
    name = models.CharField("名称", max_length=60)
    county = models.CharField("县", max_length=6)
    area = models.CharField("范围", max_length=16)

    objects = ScopedManager()

    class Meta:
        db_table = "roll"
        constraints = [models.UniqueConstraint(fields=["area", "kind", "name"], name="roll_once")]

    def __str__(self):
        return self.name


class RollHousehold(models.Model):
    """One household on a roll. The household's own table lies above; it binds this number to one of its rows.

    `area` is the roll's: who reaches the household alone does not learn that a sample holds it.
    """

    roll = models.ForeignKey(Roll, models.PROTECT, related_name="listed", verbose_name="名册")
    household_id = models.BigIntegerField("户")
    county = models.CharField("县", max_length=6)
    area = models.CharField("范围", max_length=16)

    objects = ScopedManager()

    class Meta:
        db_table = "roll_household"
        constraints = [models.UniqueConstraint(fields=["roll", "household_id"], name="roll_household_once")]

    def __str__(self):
        return f"{self.roll_id}: {self.household_id}"


class TransactionNumber(models.Field):
    """PostgreSQL's 64-bit transaction id."""

    def db_type(self, connection):
        return "xid8"

    def from_db_value(self, value, expression, connection):
        return None if value is None else int(value)


class CurrentTransaction(models.Func):
    """The id of the running transaction."""

    function = "pg_current_xact_id"
    output_field = TransactionNumber()


class Act(models.Model):
    """One action: who, when, where from, which, why. Cannot be changed once its transaction has committed."""

    xid = TransactionNumber("事务", db_default=CurrentTransaction(), editable=False)
    at = models.DateTimeField("时间")
    action = models.CharField("动作", max_length=60)
    user = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="账号")
    posting = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+", verbose_name="任职")
    actor = models.CharField("姓名", max_length=200)
    role = models.CharField("岗位", max_length=30)
    area = models.CharField("范围", max_length=16)
    origin = models.CharField("来自", max_length=100, blank=True, help_text="网络地址或“命令行”")
    happened_on = models.DateField("发生日期", null=True, help_text="与录入时间是两回事")
    reason = models.TextField("理由", blank=True)
    subject = models.TextField("对象", blank=True, help_text="不含个人信息")
    detail = models.JSONField("详情", default=dict)
    sealed = models.BooleanField("密封", default=False, help_text="下级看不到")

    objects = ScopedManager()

    class Meta:
        db_table = "act"
        indexes = [models.Index(fields=["action", "at"], name="act_action_at")]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.action}"


class Change(models.Model):
    """One row written by an act: a digest of what it became, and what it was before. Written by triggers only."""

    xid = TransactionNumber("事务", db_default=CurrentTransaction(), editable=False)
    act = models.ForeignKey(Act, models.PROTECT, db_constraint=False, db_index=False, related_name="changes")
    table_name = models.CharField("表", max_length=63)
    row_id = models.BigIntegerField("行")
    household_id = models.BigIntegerField("户", null=True)
    county = models.CharField("县", max_length=6)
    area = models.CharField("范围", max_length=16)
    op = models.CharField("操作", max_length=1, choices=[("I", "新增"), ("U", "修改"), ("D", "删除")])
    digest = models.BinaryField("摘要", null=True)
    before = models.JSONField("此前", null=True)
    version = models.SmallIntegerField("摘要版本")

    household_path = "household_id"
    objects = ScopedManager()

    class Meta:
        db_table = "change"
        indexes = [
            models.Index(fields=["household_id"], condition=Q(household_id__isnull=False), name="change_household"),
            models.Index(fields=["row_id", "table_name"], condition=Q(household_id=None), name="change_row"),
        ]

    def __str__(self):
        return f"{self.op} {self.table_name} {self.row_id}"
