"""Cases and what belongs to them: steps, meetings, proofs, notices, objections, recusals, relatives of officials."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from luoshu.core.scope import ScopedManager


def reference(to, **options):
    """A key whose bond (id, county) the migration checks a statement at a time."""
    return models.ForeignKey(to, models.DO_NOTHING, db_constraint=False, db_index=False, **options)


def account(title, **options):
    """An account; null where Luoshu itself wrote."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=title, **options
    )


class Placed(models.Model):
    """`area` is the village's code, or a shorter one filled up with zeros: who reaches it sees the row."""

    id = models.BigAutoField(primary_key=True)
    county = models.CharField("县", max_length=6)
    area = models.CharField("范围", max_length=16)

    objects = ScopedManager()

    class Meta:
        abstract = True


class CaseFile(Placed):
    """事项: one matter under one procedure, the one it began with (`kind`, `variant`), whatever comes later.

    `opens_on` is the first day on which the next step is possible (null: no term, or its notice is not yet posted),
    `due_on` the last day on which it is in time, `organ` and `level` who has it now. `outcome` is empty while open.
    """

    household_path = "household_id"

    kind = models.CharField("事项", max_length=40)
    variant = models.CharField("程序", max_length=40)
    subject = models.CharField("对象种类", max_length=10)
    code = models.TextField("对象编号")
    household_id = models.BigIntegerField("户", null=True)
    person_id = models.BigIntegerField("人", null=True)
    reason = models.CharField("事由", max_length=40, blank=True)
    state = models.CharField("状态", max_length=40)
    organ = models.CharField("经办", max_length=30)
    level = models.CharField("层级", max_length=10)
    outcome = models.CharField("结果", max_length=10, blank=True)
    opened_on = models.DateField("发生日期")
    entered_at = models.DateTimeField("录入时间")
    since = models.DateField("进入状态日期")
    closed_on = models.DateField("办结日期", null=True)
    opens_on = models.DateField("可办日期", null=True)
    due_on = models.DateField("应办日期", null=True)
    notice = reference("core.Notice", null=True, related_name="+", verbose_name="公示")
    open_objections = models.SmallIntegerField("未结异议", default=0)
    marks = ArrayField(models.CharField(max_length=40), default=list, verbose_name="已办并行事项")
    is_exclusive = models.BooleanField("同类只办一件")
    proposer = account("提出人")
    deputy = account("代办人")
    origin = reference("core.CaseFile", null=True, related_name="following", verbose_name="来源事项")
    bundle = models.CharField("同案编号", max_length=40, blank=True)
    detail = models.JSONField("内容", default=dict, help_text="不含个人信息：编号、代码、日期")
    secret_sealed = models.BinaryField("内容（密）", null=True)

    class Meta:
        db_table = "case_file"
        indexes = [
            models.Index(fields=["level", "area", "due_on"], condition=Q(closed_on=None), name="case_file_open"),
            models.Index(fields=["kind", "area", "state"], name="case_file_kind"),
            models.Index(fields=["household_id"], condition=Q(household_id__isnull=False), name="case_file_household"),
            models.Index(fields=["person_id"], condition=Q(person_id__isnull=False), name="case_file_person"),
            models.Index(fields=["code"], name="case_file_code"),
            models.Index(fields=["bundle"], condition=~Q(bundle=""), name="case_file_bundle"),
            models.Index(fields=["origin"], condition=Q(origin__isnull=False), name="case_file_origin"),
            models.Index(fields=["deputy"], condition=Q(deputy__isnull=False), name="case_file_deputy"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "code"], condition=Q(closed_on=None, is_exclusive=True), name="case_file_one_open"
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None, outcome="") | Q(closed_on__isnull=False) & ~Q(outcome=""),
                name="case_file_closed_with_outcome",
            ),
            models.CheckConstraint(condition=Q(open_objections__gte=0), name="case_file_objections_counted"),
        ]

    def __str__(self):
        return f"{self.kind} {self.code} {self.state}"

    @property
    def is_open(self):
        return self.closed_on is None


