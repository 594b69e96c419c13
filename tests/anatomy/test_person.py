"""Persons: what is believed, what is warned about, what is refused."""

import math

import pytest

from soleus.anatomy.person import Person, load_person, person_fields, person_from_fields
from soleus.base.errors import DataError, InputError, SoleusError

BASE = {"height_m": 1.78, "mass_kg": 72, "sex": "male", "age": 34}


def test_units_become_si_at_the_edge():
    person = person_from_fields(
        BASE
        | {
            "foot_length_cm": 27,
            "knee_to_wall_cm": 11,
            "isometric_plantarflexion_nm": 150,
            "heel_raises": 25,
            "tendon_stiffness_n_per_mm": 200,
            "name": "Ada",
        },
        "ada.toml",
    )
    assert person.foot_length == pytest.approx(0.27)
    assert person.knee_to_wall == pytest.approx(0.11)
    assert person.tendon_stiffness == pytest.approx(2e5)
    assert (person.isometric_moment, person.heel_raises, person.name) == (150, 25, "Ada")


def test_fields_round_trip():
    person = person_from_fields(BASE | {"foot_length_cm": 26.5, "name": "Ada"}, "x")
    fields = {k: v for k, v in person_fields(person).items() if v is not None}
    assert person_from_fields(fields, "x") == person


def test_body_weight():
    assert Person(1.78, 72.0, "male", 34.0).body_weight == pytest.approx(706.0788)


def test_description_names_the_measures():
    assert Person(1.6, 55, "female", 40, name="Eva").describe() == (
        "Eva: female, 40 years, 1.60 m, 55 kg"
    )


def test_ordinary_person_has_no_warnings():
    assert Person(1.78, 72.0, "male", 34.0).warnings == ()


@pytest.mark.parametrize(
    ("person", "words"),
    [
        (Person(1.35, 38, "female", 30), ["height 1.35 m", "1.45 to 1.88"]),
        (Person(2.10, 140, "male", 30), ["height 2.1 m", "mass 140 kg"]),
        (Person(1.40, 32, "male", 9), ["age 9 years", "12 to 51"]),
        (Person(1.60, 60, "female", 88), ["age 88 years"]),
        (Person(1.60, 95, "female", 40), ["body mass index 37"]),
    ],
)
def test_bodies_outside_the_data_are_warned_about(person, words):
    text = "\n".join(person.warnings)
    assert all(word in text for word in words), text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"mass_kg": -70}, ["mass -70 kg", "12 to 300 kg"]),
        ({"mass_kg": 0}, ["mass 0 kg"]),
        ({"height_m": 178}, ["height 178 m", "0.9 to 2.4 m"]),
        ({"height_m": math.nan}, ["height 'nan' is not a number"]),
        ({"age": math.inf}, ["age 'inf' is not a number"]),
        ({"age": "young"}, ["age = 'young' is not a number"]),
        ({"age": True}, ["age = 'True' is not a number"]),
        ({"sex": "femal"}, ["sex 'femal' is not known", "female"]),
        ({"foot_length_cm": 270}, ["foot_length 270 cm", "10 to 40 cm"]),
        ({"tendon_stiffness_n_per_mm": 1}, ["tendon_stiffness 1 N/mm", "20 to 2000 N/mm"]),
        ({"heel_raises": 0}, ["heel_raises 0"]),
        ({"heigth_m": 1.8}, ["unknown key 'heigth_m'", "did you mean height_m"]),
        ({"heel_raise": 20}, ["unknown key 'heel_raise'", "did you mean heel_raises"]),
    ],
)
def test_impossible_person_gives_one_clear_line(change, words):
    with pytest.raises(InputError) as error:
        person_from_fields(BASE | change, "me.toml")
    message = str(error.value)
    assert message.startswith("me.toml: ")
    assert "\n" not in message
    assert all(word in message for word in words), message


@pytest.mark.parametrize("key", BASE)
def test_missing_measure_is_named(key):
    with pytest.raises(InputError, match=f"me.toml: {key} is missing"):
        person_from_fields({k: v for k, v in BASE.items() if k != key}, "me.toml")


def test_person_file_is_read(tmp_path):
    path = tmp_path / "me.toml"
    path.write_text('height_m = 1.66\nmass_kg = 58.5\nsex = "female"\nage = 29\n')
    assert load_person(path) == Person(1.66, 58.5, "female", 29.0)


@pytest.mark.parametrize("text", ["height_m = ", "[person]\nheight_m = 1.7\n", 'height_m = "tall"'])
def test_bad_person_file_is_named(tmp_path, text):
    path = tmp_path / "me.toml"
    path.write_text(text)
    with pytest.raises(SoleusError) as error:
        load_person(path)
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)


def test_missing_person_file_is_said(tmp_path):
    with pytest.raises(DataError, match="no such file"):
        load_person(tmp_path / "nobody.toml")
