"""Recorded trials against OpenSim's own answers.

Origin: OpenSim's example3DWalking (`shared/data/walk_with_emg`; its model, ground forces, and the
moments of its inverse dynamics) and AddBiomechanics' copy of the running trials of Hamner & Delp
(`shared/data/run_2_3ms`, whose force and marker clocks are offset). What needs OpenSim runs in
the interpreter named by SOLEUS_OPENSIM_PYTHON, or in this one when it has the wheel.
"""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
import walking_trial as walking

from soleus.anatomy.leg import ACHILLES, build_leg
from soleus.anatomy.person import Person
from soleus.base.errors import DataError, InputError
from soleus.faces.analyze_results import analyze_trial
from soleus.motion.markers_trial import read_marker_trial
from soleus.motion.opensim_run import PYTHON_VARIABLE
from soleus.motion.opensim_trial import _numbers, read_raw_trial
from soleus.motion.osim_body import read_osim_body
from soleus.motion.osim_muscles import read_osim_muscles
from soleus.motion.recording_angles import read_angles
from soleus.motion.recording_forces import read_forces
from soleus.motion.recording_trial import TrialOptions, read_trial
from soleus.motion.recordings import read_recording, read_storage

pytestmark = pytest.mark.shared
MASS, SPAN = 85.27, TrialOptions(start=0.48, end=1.61)
needs_opensim = pytest.mark.skipif(
    not os.environ.get(PYTHON_VARIABLE) and find_spec("opensim") is None,
    reason=f"OpenSim is not installed here and {PYTHON_VARIABLE} names no Python that has it",
)
LOADS = """<OpenSimDocument Version="30000"><ExternalLoads name="l"><objects>
<ExternalForce name="a"><applied_to_body>calcn_r</applied_to_body>
<force_identifier>ground_force_1_v</force_identifier></ExternalForce>
<ExternalForce name="b"><applied_to_body>calcn_l</applied_to_body>
<force_identifier>ground_force_2_v</force_identifier></ExternalForce>
</objects></ExternalLoads></OpenSimDocument>"""


@pytest.fixture(scope="module")
def walk(shared):
    return shared / "data" / "walk_with_emg"


@pytest.fixture(scope="module")
def run(shared):
    return shared / "data" / "run_2_3ms"


def test_the_model_gives_the_lengths_measured_by_hand(walk):
    """`tools/walking.py` has them from the scaled joints: 398.9 mm, 465.2 mm, 1.156."""
    body = read_osim_body(walk / "subject_walk_scaled.osim")
    assert 1000 * body.thigh == pytest.approx(398.9, abs=0.2)
    assert 1000 * body.shank == pytest.approx(465.2, abs=0.2)
    assert body.scales["foot"] == pytest.approx(1.156, abs=1e-3)
    assert body.mass == pytest.approx(MASS, abs=0.01)
    theirs = walking.walking_leg().person
    ours = body.measure(Person(height=body.height, mass=MASS, sex="male", age=30))
    for key in ("height", "thigh_length", "shank_length", "foot_length"):
        assert getattr(ours, key) == pytest.approx(getattr(theirs, key), rel=1e-3)


def test_a_trial_reads_as_before_with_its_checks(walk):
    """Radians are taken although the coupled kneecap columns hold degrees; the mass fits."""
    trial = read_trial(
        walk / "coordinates.sto", walk / "id_walk.sto", MASS, SPAN, walk / "grf_walk.mot"
    )
    assert trial.taken["angles"] == "radians"
    said = next(n for n in trial.notes if "over whole strides" in n)
    assert float(said.split("carries ")[1].split(" kg")[0]) == pytest.approx(MASS, rel=0.02)
    for side, leg in trial.legs.items():
        plain = read_recording(
            walk / "coordinates.sto", walk / "id_walk.sto", side, (SPAN.start, SPAN.end)
        )
        for joint in plain.moments:
            assert leg.moments[joint] == pytest.approx(plain.moments[joint])
            assert leg.angles[joint] == pytest.approx(plain.angles[joint])
    with pytest.raises(DataError, match="--mass-kg says 60"):
        read_trial(
            walk / "coordinates.sto", walk / "id_walk.sto", 60.0, SPAN, walk / "grf_walk.mot"
        )


def test_running_files_in_radians_with_knees_counted_negative(run):
    found = read_angles(run / "run200_ik.mot", ("right", "left"))
    assert (found.unit.taken, found.knee.taken) == ("rad", "negative")
    knee = found.values("left")["knee_angle"]
    assert np.degrees(knee.max()) == pytest.approx(90, abs=3) and knee.min() > 0
    body = read_osim_body(run / "final.osim")
    assert (body.source, body.knee_flexion) == ("gait2392", "negative")
    assert body.scales["thigh"] == pytest.approx(1.0163, abs=1e-3)  # of its bone's mesh
    assert body.scales["shank"] == pytest.approx(1.1674, abs=1e-3)
    assert len(read_osim_muscles(run / "final.osim", "right")) == 24


def test_tracking_markers_alone_do_not_make_an_ankle(run):
    person = Person(height=1.8, mass=72.8, sex="male", age=30)
    with pytest.raises(DataError, match=r"no lateral malleolus .*--marker right_heel=LABEL"):
        read_marker_trial(run / "run200.trc", run / "run200_grf.mot", person)


@pytest.fixture(scope="module")
def raw(walk):
    return read_raw_trial(
        walk / "subject_walk_scaled.osim", walk / "coordinates.sto", walk / "grf_walk.mot", MASS,
        SPAN,
    )  # fmt: skip


