"""Find, read and check the data files, and cite where their numbers come from."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from soleus.base.errors import DataError, InputError, nearest
from soleus.base.quantities import Quantity, convert_to_si

__all__ = [
    "Source",
    "check_keys",
    "data_path",
    "list_names",
    "load_quantities",
    "load_sources",
    "read_data",
    "read_file",
]


def data_path(*parts: str) -> Path:
    """Path of a file or folder that ships inside the package."""
    return Path(str(files("soleus"))).joinpath("data", *parts)


def list_names(folder: str, suffix: str) -> list[str]:
    """Names of all data files in a folder: adding a file adds the thing."""
    return sorted(p.stem for p in data_path(folder).glob(f"*{suffix}"))


def read_file(path: Path) -> dict[str, Any]:
    """Read one TOML or YAML file into a mapping; `DataError` says what is wrong with it."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise DataError(f"{path}: no such file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot be read ({error})") from None
    try:
        content = tomllib.loads(text) if path.suffix.lower() == ".toml" else _read_yaml(text)
    except Exception as error:
        kind = "TOML" if path.suffix.lower() == ".toml" else "YAML"
        raise DataError(f"{path}: not valid {kind}: {' '.join(str(error).split())}") from None
    if not isinstance(content, dict):
        raise DataError(f"{path}: expected keys and values at the top level")
    return content


def _read_yaml(text: str) -> Any:
    import yaml

    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def read_data(folder: str, name: str, suffix: str, what: str) -> dict[str, Any]:
    """Read `data/<folder>/<name><suffix>`; a misspelt name gets the nearest spelling."""
    known = list_names(folder, suffix)
    if name not in known:
        raise InputError(f"no {what} '{name}'; {nearest(name, known)}")
    return read_file(data_path(folder, name + suffix))


def check_keys(
    content: Mapping[str, Any], required: set[str], optional: set[str], where: str
) -> None:
    """Raise `DataError` for a key that is missing or unknown, with the nearest spelling."""
    for key in content:
        if key not in required | optional:
            raise DataError(f"{where}: unknown key '{key}'; {nearest(key, required | optional)}")
    missing = sorted(required - set(content))
    if missing:
        raise DataError(f"{where}: key '{missing[0]}' is missing")


@dataclass(frozen=True, slots=True)
class Source:
    """A publication (or a plainly named assumption) behind a number."""

    key: str
    text: str
    doi: str = ""


@cache
def load_sources() -> dict[str, Source]:
    """All sources, by key."""
    content = read_file(data_path("sources.toml"))
    return {key: Source(key, entry["text"], entry.get("doi", "")) for key, entry in content.items()}


_QUANTITY_KEYS = {"value", "unit", "spread", "source", "note"}


def load_quantities(table: Mapping[str, Any], where: str) -> dict[str, Quantity]:
    """Read a table of constants, each with value, unit, spread, source and note."""
    sources = load_sources()
    result = {}
    for name, entry in table.items():
        place = f"{where}: {name}"
        if not isinstance(entry, dict):
            raise DataError(f"{place}: needs value, unit, spread, source and note")
        check_keys(entry, _QUANTITY_KEYS, set(), place)
        if entry["source"] not in sources:
            raise DataError(f"{place}: source '{entry['source']}' is not in data/sources.toml")
        if entry["spread"] < 0:
            raise DataError(f"{place}: spread {entry['spread']} is negative")
        convert_to_si(entry["value"], entry["unit"], place)
        result[name] = Quantity(
            name,
            float(entry["value"]),
            entry["unit"],
            float(entry["spread"]),
            entry["source"],
            entry["note"],
        )
    return result
