"""Exercises that only lower, times without load, and what an exercise needs."""

from dataclasses import replace

import numpy as np
import pytest
import yaml

from soleus.base.errors import DataError, InputError
from soleus.base.library import data_path
from soleus.dose.measure import measure_dose, tissue_series
from soleus.motion.exercise_files import load_exercise
from soleus.motion.run_exercise import load_run
from soleus.motion.steady_run import load_steady
from soleus.motion.synthesis import synthesize
from soleus.solve.load_sharing import solve_exercise

DROPS = ["eccentric_heel_drop", "bent_knee_heel_drop", "floor_heel_drop"]


def changed(tmp_path, name, **changes):
    """An exercise from a copy of its file with keys ("motion.to") changed, None to take out."""
    content = yaml.safe_load(data_path("exercises", f"{name}.yaml").read_text())
    for path, value in changes.items():
        *parents, key = path.split(".")
        place = content
        for parent in parents:
            place = place[parent]
        if value is None:
            del place[key]
        else:
            place[key] = value
    file = tmp_path / "mine.yaml"
    file.write_text(yaml.safe_dump(content))
    return load_exercise(file)


@pytest.mark.parametrize("name", DROPS)
def test_a_drop_begins_at_the_top_and_only_sinks(name, leg):
    motion = synthesize(load_exercise(name), leg)
    heel = -motion.angles["ankle_angle"]
    assert motion.angles["ankle_angle"][-1] > motion.angles["ankle_angle"][0] + 0.4
    assert np.all(np.diff(heel) < 1e-9)
    assert motion.time[-1] == pytest.approx(3.0)


def test_a_drop_is_the_lowering_half_of_the_whole_raise(leg):
    """Against the raise and lowering from the same step: only the way down counts."""
    whole = solve_exercise(load_exercise("single_leg_step_calf_raise"), leg)
    phases = whole.trajectory.exercise.phases
    assert [p.kind for p in phases] == ["raise", "hold_top", "lower"]
    down = whole.time >= phases[0].duration + phases[1].duration - 1e-9
    drop = measure_dose(solve_exercise(load_exercise("eccentric_heel_drop"), leg), 1)
    for tissue in ("soleus", "achilles"):
        series = tissue_series(whole, tissue, down)
        impulse = np.trapezoid(series.force, series.time) / leg.person.body_weight
        found = drop.per_repetition[tissue]
        assert found["impulse_bw_s"] == pytest.approx(impulse, rel=2e-3)
        assert found["peak_force_bw"] == pytest.approx(
            series.force.max() / leg.person.body_weight, rel=2e-3
        )


def test_a_drop_lengthens_fibers_more_than_it_shortens_them(leg):
    dose = measure_dose(solve_exercise(load_exercise("eccentric_heel_drop"), leg), 1)
    soleus = dose.per_repetition["soleus"]
    assert soleus["fiber_work_negative_j"] > 5 * soleus["fiber_work_positive_j"]


def test_the_way_up_is_time_but_no_load(leg):
    drop = load_exercise("eccentric_heel_drop")
    assert drop.set_duration() == pytest.approx(15 * 3 + 14 * 2)
    assert drop.set_duration(1) == pytest.approx(3)
    assert drop.repetition_duration == 3
    slow = replace(drop, unloaded=20.0)
    assert slow.set_duration(15) == pytest.approx(15 * 3 + 14 * 20)
    one, other = (measure_dose(solve_exercise(e, leg)).total for e in (drop, slow))
    assert one == other


def test_a_set_ends_with_its_hold():
    squat = load_exercise("deep_squat_calf_raise")
    assert squat.set_duration(10) == pytest.approx(10 * 6.5 + 20)


def test_the_sentence_tells_of_the_time_without_load():
    text = load_exercise("eccentric_heel_drop").describe()
    assert "3 s down, 2 s without load before the next; 15 ×" in text


def test_bending_the_knee_moves_work_to_the_soleus(leg):
    straight, bent = (
        measure_dose(solve_exercise(load_exercise(n), leg), 1).moment_share["soleus"]
        for n in ("single_leg_calf_hold", "bent_knee_calf_hold")
    )
    assert bent > straight + 0.1


