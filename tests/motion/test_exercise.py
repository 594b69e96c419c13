"""Exercises as data: what is read, what is refused and how it is said."""

import math

import pytest
import yaml

from soleus.base.errors import DataError, InputError, SoleusError
from soleus.base.library import data_path
from soleus.motion.exercise import Exercise
from soleus.motion.exercise_files import list_exercises, load_exercise

SQUAT = yaml.safe_load(data_path("exercises", "deep_squat_calf_raise.yaml").read_text())
SEATED = yaml.safe_load(data_path("exercises", "seated_calf_raise.yaml").read_text())
DELETE = object()


def written(tmp_path, content, **changes):
    """A file like `content` with keys ("motion.to") changed, read as an exercise."""
    content = yaml.safe_load(yaml.safe_dump(content))
    for path, value in changes.items():
        *parents, key = path.split(".")
        place = content
        for parent in parents:
            place = place[parent]
        if value is DELETE:
            del place[key]
        else:
            place[key] = value
    file = tmp_path / "mine.yaml"
    file.write_text(yaml.safe_dump(content))
    return load_exercise(file)


def test_structure_is_read_in_si():
    e = load_exercise("deep_squat_calf_raise")
    assert (e.coordinate, e.low, e.legs, e.repetitions) == ("heel_raise", None, 2, 15)
    assert e.high == pytest.approx(math.radians(35))
    assert e.posture["knee_angle"] == pytest.approx(math.radians(125))
    assert [(p.kind, p.duration) for p in e.phases] == [
        ("raise", 1.5),
        ("hold_top", 2.0),
        ("lower", 3.0),
    ]
    assert (e.finishing_hold.at, e.finishing_hold.duration) == ("full_stretch", 20.0)
    assert e.repetition_duration == 6.5


def test_asked_exercises_are_there():
    assert {
        "deep_squat_calf_raise", "glute_ham_raise", "standing_calf_raise",
        "single_leg_calf_raise", "step_calf_raise", "bent_knee_calf_raise",
        "seated_calf_raise", "wall_lean_isometric", "quiet_standing",
    } <= set(list_exercises())  # fmt: skip


def test_unchanged_file_reads_by_path(tmp_path):
    mine = written(tmp_path, SQUAT)
    assert mine.name == "mine"
    assert mine.phases == load_exercise("deep_squat_calf_raise").phases


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("deep_squat_calf_rise", "deep_squat_calf_raise"),
        ("seated-calf-raise", "seated_calf_raise"),
        ("GluteHamRaise", "glute_ham_raise"),
        ("standing_calf", "standing_calf_raise"),
    ],
)
def test_misspelt_exercise_gets_suggestions(name, hint):
    with pytest.raises(InputError, match=f"no exercise '{name}'; did you mean .*{hint}"):
        load_exercise(name)


def test_name_like_nothing_lists_all():
    with pytest.raises(InputError, match=r"known: .*quiet_standing"):
        load_exercise("zzzzzz")


BAD = [
    ({"tempo": "3 s"}, ["unknown key 'tempo'"]),
    ({"postur": {}, "posture": DELETE}, ["unknown key 'postur'", "posture"]),
    ({"motion.phases": DELETE}, ["motion", "key 'phases' is missing"]),
    ({"motion.to": DELETE}, ["motion", "key 'to' is missing"]),
    ({"support": DELETE}, ["key 'support' is missing"]),
    ({"support": "forfoot"}, ["support", "forfoot", "did you mean forefoot"]),
    ({"surface": "sand"}, ["surface", "sand", "floor"]),
    ({"source": "nobody1999"}, ["source", "nobody1999"]),
    ({"legs": 3}, ["legs = 3", "1 or 2"]),
    ({"legs": True}, ["legs = True", "1 or 2"]),
    ({"free": 5}, ["free = '5'", "list"]),
    ({"label": ["a", "b"]}, ["label", "must be a text"]),
    ({"source": ["a"]}, ["source", "is not in data/sources.toml"]),
    ({"posture.hip_flexion": "20 deg"}, ["posture", "unknown key 'hip_flexion'"]),
    ({"posture.trunk_lean": DELETE}, ["posture", "key 'trunk_lean' is missing"]),
    ({"load": {"at": "thigh", "default": "0 kg", "highest": "9 kg"}}, ["load: at", "shoulders"]),
    ({"repetitions": 0}, ["repetitions = 0", "1 to 200"]),
    ({"repetitions": 2.5}, ["repetitions = 2.5", "whole number"]),
    ({"posture.knee_angle": "125 kg"}, ["posture.knee_angle", "125 kg", "mass", "angle"]),
    ({"posture.knee_angle": 125}, ["posture.knee_angle", "125", "20 deg"]),
    ({"posture.knee_angle": "160 deg"}, ["posture.knee_angle", "160 deg", "0 to 140 deg"]),
    ({"posture.knee": "10 deg"}, ["posture", "unknown key 'knee'", "knee_angle"]),
    ({"motion.coordinate": "toes"}, ["motion.coordinate", "toes", "did you mean none"]),
    ({"motion.from": "40 deg"}, ["motion", "from = 40 deg", "to = 35 deg"]),
    ({"motion.from": "bottom"}, ["motion.from", "bottom"]),
    ({"motion.to": "500 deg"}, ["motion.to", "500 deg", "-45 to 90 deg"]),
    ({"motion.coordinate": "knee_angle"}, ["motion.from", "full_stretch"]),
    ({"motion.phases": []}, ["motion.phases", "list of phases"]),
    ({"motion.phases": ["raise"]}, ["motion.phases", "keys and values"]),
    ({"motion.phases": [{"kind": "raise", "duration": "1 s"}]}, ["1 raise and 1 lower", "0"]),
    (
        {"motion.phases": [{"kind": "rais", "duration": "1 s"}]},
        ["motion.phases", "rais", "did you mean raise"],
    ),
    (
        {
            "motion.phases": [
                {"kind": "raise", "duration": "1 s"},
                {"kind": "hold_bottom", "duration": "1 s"},
                {"kind": "lower", "duration": "1 s"},
            ]
        },
        ["motion.phases", "hold_bottom", "at the top"],
    ),
    (
        {
            "motion.phases": [
                {"kind": "hold_top", "duration": "1 s"},
                {"kind": "raise", "duration": "1 s"},
                {"kind": "lower", "duration": "1 s"},
            ]
        },
        ["motion.phases", "hold_top", "at the bottom"],
    ),
    (
        {
            "motion.phases": [
                {"kind": "raise", "duration": "0 s"},
                {"kind": "lower", "duration": "1 s"},
            ]
        },
        ["raise.duration", "0 s", "0.1 to 600 s"],
    ),
    ({"finishing_hold.at": "middle"}, ["finishing_hold", "middle", "full_stretch"]),
    ({"finishing_hold.duration": "20 kg"}, ["finishing_hold", "20 kg", "time"]),
    ({"finishing_hold.duration": "-20 s"}, ["finishing_hold", "-20 s", "600 s"]),
    ({"load.default": "300 kg"}, ["load", "300 kg", "200 kg"]),
    ({"load.default": "-5 kg"}, ["load", "-5 kg"]),
    ({"load.at": "hand"}, ["load", "hand", "shoulders"]),
    ({"free": ["hip"]}, ["free", "hip", "knee_angle"]),
    ({"support": "seat"}, ["support", "seat", "share"]),
]