class CaseStep(Placed):
    """One step of a case: the organ that decided, who recorded it, when it happened and when it was entered."""

    household_path = "household_id"

    case = reference(CaseFile, related_name="steps", verbose_name="事项")
    household_id = models.BigIntegerField("户", null=True)
    step = models.CharField("步骤", max_length=40)
    before = models.CharField("原状态", max_length=40, blank=True)
    after = models.CharField("新状态", max_length=40)
    organ = models.CharField("决定机构", max_length=30)
    happened_on = models.DateField("发生日期")
    entered_at = models.DateTimeField("录入时间")
    is_late = models.BooleanField("补录")
    user = account("录入人")
    actor = models.CharField("录入人姓名", max_length=200)
    role = models.CharField("岗位", max_length=30)
    meeting = reference("core.Meeting", null=True, related_name="steps", verbose_name="会议")
    notice = reference("core.Notice", null=True, related_name="steps", verbose_name="公示")
    document_no = models.CharField("文号", max_length=100, blank=True)
    votes_for = models.SmallIntegerField("同意", null=True)
    votes_against = models.SmallIntegerField("反对", null=True)
    votes_abstained = models.SmallIntegerField("弃权", null=True)
    note = models.TextField("说明", blank=True, help_text="不含个人信息")

    class Meta:
        db_table = "case_step"
        indexes = [
            models.Index(fields=["case", "id"], name="case_step_case"),
            models.Index(fields=["user", "case"], name="case_step_user"),
            models.Index(fields=["meeting"], condition=Q(meeting__isnull=False), name="case_step_meeting"),
        ]

    def __str__(self):
        return f"{self.case_id} {self.step} {self.happened_on}"


class Meeting(Placed):
    """A meeting of an organ; its minutes serve every case it decided. Names of those present stand in the proofs."""

    is_seen_below = True

    organ = models.CharField("机构", max_length=30)
    held_on = models.DateField("会议日期")
    entered_at = models.DateTimeField("录入时间")
    place = models.CharField("地点", max_length=100, blank=True)
    agenda = models.TextField("议题", blank=True, help_text="不含个人信息")
    entitled = models.SmallIntegerField("应到")
    present = models.SmallIntegerField("实到")
    document_no = models.CharField("文号", max_length=100, blank=True)
    user = account("录入人")

    class Meta:
        db_table = "case_meeting"
        indexes = [models.Index(fields=["area", "held_on"], name="case_meeting_area")]
        constraints = [
            models.CheckConstraint(
                condition=Q(present__gte=0, present__lte=models.F("entitled")),
                name="case_meeting_no_more_than_entitled",
            ),
        ]

    def __str__(self):
        return f"{self.organ} {self.held_on}"


class Recusal(Placed):
    """回避: somebody who keeps out of one case, and the deputy it is handed to; `struck_…` are votes that fall away."""

    household_path = "household_id"

    case = reference(CaseFile, related_name="recusals", verbose_name="事项")
    household_id = models.BigIntegerField("户", null=True)
    meeting = reference(Meeting, null=True, related_name="recusals", verbose_name="会议")
    user = account("回避人账号")
    name = models.CharField("回避人", max_length=60)
    why = models.CharField("原因", max_length=20)
    deputy = account("代办人账号")
    deputy_name = models.CharField("代办人", max_length=60)
    struck_for = models.SmallIntegerField("剔除同意票", default=0)
    struck_against = models.SmallIntegerField("剔除反对票", default=0)
    entered_at = models.DateTimeField("录入时间")
    recorder = account("录入人")

    class Meta:
        db_table = "case_recusal"
        indexes = [models.Index(fields=["case"], name="case_recusal_case")]

    def __str__(self):
        return f"{self.case_id} {self.why}"


