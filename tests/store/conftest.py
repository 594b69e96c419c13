"""A log on each of the two databases."""

import pytest
from postgres_server import PostgresServer, missing

from soleus.store.log import open_log


@pytest.fixture(scope="session")
def server():
    """A PostgreSQL server; skips with a reason where there can be none."""
    if missing():
        pytest.skip(missing())
    pytest.importorskip("psycopg", reason="psycopg is not installed (soleus[postgres])")
    made = PostgresServer()
    try:
        made.start()
        yield made
    finally:
        made.remove()


@pytest.fixture
def up(server):
    """The server, which is up again afterwards."""
    yield server
    if not server.running:
        server.start()


@pytest.fixture
def address(up):
    """An empty database on it."""
    made = up.new_database()
    yield made
    if not up.running:
        up.start()
    up.drop_database(made)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path):
    """Where a new log can be: a path, or an address."""
    if request.param == "sqlite":
        yield str(tmp_path / "log.sqlite")
        return
    server = request.getfixturevalue("server")
    address = server.new_database()
    yield address
    server.drop_database(address)


@pytest.fixture
def log(database):
    with open_log(database) as log:
        yield log
