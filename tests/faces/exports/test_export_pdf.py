"""The printed plan: pages, fit, escaping, the same bytes again."""

import json
import re
from dataclasses import replace

import pytest
import typst
from plans import MONDAY, PERSON, SAVED, SQUAT, daily_week, hill_week, make, return_week, session

from soleus.base.errors import InputError
from soleus.base.library import data_path, load_sources, read_file
from soleus.faces.exports import pdf
from soleus.faces.exports.page import page_content
from soleus.plan.plan import Reason
from soleus.plan.scheme_files import load_scheme


def pages(data):
    return len(re.findall(rb"/Type ?/Page\b", data))


@pytest.mark.parametrize("of_week", [hill_week, daily_week])
@pytest.mark.parametrize(("weeks", "most"), [(1, 1), (4, 1), (8, 2), (12, 3)])
def test_pages_are_few_and_the_same_again(of_week, weeks, most):
    plan = make(weeks, of_week)
    data = pdf.render_pdf(plan, SAVED)
    assert data.startswith(b"%PDF") and b"Soleus plan" in data
    assert 1 <= pages(data) <= most
    assert data == pdf.render_pdf(make(weeks, of_week), SAVED)


def test_six_weeks_of_the_article_fit_one_page():
    assert pages(pdf.render_pdf(make(6, hill_week), SAVED)) == 1


def test_letter_paper_has_its_own_size():
    assert pages(pdf.render_pdf(make(4, hill_week), SAVED, "letter")) == 1
    a4, letter = (pdf.render_png(make(1, hill_week), p, 72)[0] for p in ("a4", "letter"))
    sizes = [tuple(int.from_bytes(x[i : i + 4], "big") for i in (16, 20)) for x in (a4, letter)]
    assert sizes == [(595, 842), (612, 792)]
    with pytest.raises(InputError, match="--paper 'a5' is not known"):
        pdf.render_pdf(make(1, hill_week), SAVED, "a5")


def test_busy_weeks_make_a_landscape_page():
    (page,) = pdf.render_png(make(1, return_week), "a4", 72)
    assert int.from_bytes(page[16:20], "big") == 842


@pytest.mark.parametrize(
    "name",
    ["#let x = 1 [*", "$a_b$ `c` *d* _e_ <f> @g // h", '"; #panic("no")', "\\ # ]", "a\0b\tc"],
)
def test_user_text_is_never_markup(name):
    """The same letters as plain text and as user text give the same picture."""
    shown = "".join(c if c.isprintable() else " " for c in name)
    person = replace(PERSON, name=name)

    def week(monday, n):
        yield session(monday, name, replace(SQUAT, label=name, note=name))

    plan = make(1, week, person=person, reasons=(Reason("X", name),))
    content = page_content(plan)
    assert content["name"] == shown
    assert content["weeks"][0]["groups"][0]["session"]["title"] == shown
    found = pdf.render_png(plan, ppi=72)
    spelled = "".join(f"\\u{{{ord(c):x}}}" for c in shown)
    template = data_path("print", "plan.typ").read_text()
    source = template.replace("#let p = ", "#let given = ").replace(
        "#let base", f'#let p = given + (name: "{spelled}")\n#let base'
    )
    _, size, content = pdf._fitted(plan, "a4")
    again = typst.compile(
        source.encode(), format="png", ppi=72, ignore_system_fonts=True,
        sys_inputs={"page": json.dumps({**content, "size": size, "name": "other"})},
    )  # fmt: skip
    assert found == ([again] if isinstance(again, bytes) else again)


def test_the_page_holds_every_session_block_and_reason():
    plan = make(3, return_week, reasons=(Reason("DUR-12WK", "Judge it after 12 weeks."),))
    content = page_content(plan)
    days = [
        d["label"] for w in content["weeks"] for g in w["groups"] for d in g["days"]
    ]  # fmt: skip
    assert sorted(days) == sorted(f"{s.date:%a} {s.date.day}" for s in plan.sessions())
    first = content["weeks"][0]
    assert [len(g["days"]) for g in first["groups"]] == [3, 3, 1]
    assert [b["amount"] for b in first["groups"][1]["session"]["blocks"]][:2] == [
        "5 × 45\u00a0s hold", "4 × 5 × 3\u00a0s hold each leg, 20\u00a0kg",
    ]  # fmt: skip
    assert content["why"] == ["Judge it after 12 weeks. [DUR-12WK]"]
    assert {h["name"] for column in content["how"] for h in column} == {
        b.label for s in plan.sessions() for b in s.blocks
    }
    assert first["bars"][0]["share"] == first["bars"][1]["share"] == 1


def test_long_words_and_long_weeks_are_never_cut():
    """A word without spaces breaks within its column; a week that fills a page runs on."""
    word = "Wadenhebermuskelkraft" * 8

    def week(monday, n):
        blocks = [replace(SQUAT, label=f"{word} {i}", repetitions=i + 1) for i in range(40)]
        yield session(monday, word, *blocks)

    plan = make(1, week)
    content = page_content(plan)
    assert content["weeks"][0]["long"]
    title = content["weeks"][0]["groups"][0]["session"]["title"]
    assert title.replace("\u200b", "") == word
    assert max(map(len, title.split("\u200b"))) <= 9
    assert len(pdf.render_png(plan, ppi=30)) > 1


def test_letters_the_built_in_fonts_lack_do_not_stop_it():
    plan = make(1, hill_week, person=replace(PERSON, name="山田 太郎 🙂"))
    assert pages(pdf.render_pdf(plan, SAVED)) == 1
    assert (
        pdf._source(page_content(plan))[2] and not pdf._source(page_content(make(1, hill_week)))[2]
    )


def test_a_plan_without_dose_or_name_prints():
    plan = make(1, lambda monday, n: [session(MONDAY, "x", replace(SQUAT, dose=None))],
                person=replace(PERSON, name=""), scheme=load_scheme("article"))  # fmt: skip
    assert page_content(plan)["weeks"][0]["bars"] == []
    assert pages(pdf.render_pdf(plan, SAVED)) == 1


def test_pain_rule_on_paper_names_its_rules_and_source():
    light = read_file(data_path("print", "pain_light.toml"))
    assert light["source"] in load_sources()
    known = "".join(p.read_text() for p in data_path("rules").glob("*.yaml"))
    for rule in (light["rule"], *light["stop_rules"]):
        assert f"id: {rule}\n" in known
    assert [x["word"] for x in light["lights"]] == ["GO", "FINISH", "STOP"]
