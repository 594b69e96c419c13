"""How a command ends: exit codes, one line for every error, interrupts, broken streams."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import sys
from typing import Any

import typer

from soleus.base.errors import SoleusError, nearest

__all__ = ["UNFINISHED", "run"]

#: Files being written; an interrupt removes them.
UNFINISHED: set[str] = set()


def run(app: typer.Typer) -> int:
    """Run a command line; every error of the user is one line on standard error and code 2."""
    _prepare_streams()
    signal.signal(signal.SIGINT, _stop)
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except SoleusError as error:
        code = _fail(str(error))
    except BrokenPipeError:
        _silence(sys.stdout)
        code = 0
    except OSError as error:
        _silence(sys.stdout)
        code = _fail(f"cannot write the output: {error.strerror}")
    except Exception as error:  # usage errors of the option parser
        if not hasattr(error, "format_message"):
            raise
        message = error.format_message()
        if not message:  # no arguments: the help was shown
            code = 2
        else:
            text = " ".join(message.replace(" (env var: 'None')", "").split())
            code = _fail(text + _command_hint(app, message))
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    return code if isinstance(code, int) else 0


def _prepare_streams() -> None:
    """Output must not fail for a missing stream or a character the terminal cannot show."""
    if sys.stdout is None:
        sys.stdout = io.StringIO()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def _silence(stream: Any) -> None:
    """Keep Python from complaining again about a stream that cannot be written."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _stop(*_: Any) -> None:
    """End at once on an interrupt. An exception would not do: compiled code and callbacks from
    it swallow exceptions or turn them into others."""
    for path in UNFINISHED:
        with contextlib.suppress(OSError):
            os.unlink(path)  # noqa: PTH108
    os.write(2, b"\nstopped; nothing was written\n")
    os._exit(130)


def _command_hint(app: typer.Typer, message: str) -> str:
    """The nearest command after a misspelled one, or where to read on."""
    if message.startswith("No such command") and "'" in message:
        names = [c.name or c.callback.__name__ for c in app.registered_commands if c.callback]
        return f" {nearest(message.split(chr(39))[1], names)}"
    return " (try 'soleus --help')"


def _fail(message: str) -> int:
    sys.stderr.write(f"soleus: {message}\n")
    return 2
