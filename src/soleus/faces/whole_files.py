"""Files written whole or not at all, and places looked at before the work begins."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from soleus.base.errors import InputError
from soleus.faces.entry import UNFINISHED

__all__ = ["check_folder", "check_place", "write_whole", "writing_words"]


def check_place(path: Path, suffix: str | None = None) -> None:
    """Raise `InputError` where no file could be written, or one whose name does not end in
    `suffix` (like ".svg"); touches nothing."""
    if suffix is not None and path.suffix.lower() != suffix:
        raise InputError(f"cannot write {path}: the file's name must end in {suffix}")
    if len(path.name.encode()) > 200:
        raise InputError(f"cannot write {path.name[:40]}...: the name is too long")
    if path.is_dir():
        raise InputError(f"cannot write {path}: is a directory")
    if path.exists() and not path.is_file():
        raise InputError(f"cannot write {path}: not an ordinary file")
    check_folder(path, path.parent)


def check_folder(asked: Path, folder: Path) -> None:
    """Raise `InputError`, which names the file `asked` for, where a folder cannot be made or
    written to: permissions do not say it of every file system, so a file without a name is tried
    in what is there of it."""
    folder = folder.absolute()
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    if not folder.is_dir():
        raise InputError(f"cannot write {asked}: {folder} is not a directory")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise InputError(f"cannot write {asked}: permission denied")
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise InputError(f"cannot write {asked}: {writing_words(error)}") from None


def write_whole(path: Path, data: bytes) -> None:
    """Write a file; an older one stays until the new one is whole, and an interrupt leaves
    nothing behind. Raises `InputError` when the folder cannot be created or written to."""
    path = Path(path).resolve()  # a link keeps leading where it led
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(
            dir=path.parent, prefix=f".{path.name}.", suffix=".part"
        )
        UNFINISHED.add(temporary)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        mask = os.umask(0)
        os.umask(mask)
        Path(temporary).chmod(0o666 & ~mask)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise InputError(f"cannot write {path}: {writing_words(error)}") from None
    finally:
        UNFINISHED.discard(temporary)


def writing_words(error: OSError) -> str:
    """What went wrong, without the path."""
    return (error.strerror or str(error)).lower()
