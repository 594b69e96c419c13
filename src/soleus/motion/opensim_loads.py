"""Files OpenSim's inverse dynamics reads: angles in radians, forces, and who they act on."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from soleus.base.errors import DataError, InputError
from soleus.motion.recording_forces import GroundForces

__all__ = ["loads_table", "loads_xml", "sides_of_loads", "write_storage"]

Array = NDArray[np.float64]


def write_storage(path: Path, names: list[str], time: Array, values: Array) -> None:
    """Write an OpenSim storage file, angles in radians."""
    head = (
        f"{path.stem}\nversion=1\nnRows={len(time)}\nnColumns={len(names) + 1}\ninDegrees=no\n"
        "endheader\n" + "\t".join(["time", *names])
    )
    np.savetxt(
        path, np.column_stack([time, values]), fmt="%.10g", delimiter="\t", header=head, comments=""
    )


def sides_of_loads(path: Path, forces: GroundForces) -> dict[str, str]:
    """Which foot of the table acts on which side, from an ExternalLoads file.

    Returns foot (key of `forces.feet`) to side. Raises `DataError` when the file cannot be
    read or names columns the table does not have.
    """
    try:
        root = ET.fromstring(Path(path).read_bytes())
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror})") from None
    except ET.ParseError as error:
        raise DataError(f"{path}: not an ExternalLoads file ({error})") from None
    starts = {foot.names[0].lower(): key for key, foot in forces.feet.items()}
    found = {}
    for load in root.iter("ExternalForce"):
        body = (load.findtext("applied_to_body") or "").strip()
        start = (load.findtext("force_identifier") or "").strip().lower()
        if start not in starts:
            raise DataError(f"{path}: force '{start}' is no beginning of a column of {forces.path}")
        side = {"r": "right", "l": "left"}.get(body[-1:])
        if side is None:
            raise DataError(f"{path}: body '{body}' does not end in r or l")
        found[starts[start]] = side
    if len(set(found.values())) != len(found) or not found:
        raise DataError(f"{path}: does not give each foot one force")
    return found


def loads_xml(data: Path, forces: GroundForces) -> str:
    """An ExternalLoads file for sided forces as `loads_table` names them."""
    parts = []
    for side in forces.feet:
        s = side[0]
        parts.append(
            f'<ExternalForce name="{side}"><applied_to_body>calcn_{s}</applied_to_body>'
            "<force_expressed_in_body>ground</force_expressed_in_body>"
            "<point_expressed_in_body>ground</point_expressed_in_body>"
            f"<force_identifier>{s}_v</force_identifier><point_identifier>{s}_p</point_identifier>"
            f"<torque_identifier>{s}_m</torque_identifier>"
            f"<data_source_name>{data.name}</data_source_name></ExternalForce>"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><OpenSimDocument Version="30000">'
        f'<ExternalLoads name="loads"><objects>{"".join(parts)}</objects><groups/>'
        f"<datafile>{data}</datafile></ExternalLoads></OpenSimDocument>"
    )


def loads_table(forces: GroundForces) -> tuple[list[str], Array]:
    """Column names and values (time, column) of sided forces, for `write_storage`."""
    if not forces.sided:
        raise InputError(
            f"{forces.path}: does not say which foot is which (columns {', '.join(forces.feet)}); "
            "give --external-loads FILE.xml"
        )
    names, values = [], []
    for side, foot in forces.feet.items():
        s = side[0]
        names += [f"{s}_{kind}{axis}" for kind in "vpm" for axis in "xyz"]
        values += [foot.force, foot.point, foot.torque]
    return names, np.concatenate(values, axis=1)
