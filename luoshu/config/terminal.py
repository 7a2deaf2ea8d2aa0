"""What the commands print: the same actions as the pages, told in lines."""

import getpass
from datetime import date

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn

from luoshu.config.setup import ready
from luoshu.core.errors import BadInput

PHASES = {
    "reading": "读取",
    "checking": "校验",
    "staging": "比对",
    "inserting": "入库",
    "updating": "更新",
    "committing": "提交",
    "replying": "写回",
}


def operator():
    """Whoever holds the machine acts for the system, by the name of the account."""
    from luoshu.core.scope import Actor

    return Actor.system(f"命令行 {getpass.getuser()}", area="")


def day(text):
    """A date as people write it on a command line."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"日期“{text}”看不懂", "请写成 2016-12-31。", place="日期") from error


def in_words(result):
    """What became of a workbook, in one line."""
    taken = f"收下 {result.accepted} 户，未变 {result.unchanged} 户"
    held = f"待改 {result.held} 户" + (f"（退回的工作簿：{result.held_workbook}）" if result.held else "")
    return f"{taken}，{held}，疑点 {result.doubts} 处"


def _shown(bars, name):
    """A bar for one file that says which phase it is in."""
    bar = bars.add_task(name, total=None)

    def show(phase, done, total):
        bars.update(bar, description=f"{name} {PHASES.get(phase, phase)}", completed=done, total=total)

    return show


def load_files(files, mapping):
    """Take in each file by its own transaction; one that cannot be read is told and the next one goes on."""
    ready()
    from luoshu.registry import intake

    refused = 0
    with Progress(
        SpinnerColumn(), *Progress.get_default_columns(), console=Console(stderr=True), transient=True
    ) as bars:
        for path in files:
            try:
                if not path.exists():
                    raise BadInput(f"没有 {path} 这个文件", "请核对路径。", place=str(path))
                shown = _shown(bars, path.name)
                result = intake.load(path, mapping=mapping, by=operator(), progress=shown, reply=path.parent)
                typer.echo(f"{path.name}：{in_words(result)}")
            except BadInput as error:
                refused += 1
                typer.echo(f"{path.name}：{error}", err=True)
    if refused:
        raise typer.Exit(2)


def close_register(on):
    ready()
    from luoshu.registry.actions import close_register

    closing = close_register(on=day(on), by=operator())
    size = f"{closing.households:,} 户，{closing.people:,} 人"
    typer.echo(f"已定版 {closing.on}（{closing.year} 年度）：{size}，摘要 {closing.digest[:16]}")


def judge_closing(on):
    ready()
    from luoshu.core.scope import within
    from luoshu.registry.actions import judge_closing
    from luoshu.registry.models import Closing

    by = operator()
    with within(by):
        closing = Closing.objects.filter(on=day(on)).order_by("-id").first()
    if closing is None:
        raise BadInput(f"没有 {on} 的定版", "请先运行 luoshu close。", place="定版日期")
    closing = judge_closing(closing=closing, by=by)
    typer.echo(f"已研判 {closing.on}：政策版本 {closing.policy_version}，摘要 {closing.verdict_digest[:16]}")


def explain_household(code, on):
    ready()
    from luoshu.core.scope import within
    from luoshu.registry import explanations

    by = operator()
    with within(by):
        told = explanations.of(code, by, day(on) if on else None)
    typer.echo(f"{told.household.code}　{told.household.head_name or ''}户")
    typer.echo(f"定版 {told.closing.on}　政策 {told.closing.policy_version}")
    for check in told.checks:
        for line in _lines(check, told.closing.on):
            typer.echo(line)
    typer.echo(f"来源：{told.source or '该年度没有记录'}")


def _lines(check, on):
    """A check as it is read aloud: outcome, value against threshold, clause, and what it was seen from."""
    from luoshu import policy
    from luoshu.registry.explanations import word

    if check.kind == "doubt" and check.outcome is not True:
        return
    standard = f"标准 {check.threshold_text}" if check.threshold_text else ""
    told = "　".join(text for text in (check.value_text, standard) if text)
    if check.kind == "value":
        told = policy.rulebook(on).text(check.name, check.outcome, check.unit)
    yield f"[{word(check)}] {check.title}　{told}　依据：{check.clause}"
    yield from (f"        {seen.title}：{seen.text}" for seen in check.inputs)


def verify_all():
    ready()
    from luoshu.registry import verification

    findings = verification.whole(operator())
    for line in findings.lines:
        typer.echo(line)
    raise typer.Exit(0 if findings.sound else 1)


def load_area_file(file):
    ready()
    from luoshu.core.commands import load_areas

    counts = load_areas(file)
    typer.echo(f"已载入 {file.name}：" + "，".join(f"{name} {number}" for name, number in counts.items()))
