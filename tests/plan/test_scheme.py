"""Schemes as data."""

import pytest
import yaml

from soleus.base.errors import DataError, InputError, SoleusError
from soleus.base.library import data_path
from soleus.plan.scheme import LoadRule
from soleus.plan.scheme_files import list_schemes, load_scheme, parse_scheme


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


def scheme_file(tmp_path, change, name="article"):
    content = yaml.safe_load(data_path("schemes", f"{name}.yaml").read_text())
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


def test_a_scheme_in_phases_is_read_in_si():
    scheme = load_scheme("isometric_start")
    holds, hard = scheme.phases
    assert (holds.weeks, hard.weeks) == ((1, 3), (12, 14))
    assert holds.gates[0] == "PROG-DEFENCE" and hard.gates == ()
    (block,) = holds.sessions[0].blocks
    assert (block.duration, block.sets, block.repetitions) == ((15.0, 60.0), (5, 5), (1, 1))
    (block,) = hard.sessions[0].blocks
    assert block.load == LoadRule("mvc", (0.9, 0.9))
    assert hard.sessions[0].per_week == (3, 4) and hard.sessions[0].days == ()
    assert "SPACE-48" in scheme.sets_aside
    assert scheme.goals == ("return_to_run", "strength")


def test_a_scheme_without_phases_has_one_that_lasts():
    scheme = load_scheme("article")
    (phase,) = scheme.phases
    assert phase.weeks == (1, None) and phase.gates == () and phase.targets
    assert phase.sessions == scheme.sessions


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("20 kg", LoadRule("mass", (20, 20))),
        (["0 kg", "12.5 kg"], LoadRule("mass", (0, 12.5))),
        ("15 RM", LoadRule("rm", (15, 15))),
        (["15 RM", "6 RM"], LoadRule("rm", (15, 6))),
        ("90 % MVC", LoadRule("mvc", (0.9, 0.9))),
        (["55 % MVC", "90 % MVC"], LoadRule("mvc", (0.55, 0.9))),
        (None, LoadRule("mass", (0, 0))),
    ],
)
def test_loads_are_kilograms_or_repetition_maximum_or_a_share_of_strength(text, rule, tmp_path):
    def change(content):
        block = content["phases"][0]["sessions"][0]["blocks"][0]
        block.update(load=text)

    path = scheme_file(tmp_path, change, "alfredson")
    assert load_scheme(path).sessions[0].blocks[0].load == rule


def phase(**values):
    return lambda c: c["phases"][0].update(values)


def session(**values):
    return lambda c: c["phases"][0]["sessions"][0].update(values)


def block(**values):
    return lambda c: c["phases"][0]["sessions"][0]["blocks"][0].update(values)


def target(**values):
    return lambda c: c["phases"][0]["targets"][0].update(values)


