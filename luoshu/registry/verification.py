"""Proof that what is stored is what the records say: seals, verdicts and figures, recounted."""

from dataclasses import dataclass, field

import polars as pl

from luoshu.core.errors import NotPossible
from luoshu.core.log import bundle, checking
from luoshu.core.log.sequencing import SYSTEM
from luoshu.core.scope import within

from . import closings, judging
from .models import Closing, Figure, Verdict


@dataclass
class Findings:
    """What was looked at, line by line, and whether all of it held."""

    lines: list = field(default_factory=list)
    sound: bool = True

    def add(self, held, text):
        self.sound &= held
        self.lines.append(f"{'对得上' if held else '对不上'}　{text}")


def whole(actor):
    """Check the log and, against it, every row there is; then the closings as `run` does. Not within a transaction."""
    found = Findings()
    with bundle.moment() as raw:
        checking.run(raw, found.add)
    with within(actor):
        closed = run(actor)
    return Findings(found.lines + closed.lines, found.sound and closed.sound)


def closings_with_folders():
    """(number, folder of its files) of each closing, for the copy that outsiders check."""
    with within(SYSTEM):
        return [(closing.id, closings.folder_of(closing)) for closing in Closing.objects.order_by("id")]


def run(actor):
    """Check every closing the actor reaches: the sealed files, and the stored figures against a new count."""
    found = Findings()
    for closing in Closing.objects.order_by("on", "id"):
        if _sealed(closing, found) and closing.judged_at:
            _recount(closing, actor, found)
    if not found.lines:
        found.lines.append("还没有定版。")
    return found


def _sealed(closing, found):
    try:
        closings.check_sealed(closing)
    except NotPossible as error:
        found.add(False, str(error))
        return False
    found.add(True, f"定版 {closing.on} 的文件与封存时相同")
    return True


def _recount(closing, actor, found):
    rows, sums = judging.judged_frames(closing)
    same = judging.digest(rows, sums) == closing.verdict_digest
    found.add(same, f"定版 {closing.on} 重新研判 {rows.height:,} 户，结果摘要{'相同' if same else '不同'}")
    stored = Figure.objects.visible_to(actor).filter(closing=closing).values_list("area", "name", "value")
    stored = pl.DataFrame(list(stored), schema=sums.select("area", "name", "value").schema, orient="row")
    differing = stored.join(sums, on=["area", "name", "value"], how="anti").height + sums.height - stored.height
    found.add(differing == 0, f"定版 {closing.on} 的 {sums.height:,} 个数字，{differing} 个对不上")
    held = Verdict.objects.visible_to(actor).filter(closing=closing).count()
    found.add(held == rows.height, f"定版 {closing.on} 存有 {held:,} 户的研判结果")
