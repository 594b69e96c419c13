"""The subject in an OpenSim model: bones, mass, muscles, all read from XML."""

import numpy as np
import pytest
from osim_writer import MUSCLES, model, moving

from soleus.anatomy.leg import build_leg
from soleus.anatomy.person import Person
from soleus.base.errors import DataError
from soleus.motion.osim_body import read_osim_body
from soleus.motion.osim_muscles import leg_with_muscles, read_osim_muscles


def test_bones_against_the_source_body(tmp_path):
    body = read_osim_body(model(tmp_path / "m.osim"))
    assert body.source == "rajagopal"
    assert (body.thigh, body.shank) == pytest.approx((0.4096, 0.44))
    assert body.scales == pytest.approx({"thigh": 1.0, "shank": 1.1, "foot": 1.0}, rel=1e-3)
    assert body.height == pytest.approx(1.70 * (0.4096 + 0.44) / 0.8096)
    assert body.mass == pytest.approx(42.1)
    assert "42.1 kg, --mass-kg says 40" in body.mass_notes(40.0)[0]
    assert not body.mass_notes(42.0)
    with pytest.raises(DataError, match=r"42.1 kg, --mass-kg says 70, 40 % apart; scale the"):
        body.mass_notes(70.0)


def test_the_note_says_the_lengths_the_person_gets(tmp_path):
    """Joint frames and what is measured on a person differ: both are said, with the scale."""
    body = read_osim_body(model(tmp_path / "m.osim"))
    person = body.measure(Person(height=1.70, mass=70, sex="male", age=30))
    assert "shank 44.0 cm between the model's joint frames" in body.notes[0]
    assert "1.100 times the rajagopal body" in body.notes[0]
    assert f"shank {100 * person.shank_length:.1f} cm" in body.notes[0]


def test_our_paths_scale_as_the_model_does(tmp_path):
    """A leg of the measured person is the source leg times the model's own scales."""
    person = Person(height=1.70, mass=70, sex="male", age=30)
    plain = build_leg(person)
    scaled = build_leg(read_osim_body(model(tmp_path / "m.osim")).measure(person))
    i = plain.index("soleus")
    ratio = scaled.parameters.tendon_slack_length[i] / plain.parameters.tendon_slack_length[i]
    assert ratio == pytest.approx(1.1, rel=1e-3)
    measured = Person(height=1.70, mass=70, sex="male", age=30, shank_length=0.41)
    assert read_osim_body(tmp_path / "m.osim").measure(measured).shank_length == 0.41


@pytest.mark.parametrize(
    "function",
    [
        "<Constant><value>-0.3958</value></Constant>",
        "<LinearFunction><coefficients>0.1 -0.3958</coefficients></LinearFunction>",
        "<SimmSpline><x>-1 -0.1 0.1 1</x><y>-0.40 -0.3958 -0.3958 -0.41</y></SimmSpline>",
        "<MultiplierFunction><function><PolynomialFunction><coefficients>0.2 0.1 -0.1979"
        "</coefficients></PolynomialFunction></function><scale>2</scale></MultiplierFunction>",
    ],
)
def test_knees_that_translate_are_placed_with_the_knee_straight(tmp_path, function):
    path = model(tmp_path / "m.osim", "0 0 0", moving("0 1 0", function), patella=False, low=-2.5)
    body = read_osim_body(path)
    assert (body.source, body.knee_flexion) == ("gait2392", "negative")
    assert body.thigh == pytest.approx(0.3958)
    assert body.scales["thigh"] == pytest.approx(1.0)


def test_the_foot_follows_its_mesh(tmp_path):
    mesh = (
        "<attached_geometry><Mesh><scale_factors>1.2 1 1</scale_factors></Mesh></attached_geometry>"
    )
    assert read_osim_body(model(tmp_path / "m.osim", mesh=mesh)).scales["foot"] == 1.2


def test_constants_of_the_model_replace_ours(tmp_path, leg):
    muscles = read_osim_muscles(model(tmp_path / "m.osim", side="l"), "left")
    assert {k: m.name for k, m in muscles.items()} == {k: f"{v}_l" for k, v in MUSCLES.items()}
    own = leg_with_muscles(leg, muscles).parameters
    i, j = leg.index("soleus"), leg.index("psoas")
    assert own.optimal_fiber_length[i] == 0.06
    assert own.max_isometric_force[i] == 4000
    assert (
        own.tendon_strain_at_one_norm_force[i] == leg.parameters.tendon_strain_at_one_norm_force[i]
    )
    for field in ("optimal_fiber_length", "max_isometric_force"):
        assert getattr(own, field)[j] == getattr(leg.parameters, field)[j]
    assert np.all(leg.parameters.max_isometric_force != 4000)


def test_bad_models_get_one_line(tmp_path):
    path = tmp_path / "bad.osim"
    for content, message in (
        ("no xml", "not an OpenSim model"),
        ("<a/>", "no OpenSimDocument with a Model"),
        ("<OpenSimDocument><Model/></OpenSimDocument>", "a model of OpenSim 3"),
    ):
        path.write_text(content)
        with pytest.raises(DataError, match=message):
            read_osim_body(path)
    with pytest.raises(DataError, match="cannot be read"):
        read_osim_body(tmp_path / "absent.osim")
    with pytest.raises(DataError, match="no leg with joints"):
        read_osim_body(model(path, side="x"))
    with pytest.raises(DataError, match="no muscle gaslat_r or lat_gas_r"):
        read_osim_muscles(model(path, muscles={"soleus": "soleus", "g": "gasmed"}), "right")