BAD = [
    (lambda c: c.update(sessions=[]), "give either phases, or sessions"),
    (lambda c: c.pop("phases"), "give either phases, or sessions"),
    (lambda c: c.update(phases=5), "phases: expected a list, found '5'"),
    (lambda c: c.update(phases=["a"]), "expected keys and values, found 'a'"),
    (lambda c: c.update(phases=[c["phases"][0]] * 2), "phases: 'drops' is there twice"),
    (lambda c: c.update(targets=[]), "targets belong to the phases"),
    (lambda c: c.update(goals="strength"), "goals: expected a list, found 'strength'"),
    (lambda c: c.update(goals=["strenght"]), "did you mean strength"),
    (lambda c: c.update(sources="beyer2015"), "sources: expected a list"),
    (lambda c: c.update(sources=["nobody1999"]), "'nobody1999' is not in data/sources.toml"),
    (lambda c: c.update(sets_aside="SPACE-48"), "sets_aside: expected a list"),
    (lambda c: c.update(sets_aside=["space"]), "sets_aside = 'space' is no rule id"),
    (lambda c: c.update(label=5), "label = '5' must be a text"),
    (lambda c: c.update(about=" "), "about = ' ' must be a text"),
    (phase(weeks=[3, 1]), "drops.weeks = [3, 1] must be a count or [least, most]"),
    (phase(weeks=0), "drops.weeks = 0 must be"),
    (phase(weeks=[1, 105]), "1 to 104 weeks"),
    (phase(weeks=[True, 2]), "must be a count or [least, most]"),
    (phase(weeks=1.5), "drops.weeks = 1.5 must be"),
    (phase(gates="CAP-RTP"), "drops: gates: expected a list, found 'CAP-RTP'"),
    (phase(gates=["cap-rtp"]), "gates = 'cap-rtp' is no rule id like CAP-START-RUN"),
    (phase(gates=["CAP-RTP", "CAP-RTP"]), "gates: 'CAP-RTP' is there twice"),
    (phase(gates=[None]), "is no rule id"),
    (phase(gate=["CAP-RTP"]), "unknown key 'gate'; did you mean gates"),
    (phase(name="two words"), "name = 'two words' must be small letters"),
    (phase(sessions=[]), "sessions: expected a list"),
    (phase(targets={"low": 1}), "targets: expected a list"),
    (target(tissue="soleous"), "did you mean soleus"),
    (target(metric="impulse"), "did you mean impulse_bw_s"),
    (target(low=9e9), "needs low <= high"),
    (target(low=None, high=None), "needs low <= high, at least one of them"),
    (target(low="5 BW"), "low = 5 BW must be a number, 0 or more"),
    (target(low=-1), "low = -1 must be a number, 0 or more"),
    (target(low=float("nan")), "must be a number, 0 or more"),
    (target(low=True), "low = True must be a number"),
    (target(source="me"), "source 'me' is not in data/sources.toml"),
    (target(note=""), "note = '' must be a text"),
    (lambda c: c["phases"][0]["targets"][0].pop("note"), "key 'note' is missing"),
    (
        lambda c: c["phases"][0]["targets"].append(c["phases"][0]["targets"][0]),
        "'soleus impulse_bw_s' is there twice",
    ),
    (lambda c: c["phases"][0]["sessions"][0].pop("per_week"), "'days' or 'per_week' is missing"),
    (session(per_week=8), "drops.per_week = 8 must be a count or [first, last], 1 to 7"),
    (session(per_week=[2]), "drops.per_week = [2] must be"),
    (session(times=[1, 2]), "drops.times = [1, 2] must be one count"),
    (session(times=0), "drops.times = 0 must be"),
    (session(tier="heavy"), "drops.tier = 'heavy' is not known"),
    (session(tier=None), "drops.tier = 'None' is not known"),
    (session(days=[]), "days: expected a list"),
    (session(days=5), "days: expected a list, found '5'"),
    (session(name="Drops"), "name = 'Drops' must be small letters"),
    (session(blocks=[None]), "blocks: expected keys and values, found 'None'"),
    (block(load="0 RM"), "must be 1 to 100 RM"),
    (block(load="-5 RM"), "eccentric_heel_drop.load"),
    (block(load="1.2.3 RM"), "eccentric_heel_drop.load"),
    (block(load="15 rm"), "eccentric_heel_drop.load"),
    (block(load="150 % MVC"), "1 to 100 % MVC"),
    (block(load=["15 RM", "20 kg"]), "not mixed"),
    (block(load=["15 RM", "50 % MVC"]), "not mixed"),
    (block(load=["15 RM"]), "one or [first, last]"),
    (block(load=["5 kg"]), "must be one quantity or [first, last]"),
    (block(load="400 kg"), "load 400 kg is outside 0 to 300 kg"),
    (block(exercise="wall_lean_isometric"), "takes no external load"),
    (block(tempo={"lowr": "3 s"}), "tempo = 'lowr' is not known; did you mean lower"),
    (block(tempo={"raise": "3 s"}), "has no phase 'raise'; it has lower"),
    (block(tempo="3-1-3"), "tempo: expected keys and values"),
    (block(tempo={"lower": "0 s"}), "outside 0.1 to 600 s"),
    (block(hold="20 s"), "no hold closes its sets"),
    (block(duration="20 s"), "duration belongs to held postures"),
    (block(knee_angle="90 deg"), "has a fixed knee angle"),
    (block(distance="200 m"), "distance belongs to running"),
    (block(grade="8 %"), "grade and effort belong to hard runs"),
    (block(sets=[3, 0]), "sets = [3, 0] must be"),
    (block(sets=21), "1 to 20"),
    (block(repetitions=True), "repetitions = True must be"),
    (block(rest="1 kg"), "'1 kg' is a mass, a time is needed"),
    (block(rests="60 s"), "unknown key 'rests'; did you mean rest"),
    (lambda c: c["phases"][0]["sessions"][0]["blocks"][0].pop("rest"), "key 'rest' is missing"),
]


