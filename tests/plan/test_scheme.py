"""Schemes as data."""

import pytest
import yaml

from soleus.base.errors import DataError, InputError
from soleus.base.library import data_path
from soleus.plan.scheme_files import list_schemes, load_scheme


@pytest.mark.parametrize("name", list_schemes())
def test_every_scheme_loads(name):
    scheme = load_scheme(name)
    assert scheme.sessions
    assert scheme.about


def test_the_article_is_the_article():
    blocks = {b.exercise: b for s in load_scheme("article").sessions for b in s.blocks}
    assert blocks["uphill_sprint"].repetitions == (4, 5)
    assert blocks["uphill_sprint"].distance == (200, 250)
    assert blocks["glute_ham_raise"].sets == (3, 4)
    assert blocks["glute_ham_raise"].repetitions == (10, 12)
    assert blocks["deep_squat_calf_raise"].sets == (3, 3)
    assert blocks["deep_squat_calf_raise"].repetitions == (15, 20)


def test_a_misspelt_scheme_gets_a_hint():
    with pytest.raises(InputError, match="did you mean article"):
        load_scheme("artikle")


def scheme_file(tmp_path, change):
    content = yaml.safe_load(data_path("schemes", "article.yaml").read_text())
    change(content)
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump(content))
    return path


def test_an_own_file_loads(tmp_path):
    path = scheme_file(tmp_path, lambda c: c.update(label="Mine"))
    assert load_scheme(path).label == "Mine"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: c.pop("label"), "key 'label' is missing"),
        (lambda c: c.update(sorce="x"), "unknown key 'sorce'; did you mean source"),
        (lambda c: c["sessions"][0].update(days=[7]), "days = 7 must be a day of the week"),
        (lambda c: c["sessions"][0].update(from_share=2), "from_share = 2 is outside 0 to 1"),
        (
            lambda c: c["sessions"][0]["blocks"][1].update(exercise="glute_ham_rais"),
            "did you mean glute_ham_raise",
        ),
        (
            lambda c: c["sessions"][0]["blocks"][1].update(repetitions=0),
            "glute_ham_raise.repetitions = 0 must be",
        ),
        (
            lambda c: c["sessions"][0]["blocks"][1].update(distance="200 m"),
            "distance belongs to running",
        ),
        (
            lambda c: c["sessions"][0]["blocks"][0].update(distance=["200 s", "250 m"]),
            "'200 s' is a time, a length is needed",
        ),
        (lambda c: c["sessions"][0]["blocks"][0].update(rest="-3 s"), "'-3 s' is negative"),
        (lambda c: c.update(sessions=[]), "expected a list"),
        (lambda c: c.update(source=["a"]), "is not in data/sources.toml"),
        (lambda c: c["sessions"][0].update(from_share="abc"), "from_share = abc is outside"),
        (lambda c: c["sessions"][0].update(days=[1, 1]), "names a day twice"),
        (lambda c: c["sessions"][0].update(days=[True]), "days = True must be a day"),
        (lambda c: c["sessions"][0]["blocks"][1].update(exercise=5), "no exercise '5'"),
        (
            lambda c: c["sessions"][0]["blocks"][1].update(load="1e999 kg"),
            "'1e999 kg' is not finite",
        ),
    ],
)
def test_a_wrong_file_gets_one_clear_line(change, message, tmp_path):
    path = scheme_file(tmp_path, change)
    with pytest.raises(DataError) as caught:
        load_scheme(path)
    assert message in str(caught.value)
    assert "mine.yaml" in str(caught.value)
    assert "\n" not in str(caught.value)