class Notice(Placed):
    """公示、公告: a sheet posted at a place with a list. The term counts from `posted_on`; `counted` says how."""

    is_seen_below = True

    class State(models.TextChoices):
        DRAFT = "draft", "待张贴"
        POSTED = "posted", "公示中"
        PROVED = "proved", "期满留证"
        WITHDRAWN = "withdrawn", "已撤下"

    kind = models.CharField("种类", max_length=40)
    case_kind = models.CharField("事项", max_length=40)
    organ = models.CharField("公示机构", max_length=30)
    place = models.CharField("张贴处", max_length=200, blank=True)
    text = models.TextField("正文", blank=True, help_text="不含个人信息")
    document_no = models.CharField("文号", max_length=100, blank=True)
    state = models.CharField("状态", max_length=10, choices=State)
    entered_at = models.DateTimeField("录入时间")
    posted_on = models.DateField("张贴日期", null=True)
    ends_on = models.DateField("期满日期", null=True)
    taken_down_on = models.DateField("撤下日期", null=True)
    counted = models.JSONField("期限怎样计算", default=dict)
    entries = models.IntegerField("户数")
    user = account("录入人")

    class Meta:
        db_table = "case_notice"
        indexes = [
            models.Index(fields=["area", "ends_on"], name="case_notice_area"),
            models.Index(fields=["state", "ends_on"], name="case_notice_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("draft", "withdrawn")) | Q(posted_on__isnull=False, ends_on__isnull=False),
                name="case_notice_posted_with_term",
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.posted_on or ''}"


class NoticeEntry(Placed):
    """One line of a notice as it was posted: head, group, number of people, and nothing else."""

    household_path = "household_id"

    notice = reference(Notice, related_name="lines", verbose_name="公示")
    case = reference(CaseFile, related_name="notices", verbose_name="事项")
    household_id = models.BigIntegerField("户", null=True)
    number = models.IntegerField("序号")
    head_name = models.CharField("户主", max_length=60, blank=True)
    group_name = models.CharField("村民组", max_length=60, blank=True)
    members = models.SmallIntegerField("人数", null=True)

    class Meta:
        db_table = "case_notice_entry"
        indexes = [
            models.Index(fields=["notice", "number"], name="case_notice_entry_notice"),
            models.Index(fields=["case"], name="case_notice_entry_case"),
        ]

    def __str__(self):
        return f"{self.notice_id}: {self.number}"


class Objection(Placed):
    """异议 or 反映: what somebody says against a case or about a unit. Whose words these are is sealed.

    `area` is the place of `organ`, who answers it, and never that of the accused. Only an objection to a case holds it.
    """

    class Kind(models.TextChoices):
        OBJECTION = "objection", "异议"
        REPORT = "report", "反映"

    class State(models.TextChoices):
        OPEN = "open", "核查中"
        UPHELD = "upheld", "成立"
        REJECTED = "rejected", "不成立"
        WITHDRAWN = "withdrawn", "本人撤回"
        PASSED_ON = "passed_on", "转办"

    kind = models.CharField("种类", max_length=10, choices=Kind)
    notice = reference(Notice, null=True, related_name="objections", verbose_name="公示")
    case = reference(CaseFile, null=True, related_name="objections", verbose_name="事项")
    household_id = models.BigIntegerField("户", null=True)
    receipt = models.CharField("回执号", max_length=20, unique=True)
    source = models.CharField("来源", max_length=20)
    received_on = models.DateField("收到日期")
    entered_at = models.DateTimeField("录入时间")
    is_anonymous = models.BooleanField("匿名")
    text_sealed = models.BinaryField("内容", null=True)
    name_sealed = models.BinaryField("反映人", null=True)
    contact_sealed = models.BinaryField("联系方式", null=True)
    organ = models.CharField("核查机构", max_length=30)
    accused = models.CharField("被反映单位", max_length=30, blank=True)
    due_on = models.DateField("答复期限", null=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    decided_on = models.DateField("办结日期", null=True)
    answer = models.TextField("答复", blank=True, help_text="可以公开，不含个人信息")
    meeting = reference(Meeting, null=True, related_name="objections", verbose_name="会议")
    user = account("录入人")
    decider = account("办结录入人")

    class Meta:
        db_table = "case_objection"
        indexes = [
            models.Index(fields=["case"], condition=Q(case__isnull=False), name="case_objection_case"),
            models.Index(fields=["area", "due_on"], condition=Q(state="open"), name="case_objection_open"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", decided_on=None) | ~Q(state="open") & Q(decided_on__isnull=False),
                name="case_objection_decided_on_a_day",
            ),
        ]

    def __str__(self):
        return self.receipt


class Proof(Placed):
    """佐证: a file, or a paper with the place where it is kept, for a case, a meeting, a notice or an objection.

    A photograph without coordinates is marked so and never refused. `step` is the step it served.
    """

    household_path = "household_id"

    kind = models.CharField("种类", max_length=40)
    case = reference(CaseFile, null=True, related_name="proofs", verbose_name="事项")
    household_id = models.BigIntegerField("户", null=True)
    meeting = reference(Meeting, null=True, related_name="proofs", verbose_name="会议")
    notice = reference(Notice, null=True, related_name="proofs", verbose_name="公示")
    objection = reference(Objection, null=True, related_name="proofs", verbose_name="异议")
    step = reference(CaseStep, null=True, related_name="proofs", verbose_name="步骤")
    made_on = models.DateField("形成日期")
    taken_at = models.DateTimeField("拍摄时间", null=True)
    latitude = models.FloatField("纬度", null=True)
    longitude = models.FloatField("经度", null=True)
    document_no = models.CharField("文号", max_length=100, blank=True)
    kept_at = models.CharField("原件存放处", max_length=100, blank=True)
    witness = models.CharField("见证人", max_length=60, blank=True)
    note = models.TextField("说明", blank=True, help_text="不含个人信息")
    file = models.CharField("文件", max_length=80, blank=True)
    sha256 = models.CharField("文件摘要", max_length=64, blank=True)
    size = models.IntegerField("大小", null=True)
    media_type = models.CharField("格式", max_length=60, blank=True)
    entered_at = models.DateTimeField("录入时间")
    user = account("录入人")

    class Meta:
        db_table = "case_proof"
        indexes = [
            models.Index(fields=["case", "step"], condition=Q(case__isnull=False), name="case_proof_case"),
            models.Index(fields=["meeting"], condition=Q(meeting__isnull=False), name="case_proof_meeting"),
            models.Index(fields=["notice"], condition=Q(notice__isnull=False), name="case_proof_notice"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=False)
                | Q(meeting__isnull=False)
                | Q(notice__isnull=False)
                | Q(objection__isnull=False),
                name="case_proof_of_something",
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.made_on}"

    @property
    def is_placed(self):
        """Whether it says where it was taken; else it is shown as 无位置."""
        return self.latitude is not None


class Relative(Placed):
    """亲属备案: an official is related to a household, declared or found out. None decides about a relative."""

    household_path = "household_id"

    household_id = models.BigIntegerField("户")
    user = account("干部账号")
    name = models.CharField("干部姓名", max_length=60)
    organ_level = models.CharField("干部所在层级", max_length=10)
    duty = models.CharField("职务", max_length=60, blank=True)
    relation = models.CharField("关系", max_length=20)
    source = models.CharField("来源", max_length=20)
    since = models.DateField("起")
    until = models.DateField("止", null=True)
    entered_at = models.DateTimeField("录入时间")
    recorder = account("录入人")

    class Meta:
        db_table = "relative"
        indexes = [
            models.Index(fields=["household_id"], name="relative_household"),
            models.Index(fields=["user"], condition=Q(user__isnull=False), name="relative_user"),
        ]

    def __str__(self):
        return f"{self.name} {self.relation} {self.household_id}"
