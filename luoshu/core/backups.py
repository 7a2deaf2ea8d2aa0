"""Backups of the embedded server: taken while it runs, checked, put back by one command; never with the keys.

A backup is a folder: `database/` (made by pg_basebackup, which reads every page against its checksum), `files/` (what
lies beside the database) and `backup.json` (digests of those files). Keys and passwords are kept apart from it.
"""

import json
import os
import shutil
import tempfile
from datetime import UTC
from hashlib import file_digest
from pathlib import Path

from luoshu.core import clock, cluster, database
from luoshu.core.errors import BadInput, NotPossible

# Not in a backup: what is made again, what opens it, and what remembers more than it does.
APART = frozenset({"database", "keys", "log", "erasures", "static", "demo", "bench"})
MANIFEST = "--manifest-checksums=SHA256"
UNTOLD = ("backup_manifest", "pg_wal/")
MOMENT = "%Y%m%dT%H%M%SZ"
REPLAY = """
restore_command = 'cp "{archive}/%f" "%p"'
recovery_target_time = '{until}'
recovery_target_action = 'promote'
hot_standby = 'off'
"""


def take(folder):
    """Make a backup below `folder` while everybody works; returns its path once it is checked and whole."""
    if "LUOSHU_DATABASE_URL" in os.environ:
        raise NotPossible("这条命令只管内嵌的数据库", "自备的服务器请用它自己的备份工具（pg_basebackup）。")
    server = database.cluster()
    name = f"{clock.now().astimezone(UTC):{MOMENT}}"
    half = Path(tempfile.mkdtemp(prefix="backup-", dir=server.home))
    server.owner.own(half)
    try:
        server.run_as_admin("pg_basebackup", "-D", str(half / "database"), "-c", "fast", "-X", "stream", MANIFEST)
        files = _copied(database.var(), half / "files")
        (half / "backup.json").write_text(json.dumps({"at": name, "files": files}, indent=1), encoding="utf-8")
        folder.mkdir(parents=True, exist_ok=True)
        return Path(shutil.move(half, folder / name))
    finally:
        shutil.rmtree(half, ignore_errors=True)


def restore(backup, until=None):
    """Put a backup in place of the database and the files beside it; returns the folder with what was there before.

    `until`: a moment (aware) up to which the archived log of the server is replayed too; it needs LUOSHU_ARCHIVE.
    Raises BadInput for a backup that is not whole and NotPossible while the server runs; then nothing has changed.
    """
    server = cluster.Cluster(database.var())
    if server.is_running():
        raise NotPossible("数据库正在运行", "请先结束网页服务，再运行 luoshu stop。")
    half = _checked_copy(server, backup)
    aside = _set_aside(server)
    os.rename(half / "database", server.data)
    for folder in sorted((half / "files").iterdir()):
        shutil.move(folder, database.var() / folder.name)
    shutil.rmtree(half)
    if until:
        _replay(server, until)
    return aside


def _copied(source, target):
    """Copy the folders that a backup holds; name → SHA-256 of every file."""
    target.mkdir()
    for folder in sorted(source.iterdir()):
        if folder.is_dir() and folder.name not in APART and not folder.name.startswith("before-"):
            shutil.copytree(folder, target / folder.name)
    return _digests(target)


def _is_whole(data):
    """Whether the files are those of PostgreSQL's manifest, no more and no fewer (pg_verifybackup does not start)."""
    text = (data / "backup_manifest").read_text(encoding="utf-8")
    told = {each["Path"]: each["Checksum"] for each in json.loads(text)["Files"]}
    found = {name: digest for name, digest in _digests(data).items() if not name.startswith(UNTOLD)}
    return told == found


def _digests(folder):
    found = {}
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        with open(file, "rb") as opened:
            found[str(file.relative_to(folder))] = file_digest(opened, "sha256").hexdigest()
    return found


def _checked_copy(server, backup):
    """A copy beside the database, found to be what was backed up, belonging to the server's user."""
    place = f"{backup}"
    try:
        told = json.loads((backup / "backup.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"{backup} 不是一份完整的备份", "请选有 backup.json 的备份文件夹。", place=place) from error
    half = Path(tempfile.mkdtemp(prefix="restore-", dir=server.home))
    shutil.copytree(backup, half, dirs_exist_ok=True)
    for path in (half, *(half / "database").rglob("*"), half / "database"):
        server.owner.own(path)
    try:
        if not _is_whole(half / "database"):
            raise BadInput(f"{backup} 的数据库与备份时不同", "请换一份备份。", place=place)
        if _digests(half / "files") != told["files"]:
            raise BadInput(f"{backup} 的文件与备份时不同", "请换一份备份。", place=place)
    except Exception:
        shutil.rmtree(half)
        raise
    return half


def _set_aside(server):
    """Move what is there into a folder of its own: nothing is deleted by putting a backup back."""
    aside = database.var() / f"before-{clock.now().astimezone(UTC):{MOMENT}}"
    aside.mkdir()
    if server.data.exists():
        shutil.move(server.data, aside / "database")
    for folder in sorted(database.var().iterdir()):
        if folder.is_dir() and folder.name not in APART and not folder.name.startswith("before-"):
            shutil.move(folder, aside / folder.name)
    return aside


def _replay(server, until):
    """Have the server read its archive at the next start, up to the moment."""
    archive = os.environ.get("LUOSHU_ARCHIVE")
    if not archive:
        raise NotPossible("没有设置 LUOSHU_ARCHIVE，不能恢复到备份以后的时刻", "请设置后再试，或不写 --until。")
    with (server.data / "postgresql.auto.conf").open("a", encoding="utf-8") as file:
        file.write(REPLAY.format(archive=Path(archive).absolute(), until=until.isoformat()))
    signal = server.data / "recovery.signal"
    signal.touch()
    server.owner.own(signal)
