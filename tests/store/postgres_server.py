"""A PostgreSQL server of its own for tests, in a temporary folder on a free port; and a line to
it that breaks when told to."""

import contextlib
import os
import pwd
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import quote

PASSWORD = "Sesam-Wort-77"


def _programs():
    """The folder of `initdb` and `pg_ctl`: that of the path, else the newest of Debian's."""
    found = shutil.which("pg_ctl")
    if found and Path(found).resolve().with_name("initdb").exists():
        return Path(found).resolve().parent
    debian = [p for p in Path("/usr/lib/postgresql").glob("*/bin") if (p / "initdb").exists()]
    return max(debian, key=lambda p: float(p.parent.name), default=None)


def _owner():
    """Whom the server runs as: PostgreSQL refuses root. None where nobody can be found."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    return None


def missing():
    """Why there can be no server here, "" where there can."""
    if os.name != "posix":
        return "the server of the tests is started as on Linux"
    if _programs() is None:
        return "PostgreSQL is not installed (Debian: apt-get install postgresql)"
    if _owner() is None:
        return "PostgreSQL does not run as root, and there is no user postgres or nobody"
    return ""


class PostgresServer:
    """Made, started, stopped and removed by a test. `durable` False leaves out waiting for the
    disk: a killed server loses nothing by that, only a machine without power would."""

    def __init__(self, durable=False):
        self.folder = Path(tempfile.mkdtemp(prefix="soleus-postgres-"))
        self.programs = _programs()
        self.durable = durable
        self.user = {}
        if os.geteuid() == 0:
            owner = _owner()
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            self.user = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        word = self.folder / "word"
        word.write_text(PASSWORD)
        word.chmod(0o644)
        self._run(
            "initdb", "-D", self.folder / "data", "-U", "soleus", "-A", "scram-sha-256",
            "--pwfile", word, "-E", "UTF8", "--locale", "C", "--no-sync",
        )  # fmt: skip
        word.unlink()
        self.count = 0

    def _run(self, program, *arguments):
        command = [self.programs / program, *arguments]
        done = subprocess.run(
            command, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL, timeout=60, **self.user,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode()

    def start(self):
        """Start it; again where processes of one that was killed are still ending."""
        for left in (3, 2, 1, 0):
            try:
                self._start()
                return
            except AssertionError:
                if not left:
                    raise
            time.sleep(0.5)

    def _start(self):
        sync = "on" if self.durable else "off"
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync={sync}"
        self._run(
            "pg_ctl", "start", "-w", "-t", "30", "-D", self.folder / "data",
            "-l", self.folder / "server.log", "-o", options,
        )  # fmt: skip

    def stop(self, mode="fast"):
        """Stop it; `immediate` is what a power cut does to the processes."""
        self._run("pg_ctl", "stop", "-w", "-t", "30", "-m", mode, "-D", self.folder / "data")

    @property
    def running(self):
        return (self.folder / "data" / "postmaster.pid").exists()

    def kill(self):
        """`kill -9` of the server itself, then of what it leaves."""
        pid = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        for one in (*_children(pid), pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)

    def address(self, database="postgres", password=PASSWORD, user="soleus"):
        host = f"127.0.0.1:{self.port}"
        return f"postgresql://{user}:{quote(password, safe='')}@{host}/{database}"

    def execute(self, text, database="postgres"):
        import psycopg

        with psycopg.connect(self.address(database), autocommit=True) as link:
            return link.execute(text)

    def new_database(self, options=""):
        """The address of an empty database."""
        self.count += 1
        name = f"log_{self.count}"
        self.execute(f"CREATE DATABASE {name} {options}")
        return self.address(name)

    def drop_database(self, address):
        """Away with one that `new_database` made, whoever still uses it."""
        self.execute(f"DROP DATABASE IF EXISTS {address.rsplit('/', 1)[1]} WITH (FORCE)")

    def remove(self):
        if self.running:
            with contextlib.suppress(AssertionError):  # killed, and its file left behind
                self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)


def _children(pid):
    """The processes that a process started, as Linux tells them."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has just ended
            if int(path.read_text().rpartition(")")[2].split()[1]) == pid:
                yield int(path.parent.name)


class Line:
    """A line to the server that breaks when certain words pass through it: `before` they reach
    the server, once they are `sent`, or when the server has `answered` and nobody heard it."""

    def __init__(self, port):
        self.far = port
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        self.words, self.when, self.after, self.breaks = b"", "", b"", 0
        threading.Thread(target=self._serve, daemon=True).start()

    def break_at(self, words, when, after=b""):
        """Once, at `words` that follow on the words `after`."""
        self.words, self.when, self.after = words, when, after

    def break_at_write(self, when):
        """At the commit of a write; readers commit too."""
        self.break_at(b"COMMIT", when, b"pg_advisory_xact_lock")

    def _serve(self):
        with contextlib.suppress(OSError):  # the door was closed
            while True:
                near = self.door.accept()[0]
                threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near):
        with (
            near,
            contextlib.suppress(OSError),
            socket.create_connection(("127.0.0.1", self.far)) as far,
        ):
            ready = False
            while True:
                for side in select.select([near, far], [], [])[0]:
                    data = side.recv(1 << 16)
                    if not data:
                        return
                    ready = ready or (side is near and self.after in data)
                    if ready and side is near and self.words and self.words in data:
                        self._break(far, data)
                        return
                    (far if side is near else near).sendall(data)

    def _break(self, far, data):
        self.words, self.breaks = b"", self.breaks + 1
        if self.when == "before":
            return
        far.sendall(data)
        while self.when == "answered":  # "Z": ready for the next query
            if far.recv(1 << 16)[-6:-1] == b"Z\0\0\0\5":
                return