@needs_opensim
@pytest.mark.parametrize(
    ("joint", "rms"), [("ankle_angle", 0.4), ("knee_angle", 1.2), ("hip_flexion", 1.8)]
)
def test_moments_are_those_of_opensims_inverse_dynamics(raw, walk, joint, rms):
    """N m, of peaks of 65 to 144; measured when written: 0.2, 0.8 and 1.1."""
    reference = read_storage(walk / "id_walk.sto")
    for side, leg in raw.legs.items():
        theirs = np.interp(leg.time, reference.time, reference.column(f"{joint}_{side[0]}_moment"))
        assert np.sqrt(np.mean((leg.moments[joint] - theirs) ** 2)) < rms
    assert not any("do not fit" in n for n in raw.notes)


@needs_opensim
def test_moment_arms_are_the_slopes_of_the_lengths(raw):
    """Along the trial, length changes are minus arm times angle change, over all joints crossed
    in the plane (soleus: the ankle alone)."""
    for leg in raw.legs.values():
        g = leg.geometry
        i = g.muscles.index("soleus")
        j = g.joints.index("ankle_angle")
        change = -g.arms[:, i, j] * np.gradient(leg.angles["ankle_angle"], leg.time)
        assert np.abs(change - g.length_rates[:, i]).max() < 0.01
        assert 0.03 < -g.arms[:, i, j].mean() < 0.07


@needs_opensim
def test_exact_paths_carry_the_same_achilles_force_as_moco(raw, walk):
    """The total is fixed by moment and arm: MocoInverse on the same model and motion."""
    body = read_osim_body(walk / "subject_walk_scaled.osim")
    person = body.measure(Person(height=body.height, mass=MASS, sex="male", age=30))
    result = analyze_trial(raw, build_leg(person))
    names, values = walking.read_reference("opensim_moco_inverse_compliant_achilles")
    for side, leg in result.legs.items():
        theirs = sum(values[:, names.index(f"{walking.OTHER[m]}_{side[0]}")] for m in ACHILLES)
        assert leg.solution.achilles_force.max() == pytest.approx(theirs.max(), rel=0.05)
        assert leg.solution.feasible


@needs_opensim
def test_clocks_that_are_offset_are_noticed(run, tmp_path):
    with pytest.raises(InputError, match="does not say which foot is which"):
        read_raw_trial(run / "final.osim", run / "run200_ik.mot", run / "run200_grf.mot", 72.84)
    loads = tmp_path / "loads.xml"
    loads.write_text(LOADS)
    trial = read_raw_trial(
        run / "final.osim", run / "run200_ik.mot", run / "run200_grf.mot", 72.84,
        external_loads=loads,
    )  # fmt: skip
    assert any("clocks look offset, with the forces 30 ms earlier" in n for n in trial.warnings)
    assert set(trial.warnings) <= set(trial.notes)
    numbered = read_raw_trial(
        run / "final.osim", run / "run200_ik.mot", run / "run200_grf.mot", 72.84,
        feet={"right": "1", "left": "2"},
    )  # fmt: skip
    for side, leg in trial.legs.items():
        ankle = numbered.legs[side].moments["ankle_angle"]
        assert ankle == pytest.approx(leg.moments["ankle_angle"])


def test_numbers_of_forces_must_be_there(run):
    ground = read_forces(run / "run200_grf.mot")
    with pytest.raises(InputError, match=r"--left-foot 3: .* has forces 1, 2"):
        _numbers(ground, {"right": "1", "left": "3"})
    with pytest.raises(InputError, match="name the same force"):
        _numbers(ground, {"right": "1", "left": "1"})


@needs_opensim
def test_swapped_feet_are_refused(walk, tmp_path):
    """Each foot's force on the other: the center of pressure lies a step off."""
    lines = (walk / "grf_walk.mot").read_text().splitlines(keepends=True)
    head = next(i for i, line in enumerate(lines) if line.startswith("time"))
    names = lines[head].split()
    other = {"_r_": "_l_", "_l_": "_r_"}
    swapped = [next((n.replace(a, b) for a, b in other.items() if a in n), n) for n in names]
    lines[head] = "\t".join(swapped) + "\n"
    path = tmp_path / "swapped.mot"
    path.write_text("".join(lines))
    with pytest.raises(DataError, match=r"\d\d cm off the loaded right foot .* feet swapped"):
        read_raw_trial(
            walk / "subject_walk_scaled.osim", walk / "coordinates.sto", path, MASS, SPAN
        )


@needs_opensim
def test_nothing_is_written_beside_the_model_or_where_one_stands(walk, tmp_path, monkeypatch):
    """OpenSim's tools go to the folder of the model, and its log with them."""
    models, here = tmp_path / "models", tmp_path / "here"
    models.mkdir()
    here.mkdir()
    (models / "m.osim").write_bytes((walk / "subject_walk_scaled.osim").read_bytes())
    models.chmod(0o555)
    monkeypatch.chdir(here)
    short = TrialOptions(start=0.7, end=0.9)
    trial = read_raw_trial(
        models / "m.osim", walk / "coordinates.sto", walk / "grf_walk.mot", MASS, short
    )
    models.chmod(0o755)
    assert trial.legs
    assert [p.name for p in models.iterdir()] == ["m.osim"]
    assert not list(here.iterdir())


@needs_opensim
def test_opensims_own_complaint_becomes_one_line(walk, tmp_path):
    broken = tmp_path / "broken.osim"
    text = (walk / "subject_walk_scaled.osim").read_text()
    broken.write_text(text.replace("ankle_angle_r", "ankel_angle_r"))
    with pytest.raises(DataError, match=r"OpenSim: .*ankle_angle_r") as caught:
        read_raw_trial(broken, walk / "coordinates.sto", walk / "grf_walk.mot", MASS, SPAN)
    assert "\n" not in str(caught.value)
