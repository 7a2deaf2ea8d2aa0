"""One clock, in Luoyang's zone."""

from datetime import UTC, date, datetime, timedelta

from luoshu.core import clock


def test_today_is_the_day_in_luoyang():
    with clock.standing_at(datetime(2016, 12, 31, 17, tzinfo=UTC)):
        assert clock.today() == date(2017, 1, 1)


def test_clock_runs_again_after_standing():
    with clock.standing_at(datetime(2016, 1, 1, tzinfo=UTC)):
        assert clock.now() == datetime(2016, 1, 1, tzinfo=UTC)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
