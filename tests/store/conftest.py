"""A log on each of the two databases."""

import pytest
from postgres_server import PostgresServer, missing

from soleus.store.log import open_log


@pytest.fixture(scope="session")
def server():
    """A PostgreSQL server; skips with a reason where there can be none."""
    if missing():
        pytest.skip(missing())
    pytest.importorskip("psycopg")
    made = PostgresServer()
    try:
        made.start()
        yield made
    finally:
        made.remove()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path):
    """Where a new log can be: a path, or an address."""
    if request.param == "sqlite":
        return str(tmp_path / "log.sqlite")
    return request.getfixturevalue("server").new_database()


@pytest.fixture
def log(database):
    with open_log(database) as log:
        yield log
