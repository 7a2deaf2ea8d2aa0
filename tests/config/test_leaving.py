"""A leaked piece of a list, as a file with or without heads, tells whose export it was."""

from datetime import date

import polars as pl
import pytest
from typer.testing import CliRunner

from luoshu.config import setup
from luoshu.config.command import app
from luoshu.core.acts import acting
from luoshu.core.exports import actions, marks
from luoshu.core.models import Account, Posting
from luoshu.core.postings import actor_of
from luoshu.core.scope import within

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def exported(system, monkeypatch):
    """Three exports of one list, and the rows of the second."""
    monkeypatch.setattr(setup, "ready", lambda: None)
    with within(system), acting("test.cast", system):
        user = Account.objects.create_user("zhang", name="张三")
        facts = {"county": "410324", "area": "410324", "since": date(2016, 1, 1)}
        Posting.objects.create(user=user, role="county_register", **facts)
    by = actor_of(user)
    rows = [(f"4103241012{n // 40:02}{n:05}", f"户主{n}", f"{n // 40}村") for n in range(900)]
    made = [actions.export(name=f"名单{n}", kind="csv", rows=900, make=lambda _: b"", by=by)[0] for n in range(3)]
    return made[1], marks.ordered(rows, made[1].id, lambda row: row[0], lambda row: row[2])


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_piece_of_two_hundred_rows_tells_its_export(exported, tmp_path, suffix):
    made, rows = exported
    piece = pl.DataFrame(rows[150:360], orient="row")
    path = tmp_path / f"流出.{suffix}"
    if suffix == "csv":
        piece.write_csv(path, include_header=False)
    else:
        piece.write_excel(path, include_header=False)

    told = CliRunner().invoke(app, ["exports", "trace", str(path)])

    assert told.exit_code == 0, told.output
    assert f"导出编号 {made.id}　名单1　张三" in told.output


def test_a_piece_in_another_order_accuses_nobody(exported, tmp_path):
    path = tmp_path / "流出.csv"
    pl.DataFrame(sorted(exported[1])[150:360], orient="row").write_csv(path, include_header=False)

    assert CliRunner().invoke(app, ["exports", "trace", str(path)]).exit_code == 1
