"""A PostgreSQL server of its own for tests: Debian's package, a temporary folder, a free port."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

PASSWORD = "Sesam-Wort-77"
PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))


def missing():
    """Why there can be no server here, "" where there can."""
    if not PROGRAMS:
        return "PostgreSQL is not installed (Debian: apt-get install postgresql)"
    if os.geteuid() == 0:
        import pwd

        try:
            pwd.getpwnam("postgres")
        except KeyError:
            return "PostgreSQL does not run as root, and there is no user postgres"
    return ""


class PostgresServer:
    """Made, started, stopped and removed by a test."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="soleus-postgres-"))
        self.user = {}
        if os.geteuid() == 0:  # which PostgreSQL refuses to run as
            shutil.chown(self.folder, "postgres", "postgres")
            self.user = {"user": "postgres", "group": "postgres", "extra_groups": []}
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        word = self.folder / "word"
        word.write_text(PASSWORD)
        word.chmod(0o644)
        self._run(
            "initdb", "-D", self.folder / "data", "-U", "soleus", "-A", "scram-sha-256",
            "--pwfile", word, "-E", "UTF8", "--locale", "C",
        )  # fmt: skip
        word.unlink()
        self.count = 0

    def _run(self, program, *arguments):
        command = [PROGRAMS[-1] / program, *arguments]
        done = subprocess.run(
            command, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL, timeout=60, **self.user,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode()

    def start(self):
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
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
        children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True)
        for one in (pid, *map(int, children.stdout.split())):
            try:
                os.kill(one, signal.SIGKILL)
            except ProcessLookupError:
                continue

    def address(self, database="postgres", password=PASSWORD):
        return f"postgresql://soleus:{password}@127.0.0.1:{self.port}/{database}"

    def execute(self, text, database="postgres"):
        import psycopg

        with psycopg.connect(self.address(database), autocommit=True) as link:
            return link.execute(text)

    def new_database(self):
        """The address of an empty database."""
        self.count += 1
        name = f"log_{self.count}"
        self.execute(f"CREATE DATABASE {name}")
        return self.address(name)

    def remove(self):
        if self.running:
            self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)
