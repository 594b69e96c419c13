"""How tests of the command line run it."""

import sys

import pytest

from soleus.faces import cli


@pytest.fixture
def command_line(capsys, monkeypatch):
    """Run a command line in this process: (exit code, standard output, standard error)."""

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["soleus", *arguments])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        out, err = capsys.readouterr()
        return stop.value.code, out, err

    return call
