"""A program that writes to a log until it is killed: `python log_writer.py`, told what to do on
standard input.

It forks a writer for each line of JSON (database, name, count, report) and answers its process id;
a line {"wait": id} is answered when that writer has ended. A writer adds `count` sessions with two
entries of pain each, and appends the uid of each to `report` when the log has confirmed it.
"""

import datetime as dt
import json
import os
import sys

from soleus.plan.history import DoneSession, DoneSet, PainEntry
from soleus.store.log import open_log

DAY = dt.date(2026, 1, 6)


def entries(uid, day=DAY):
    sets = tuple(DoneSet("walk", repetitions=i, duration_s=60.0) for i in range(5))
    begun = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
    return (
        DoneSession(day, uid, sets, started=begun, uid=uid),
        PainEntry(day, "during", 1, session_uid=uid, uid=f"{uid}-during"),
        PainEntry(day, "after", 2, session_uid=uid, uid=f"{uid}-after"),
    )


def write(database, name, count, report, patience=20.0):
    confirmed = os.open(report, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with open_log(database, "me", patience=patience) as log:
        for number in range(count):
            uid = f"{name}-{number}"
            log.add(entries(uid), "log", uid)
            os.write(confirmed, f"{uid}\n".encode())


def serve():
    for line in sys.stdin:
        told = json.loads(line)
        if "wait" in told:
            _, status = os.waitpid(told["wait"], 0)
            print(os.waitstatus_to_exitcode(status), flush=True)
            continue
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                write(**told)
                code = 0
            finally:
                sys.stderr.flush()
                os._exit(code)
        print(pid, flush=True)


if __name__ == "__main__":
    serve()
