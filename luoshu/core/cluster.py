"""The embedded PostgreSQL: made, started, found again after a crash, and stopped by our own command.

Never `trust`: three roles with passwords in a file of mode 0600, a socket folder of mode 0700, no TCP port.
"""

import contextlib
import fcntl
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

from luoshu.core import place
from luoshu.core.errors import NotReady

ADMIN, OWNER, APP = "luoshu_admin", "luoshu_owner", "luoshu_app"
DATABASE = "luoshu"
SCOPE = ("luoshu.low", "luoshu.high", "luoshu.place", "luoshu.rolls", "luoshu.account")
MAJOR = "18"
PATIENCE = 600  # seconds granted to crash recovery
ORPHANS = 60  # seconds granted to backends that outlive a killed server
STILL_IN_USE = "is still in use"


def say(line):
    print(line, file=sys.stderr)


class Cluster:
    """One embedded server in `folder`; `settings` override those of postgresql.conf (tests)."""

    def __init__(self, folder, settings=None, say=say):
        self.home = place.home(folder, say)
        self.data = self.home / "data"
        self.owner = place.runner()
        self.bin = place.binaries(say)
        self.socket = place.socket_folder(self.home, self.owner)
        self.settings = settings or {}
        self.say = say

    # -- what callers use ------------------------------------------------------------------------------------------

    def start(self):
        """Make the cluster if there is none, start it if it does not run; returns itself."""
        with self._alone():
            if not self.data.exists():
                self._make()
            self._check_data()
            if not self.is_running():
                self._forget_stale_lock()
                self._configure()
                self._launch()
            self._make_roles()
        return self

    def stop(self, mode="fast"):
        """Stop the server if it runs. `mode` as in pg_ctl; returns whether it ran."""
        with self._alone():
            if not self.is_running():
                return False
            self._control("stop", "-m", mode, "-w", "-t", str(PATIENCE))
            return True

    def url(self, role=APP, database=DATABASE):
        """A connection URL over the socket, with the role's password."""
        return f"postgresql://{role}:{self._passwords()[role]}@/{database}?host={quote(str(self.socket), safe='')}"

    def is_running(self):
        """Whether the process in postmaster.pid is a PostgreSQL on *our* data folder."""
        pid = self._locked_by()
        return pid is not None and _folder_of_server(pid) == self.data.resolve()

    def make_database(self, name, template="template0"):
        """A database owned by the owner role, closed to everybody but our roles; nothing if it is there."""
        with self.connect() as admin:
            if admin.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
                return
            admin.execute(f'create database "{name}" owner {OWNER} template "{template}"')
            admin.execute(f'revoke all on database "{name}" from public')
            admin.execute(f'grant connect, temporary on database "{name}" to {APP}')
        with self.connect(name) as admin:
            admin.execute(f"alter schema public owner to {OWNER}")
            admin.execute("revoke all on schema public from public")
            admin.execute(f"grant usage on schema public to {APP}")

    def connect(self, database="postgres"):
        """An autocommit connection as superuser: for making databases, backups and tests of crashes."""
        import psycopg

        return psycopg.connect(self.url(ADMIN, database), autocommit=True)

    # -- making ----------------------------------------------------------------------------------------------------

    def _make(self):
        """initdb into a folder beside, renamed when whole: a killed first start leaves nothing half-made."""
        for old in self.home.glob("making-*"):
            shutil.rmtree(old, ignore_errors=True)  # of a killed start, whose initdb may still be at it
        half = Path(tempfile.mkdtemp(prefix="making-", dir=self.home))
        self.owner.own(half)
        password = half / "password"
        place.write_private(password, self._passwords()[ADMIN])
        self.owner.own(password)
        arguments = ["--username", ADMIN, "--pwfile", str(password), "--auth=scram-sha-256", "--data-checksums"]
        try:
            self.run("initdb", "-D", str(half / "data"), *arguments, "--locale=C.UTF-8", "--encoding=UTF8")
            os.rename(half / "data", self.data)
        finally:
            shutil.rmtree(half, ignore_errors=True)

    def _passwords(self):
        """Role → password, drawn at random the first time, in a file only we can read."""
        file = self.home / "passwords.json"
        if not file.exists():
            place.write_once(file, json.dumps({role: secrets.token_urlsafe(24) for role in (ADMIN, OWNER, APP)}))
        try:
            return json.loads(file.read_text())
        except (OSError, ValueError) as error:
            raise NotReady(f"读不了口令文件 {file}", "请用建库的那个用户运行，或放回备份的口令文件。") from error

    def _make_roles(self):
        passwords = self._passwords()
        with self._first_connection() as admin:
            known = {name for (name,) in admin.execute("select rolname from pg_roles")}
            for role in {OWNER, APP} - known:
                admin.execute(f"create role {role} login nosuperuser nobypassrls password '{passwords[role]}'")
            # The owner's narrow functions ("registered elsewhere") look past the caller's scope.
            admin.execute(f"grant set on parameter {', '.join(SCOPE)} to {OWNER}")
        self.make_database(DATABASE)

    def _first_connection(self):
        """A connection as soon as the server takes any: another command may have started it a moment ago."""
        import psycopg

        until = time.monotonic() + PATIENCE
        while True:
            try:
                return self.connect()
            except psycopg.OperationalError as error:
                if "password" in str(error):
                    what = f"数据库不认口令文件 {self.home / 'passwords.json'} 里的口令"
                    raise NotReady(what, "请放回与数据同时备份的那个口令文件。") from error
                if time.monotonic() > until or not self.is_running():
                    raise NotReady(f"连不上数据库：{error}", f"日志在 {self.data / 'log'}。") from error
                time.sleep(0.05)

    # -- starting --------------------------------------------------------------------------------------------------

    def _check_data(self):
        for part in ("PG_VERSION", "global/pg_control", "postgresql.conf"):
            if not (self.data / part).exists():
                raise NotReady(
                    f"数据库文件夹 {self.data} 不完整（缺 {part}）",
                    "请从备份恢复；确认里面没有要留的数据时，删除它再启动。",
                )
        version = (self.data / "PG_VERSION").read_text().strip()
        if version != MAJOR:
            raise NotReady(
                f"{self.data} 是 PostgreSQL {version} 的数据，本程序带的是 {MAJOR}", "请用原版本导出后重新导入。"
            )

    def _locked_by(self):
        """The process id in postmaster.pid, or None."""
        with contextlib.suppress(OSError, ValueError, IndexError):
            return int((self.data / "postmaster.pid").read_text().split("\n")[0])
        return None

    def _forget_stale_lock(self):
        """Drop a lock whose process is gone or is provably something else; refuse when that cannot be told."""
        pid, lock = self._locked_by(), self.data / "postmaster.pid"
        if pid is None:
            lock.unlink(missing_ok=True)
        elif not _is_alive(pid) or _is_other_program(pid):
            lock.unlink(missing_ok=True)
            self.say(f"上次没有正常关闭，清除过时的锁（进程 {pid}），数据库将自行恢复。")
        else:
            raise NotReady(
                f"{lock} 记着进程 {pid}，看不出它是否还在用这份数据", "确认没有数据库在运行后，删除这个文件再启动。"
            )

    def _configure(self):
        values = {**_sized(), **_archived(self.owner), "unix_socket_directories": str(self.socket), **self.settings}
        text = "".join(f"{name} = '{value}'\n" for name, value in values.items())
        (self.data / "luoshu.conf").write_text(text)
        self.owner.own(self.data / "luoshu.conf")
        main = self.data / "postgresql.conf"
        if "include = 'luoshu.conf'" not in main.read_text():
            with main.open("a") as file:
                file.write("\ninclude = 'luoshu.conf'\n")

    def _launch(self):
        """Start and wait for recovery; backends left by a killed server are given time to go."""
        until = time.monotonic() + ORPHANS
        while True:
            try:
                return self._control("start", "-w", "-t", str(PATIENCE), "-l", str(self.data / "start.log"))
            except NotReady:
                if self.is_running():
                    return None  # the other command's start came first
                if STILL_IN_USE not in self._last_words() or time.monotonic() > until:
                    raise
                time.sleep(0.5)

    def _last_words(self):
        with contextlib.suppress(OSError):
            return "\n".join((self.data / "start.log").read_text(errors="replace").splitlines()[-6:])
        return ""

    def _control(self, verb, *arguments):
        try:
            self.run("pg_ctl", verb, "-D", str(self.data), *arguments)
        except NotReady as error:
            raise NotReady(
                f"数据库没有{'启动' if verb == 'start' else '停止'}：{self._last_words() or error}"
            ) from error

    def run_as_admin(self, program, *arguments):
        """Run a client program of PostgreSQL that logs in as superuser; the password is in no list of processes."""
        login = {"PGHOST": str(self.socket), "PGUSER": ADMIN, "PGPASSWORD": self._passwords()[ADMIN]}
        self.run(program, *arguments, **login)

    def run(self, program, *arguments, **environment):
        """Run one of PostgreSQL's programs as the server's user, with a clean environment."""
        environment |= {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC"}
        done = subprocess.run(
            [str(self.bin / program), *arguments],
            env=environment,
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=False,
            **self.owner.switch,
        )
        if done.returncode:
            raise NotReady(done.stderr.decode(errors="replace").strip().splitlines()[-1] if done.stderr else program)

    @contextlib.contextmanager
    def _alone(self):
        """One command at a time starts or stops this cluster; the lock goes with the process that held it."""
        with open(self.home / "start.lock", "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _sized():
    """Settings for this machine: a quarter of its memory, at most 1 GB, for the shared buffers."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "listen_addresses": "",
        "unix_socket_permissions": "0700",
        "shared_buffers": f"{max(128, min(1024, memory // 4 // 2**20))}MB",
        "work_mem": "32MB",
        "temp_buffers": "64MB",
        "wal_buffers": "64MB",
        "maintenance_work_mem": "256MB",
        "max_wal_size": "4GB",
        "max_connections": "200",
        "checkpoint_completion_target": "0.9",
        "jit": "off",
        "timezone": "Asia/Shanghai",
        "logging_collector": "on",
        "log_filename": "server-%a.log",
        "log_truncate_on_rotation": "on",
        "log_rotation_size": "0",
        # Statements and rejected rows hold personal data: the log names the error, not the row.
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
    }


def _archived(owner):
    """Settings that keep every finished piece of the log in LUOSHU_ARCHIVE, at least once a minute; none without it."""
    if not (folder := os.environ.get("LUOSHU_ARCHIVE")):
        return {}
    folder = Path(folder).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    owner.own(folder)
    command = f'test ! -f "{folder}/%f" && cp "%p" "{folder}/%f.half" && mv "{folder}/%f.half" "{folder}/%f"'
    return {"archive_mode": "on", "archive_timeout": "60", "archive_command": command}


def _is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _command_of(pid):
    """The command line of a process as a list, or None where the system does not tell."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").rstrip("\0").split("\0")
    done = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return done.stdout.split() or None


def _is_other_program(pid):
    command = _command_of(pid)
    return command is not None and Path(command[0]).name not in ("postgres", "postmaster", "postgres:")


def _folder_of_server(pid):
    """The data folder of the PostgreSQL with this process id, or None if it is none."""
    command = _command_of(pid) if _is_alive(pid) else None
    if not command or Path(command[0]).name != "postgres" or "-D" not in command[:-1]:
        return None
    return Path(command[command.index("-D") + 1]).resolve()