@pytest.mark.parametrize(("change", "message"), BAD, ids=[b[1][:45] for b in BAD])
def test_a_wrong_phase_gets_one_clear_line(change, message, tmp_path):
    path = scheme_file(tmp_path, change, "alfredson")
    with pytest.raises(DataError) as caught:
        load_scheme(path)
    assert message in str(caught.value)
    assert "mine.yaml" in str(caught.value)
    assert "\n" not in str(caught.value)


RUNS = [
    ({"exercise": "easy_run"}, "either a distance or a duration"),
    ({"exercise": "easy_run", "distance": "5000 m", "duration": "20 min"}, "either a distance or"),
    ({"exercise": "easy_run", "distance": "5 m"}, "duration 1.85185 s is outside"),
    ({"exercise": "easy_run", "duration": "20 min", "load": "5 kg"}, "load does not belong to"),
    ({"exercise": "easy_run", "duration": "20 min", "grade": "8 %"}, "belong to hard runs"),
    ({"exercise": "uphill_sprint"}, "a hard run needs a distance"),
    ({"exercise": "uphill_sprint", "distance": "100 m", "duration": "20 s"}, "takes no duration"),
    ({"exercise": "uphill_sprint", "distance": "100 m", "tempo": {}}, "tempo does not belong"),
    ({"exercise": "uphill_sprint", "distance": ["100 m", "900 m"]}, "distance 900 m is outside"),
    ({"exercise": "uphill_sprint", "distance": "100 m", "grade": "50 %"}, "grade 50 % is outside"),
]


@pytest.mark.parametrize(("values", "message"), RUNS, ids=[r[1][:40] for r in RUNS])
def test_a_wrong_run_gets_one_clear_line(values, message, tmp_path):
    def change(content):
        blocks = content["phases"][0]["sessions"][0]["blocks"]
        blocks[0] = {"repetitions": 1, "rest": "60 s", **values}

    with pytest.raises(DataError) as caught:
        load_scheme(scheme_file(tmp_path, change, "alfredson"))
    assert message in str(caught.value) and "\n" not in str(caught.value)


ODD = [None, -1, 2.5, True, "x", "9 RM", {}, [None], {"a": 1}]


def places(value, path=()):
    """Paths of everything in a nested file."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inside in items:
        yield (*path, key)
        if isinstance(inside, dict | list):
            yield from places(inside, (*path, key))


@pytest.mark.parametrize("name", ["article", "isometric_start"])
def test_no_odd_value_anywhere_escapes_as_a_raw_exception(name):
    text = data_path("schemes", f"{name}.yaml").read_text()
    for path in list(places(yaml.safe_load(text))):
        for odd in ODD:
            content = yaml.safe_load(text)
            place = content
            for key in path[:-1]:
                place = place[key]
            place[path[-1]] = odd
            try:
                scheme = parse_scheme("mine", content, "mine.yaml")
            except SoleusError as error:
                assert "mine.yaml" in str(error) and "\n" not in str(error), (path, odd)
            else:
                assert scheme.sessions