def test_a_held_load_asks_more_of_the_tendon(leg):
    hold = load_exercise("single_leg_calf_hold")
    strains = [
        measure_dose(solve_exercise(hold.with_load(kg), leg), 1).total["achilles"][
            "peak_strain_percent"
        ]
        for kg in (0.0, 20.0, 40.0)
    ]
    assert strains == sorted(strains)
    assert 4.5 < strains[2] < 6.5


def test_a_quick_rebound_loads_the_tendon_faster_than_a_slow_raise(leg):
    rates, peaks = [], []
    for name in ("standing_calf_raise", "quick_rebound_calf_raise"):
        total = measure_dose(solve_exercise(load_exercise(name), leg), 1).total["achilles"]
        rates.append(total["peak_strain_rate_percent_per_s"])
        peaks.append(total["peak_force_bw"])
    assert rates[1] > 5 * rates[0]
    assert peaks[1] > 1.1 * peaks[0]


BAD = [
    ({"motion.unloaded": None}, "motion.unloaded must say how long the other leg"),
    ({"motion.unloaded": "2 kg"}, "motion.unloaded"),
    ({"motion.unloaded": "0 s"}, "motion.unloaded = 0 s is outside 0.1 to 600 s"),
    ({"motion.unloaded": "-2 s"}, "is outside 0.1 to 600 s"),
    ({"motion.unloadet": "2 s"}, "unknown key 'unloadet'; did you mean unloaded"),
    ({"motion.phases": [{"kind": "raise", "duration": "1 s"}]}, "1 raise and 1 lower"),
    (
        {"motion.phases": [{"kind": "lower", "duration": "1 s"}] * 2},
        "1 raise and 1 lower, found 0 and 2",
    ),
    (
        {
            "motion.phases": [
                {"kind": "lower", "duration": "1 s"},
                {"kind": "hold_top", "duration": "1 s"},
            ]
        },
        "hold_top while the motion is at the bottom",
    ),
    ({"finishing_hold": {"at": "top", "duration": "9 s"}}, "repetitions that only lower"),
    ({"needs": "step"}, "needs = 'step' must be a list"),
    ({"needs": ["stp"]}, "needs = 'stp' is not known; did you mean step"),
    ({"needs": [[]]}, "empty list of alternatives"),
    ({"needs": [["hill", "tredmill"]]}, "did you mean treadmill"),
    ({"needs": [5]}, "needs = '5' is not known"),
    ({"needs": [None]}, "needs = 'None' is not known"),
]


@pytest.mark.parametrize(("changes", "words"), BAD, ids=[str(b[0])[:40] for b in BAD])
def test_bad_file_gives_one_line(changes, words, tmp_path):
    with pytest.raises(DataError) as error:
        changed(tmp_path, "eccentric_heel_drop", **changes)
    assert words in str(error.value)
    assert "mine.yaml" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_hold_at_the_bottom_after_the_drop_is_fine(tmp_path, leg):
    phases = [{"kind": "lower", "duration": "3 s"}, {"kind": "hold_bottom", "duration": "2 s"}]
    mine = changed(tmp_path, "eccentric_heel_drop", **{"motion.phases": phases})
    motion = synthesize(mine, leg)
    ankle = motion.angles["ankle_angle"]
    assert ankle[-1] == pytest.approx(ankle.max())
    assert np.ptp(ankle[motion.time > 3.0]) < 1e-9


def test_needs_are_words_or_alternatives(tmp_path):
    assert load_exercise("eccentric_heel_drop").needs == ("step",)
    assert load_run("uphill_sprint").needs == (("hill", "treadmill"),)
    assert load_steady("slow_jog").needs == ()
    mine = changed(tmp_path, "eccentric_heel_drop", needs=["weights", ["step", "treadmill"]])
    assert mine.needs == ("weights", ("step", "treadmill"))


def test_tempo_may_leave_a_hold_out_but_not_a_move():
    raise_ = load_exercise("step_calf_raise")
    slow = raise_.with_tempo({"raise": 3.0, "hold_top": 0.0, "lower": 3.0})
    assert [(p.kind, p.duration) for p in slow.phases] == [("raise", 3.0), ("lower", 3.0)]
    for wrong in ({"raise": 0.0}, {"lower": 0.0}):
        with pytest.raises(InputError, match=r"outside 0\.1 to 600 s"):
            raise_.with_tempo(wrong)
    with pytest.raises(InputError, match=r"outside 0\.1 to 600 s"):
        load_exercise("quiet_standing").with_tempo({"hold_bottom": 0.0})
