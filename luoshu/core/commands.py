"""Commands of this package, as plain functions; luoshu.config.command gives them their words."""

import socket

from luoshu.core.errors import NotReady


def check_port(port, host="127.0.0.1", option="--port"):
    """Refuse a port that somebody listens on, before anything else is started; `option` sets another."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise NotReady(
                f"端口 {port} 不能用（已被占用或无权使用）", f"请换一个端口，例如 {option} {port + 1}。"
            ) from error


def load_areas(file, edition=None, since=None, source=""):
    """`luoshu areas load FILE`: the city's divisions from a CSV; returns counts of rows added, changed and same."""
    from luoshu.core import actions
    from luoshu.core.scope import Actor

    by = Actor.system("命令行：载入行政区划")
    return actions.load_areas(path=file, edition=edition, since=since, source=source, by=by)


def load_luoyang():
    """Luoyang's two editions and the succession between them, as packed with the program."""
    from datetime import date

    from luoshu.core import actions
    from luoshu.core.areas.loading import CAMPAIGN, DATA
    from luoshu.core.scope import Actor

    by = Actor.system("载入洛阳市行政区划")
    source = "国家统计局统计用区划代码（2020-06-30）"
    later = {"edition": "2021", "since": date(2021, 3, 18), "in_use": False}
    counts = actions.load_areas(path=CAMPAIGN, edition="2020", since=date(2016, 1, 1), source=source, by=by)
    actions.load_areas(path=DATA / "luoyang-2021.csv", source=source + "，按 2021 年区划调整推算", by=by, **later)
    actions.load_succession(path=DATA / "luoyang-2020-2021.csv", old="2020", new="2021", by=by)
    return counts


def stop_database():
    """`luoshu database stop`: stop the embedded server; returns whether it ran."""
    from luoshu.core.cluster import Cluster
    from luoshu.core.database import var

    return Cluster(var()).stop()
