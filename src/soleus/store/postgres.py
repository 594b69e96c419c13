"""A log in a PostgreSQL database."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

__all__ = ["server_engine"]

#: Key of the lock that lets one program write to the log at a time ("soleus" in ASCII).
LOCK = 0x736F6C657573
#: How long a statement waits for another program, ms, and a connection for the server, s.
LOCK_TIMEOUT, CONNECT_TIMEOUT = 5000, 3


def server_engine(url: sa.URL) -> sa.Engine:
    """Connections to the server. Writers take turns, as in SQLite, so that what one has checked is
    still so when it writes; readers see one moment. Dead connections are noticed in 15 s."""
    arguments: dict[str, Any] = {
        "connect_timeout": CONNECT_TIMEOUT, "keepalives_idle": 5, "keepalives_interval": 3,
        "keepalives_count": 3, "tcp_user_timeout": 15_000, "application_name": "soleus",
    }  # fmt: skip
    for name in url.query:
        arguments.pop(name, None)
    arguments["client_encoding"] = "utf8"  # whatever the database's own is: the server converts
    engine = sa.create_engine(url, connect_args=arguments, pool_size=1, max_overflow=9)
    sa.event.listen(engine, "connect", _prepare)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _prepare(link: Any, _: Any) -> None:
    """What a confirmed entry needs, whatever the server's usual settings are: a commit that waits
    for the disk, moments the driver can read, and a writer that, when its turn has come, sees what
    the one before it wrote."""
    wanted = {
        "lock_timeout": LOCK_TIMEOUT, "synchronous_commit": "on", "datestyle": "ISO",
        "timezone": "UTC", "default_transaction_isolation": "'read committed'",
    }  # fmt: skip
    with link.cursor() as cursor:
        cursor.execute("; ".join(f"SET {name} = {value}" for name, value in wanted.items()))
    link.commit()


def _begin(connection: sa.Connection) -> None:
    if connection.get_execution_options().get("writing", False):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
    else:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