@pytest.mark.parametrize(("changes", "words"), BAD, ids=[" ".join(b[0]) for b in BAD])
def test_bad_file_gives_one_line_with_file_key_value_and_range(tmp_path, changes, words):
    with pytest.raises((DataError, InputError)) as error:
        written(tmp_path, SQUAT, **changes)
    message = str(error.value)
    assert "mine.yaml" in message
    assert "\n" not in message
    assert all(word in message for word in words), message


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"share.value": 0.5}, ["share", "0.5", "-0.15 to 0.15"]),
        ({"share.value": "half"}, ["share", "half"]),
        ({"share.high": DELETE}, ["share", "key 'high' is missing"]),
        ({"share": DELETE}, ["seat", "share"]),
    ],
)
def test_bad_share_is_said(tmp_path, changes, words):
    with pytest.raises(DataError) as error:
        written(tmp_path, SEATED, **changes)
    assert all(word in str(error.value) for word in words), str(error.value)


ODD = [None, 5, -1, True, "x", "5 deg", "-3 s", "1e999 s", [], {}, [None], {"a": 1}]
KEYS = [
    *SEATED, "motion.coordinate", "motion.from", "motion.to", "motion.phases", "load.at",
    "load.default", "load.highest", "share.value", "share.low", "share.high", "share.about",
    "posture.thigh_tilt", "posture.trunk_lean",
]  # fmt: skip


@pytest.mark.parametrize("key", KEYS)
def test_no_odd_value_escapes_as_a_raw_exception(tmp_path, key):
    for value in [*ODD, DELETE]:
        try:
            exercise = written(tmp_path, SEATED, **{key: value})
        except SoleusError as error:
            assert "\n" not in str(error)
            assert "mine.yaml" in str(error)
        else:
            assert isinstance(exercise.describe(), str)


def test_load_is_set_within_its_range():
    e = load_exercise("standing_calf_raise").with_load(40.0)
    assert e.load_mass == 40.0
    assert "40 kg on the shoulders" in e.describe()
    for mass in (-1.0, 301.0, math.nan, math.inf):
        with pytest.raises(InputError, match="is outside 0 to 300 kg"):
            e.with_load(mass)


def test_exercise_without_load_says_which_take_one():
    e = load_exercise("glute_ham_raise")
    assert e.with_load(0.0) is e
    with pytest.raises(InputError, match=r"takes no external load; .*seated_calf_raise"):
        e.with_load(10.0)


def test_free_knee_angle_can_be_set_and_fixed_ones_not():
    e = load_exercise("bent_knee_calf_raise").with_knee_angle(math.radians(60))
    assert e.posture["knee_angle"] == math.radians(60)
    with pytest.raises(InputError, match=r"knee_angle = 150 deg is outside 0 to 140 deg"):
        e.with_knee_angle(math.radians(150))
    with pytest.raises(InputError, match=r"fixed knee angle; .*bent_knee_calf_raise"):
        load_exercise("standing_calf_raise").with_knee_angle(1.0)


def test_share_can_be_set_within_its_range_only():
    e = load_exercise("glute_ham_raise")
    assert e.with_share(0.6).share.value == 0.6
    with pytest.raises(InputError, match=r"share 1.2 is outside 0 to 1"):
        e.with_share(1.2)
    with pytest.raises(InputError, match=r"statics determines every force"):
        load_exercise("standing_calf_raise").with_share(0.3)


def test_description_says_what_to_do():
    text = load_exercise("deep_squat_calf_raise").describe()
    for words in ("both legs", "knee at 125 deg", "1.5 s up", "2 s hold at the top", "3 s down",
                  "15 ×", "hold 20 s at full stretch"):  # fmt: skip
        assert words in text
    assert isinstance(load_exercise("quiet_standing"), Exercise)
