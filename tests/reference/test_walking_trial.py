"""The recorded walk against OpenSim and EMG.

Origin: OpenSim's example3DWalking in `shared/data/walk_with_emg`; reference forces by OpenSim's
MocoInverse with compliant Achilles tendons, in the same folder.
"""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
import walking_trial as walking

from soleus.anatomy.leg import ACHILLES
from soleus.base.errors import DataError, InputError
from soleus.motion.recordings import read_recording, read_storage
from soleus.solve.load_sharing import share_load

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def walk(shared):
    folder = shared / "data" / "walk_with_emg"
    leg = walking.walking_leg()

    def solve(side):
        trial = read_recording(
            folder / "coordinates.sto", folder / "id_walk.sto", side, (0.48, 1.61)
        )
        return share_load(leg, trial)

    return {side: solve(side) for side in ("right", "left")}


@pytest.mark.parametrize("side", ["right", "left"])
def test_peak_achilles_force_within_15_percent_of_moco(side, walk):
    names, values = walking.read_reference("opensim_moco_inverse_compliant_achilles")
    theirs = sum(values[:, names.index(f"{walking.OTHER[m]}_{side[0]}")] for m in ACHILLES).max()
    assert walk[side].achilles_force.max() == pytest.approx(theirs, rel=0.15)


def test_soleus_activation_follows_its_emg_as_well_as_moco(walk, shared):
    emg = read_storage(shared / "data" / "walk_with_emg" / "electromyography.sto")
    right = walk["right"]
    r = walking.correlation(
        right.of("soleus", "activation"), right.time, emg.column("soleus"), emg.time
    )
    assert r > 0.905


@pytest.mark.parametrize("side", ["right", "left"])
def test_forces_are_smooth(side, walk):
    """Muscles that can replace each other must not trade force from frame to frame: over the
    trial each force goes up and down little more than its own peak."""
    for muscle in ACHILLES:
        force = walk[side].force(muscle)
        assert np.abs(np.diff(force)).sum() < 4 * force.max()


def test_both_legs_are_carried_by_muscles(walk):
    assert all(s.feasible for s in walk.values())


def test_bad_recordings_get_one_line(tmp_path, shared):
    folder = shared / "data" / "walk_with_emg"
    with pytest.raises(InputError, match="it is right or left"):
        read_recording(folder / "coordinates.sto", folder / "id_walk.sto", "middle")
    with pytest.raises(InputError, match="no time in common"):
        read_recording(folder / "coordinates.sto", folder / "id_walk.sto", "left", (9, 10))
    bad = tmp_path / "bad.sto"
    for text, message in (
        ("nothing\n", "endheader"),
        ("endheader\ntime a\n0 1\n1\n", "line 4 has 1 values, the header 2"),
        ("endheader\ntime a\n1 1\n0 1\n", "time must rise"),
        ("endheader\ntime a\n0 x\n1 1\n", "could not convert"),
    ):
        bad.write_text(text)
        with pytest.raises(DataError, match=message):
            read_storage(bad)
    with pytest.raises(DataError, match="cannot be read"):
        read_storage(tmp_path / "absent.sto")
