"""The page of the article on trial, its section, the docs page and the pictures."""

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest
from article_claims import assert_readable, own_claims

from soleus.faces.article import article_page, article_section
from soleus.faces.article.canvas import HUES, WIDTH
from soleus.faces.article.markdown import write_page
from soleus.faces.article.page import style
from soleus.faces.article.pictures import draw
from soleus.faces.article.scale import axis_of, scale_picture
from soleus.faces.article.scorecard import scorecard
from soleus.faces.article.words import (
    SYMBOLS,
    headline,
    measured_text,
    model_text,
    people_text,
    score_text,
    slug,
    value_text,
    why,
)
from soleus.solve.gait_table import REFERENCE
from soleus.study.claims import Measured, find_claims
from soleus.study.verdicts import GRADES, try_claims


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory):
    with own_claims(tmp_path_factory.mktemp("claims")):
        yield try_claims(find_claims(None))


@pytest.fixture(scope="module")
def html(verdicts):
    return article_page(verdicts)


class Page(HTMLParser):
    """Links, ids, texts and open tags of a document."""

    VOID = ("meta", "link", "br")

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.texts, self.open = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag not in self.VOID:
            self.open.append(tag)
        values = dict(attrs)
        self.ids += [values["id"]] if "id" in values else []
        self.links += [values[k] for k in ("href", "src") if k in values]

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data.replace("\u00a0", " "))


def shown(verdicts):
    """Every number a reader must find, as the words write it."""
    for v in verdicts:
        yield score_text(v.score)
        yield from why(v)
        for a in v.answers:
            t = a.test
            yield from (model_text(a), value_text(t.holds, t.unit), value_text(t.fails, t.unit))
            yield from (people_text(m, t.unit) for m in t.people)


def test_all_numbers_of_the_verdicts_are_on_the_page(verdicts, html):
    text = " ".join(Page(html).texts)
    for words in shown(verdicts):
        assert words in text, words
    for v in verdicts:
        for words in (v.claim.title, v.claim.says, v.claim.asks, *(a.test.why for a in v.answers)):
            assert words in text
        assert all(e.text in text and f"{e.speaks}" in text for e in v.claim.also)
    assert headline(verdicts) in text


@pytest.mark.parametrize("make", [article_page, article_section])
def test_well_formed_offline_and_without_dead_links(verdicts, make):
    text = make(verdicts)
    page = Page(text)
    assert page.open == [] and len(page.ids) == len(set(page.ids))
    for link in page.links:
        inside = link.startswith("#") and link[1:] in page.ids
        assert inside or link == "data:," or link.startswith("https://doi.org/"), link
    rest = text.replace("https://doi.org/", "").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?://|@import|url\((?!#)|(?<![a-z])nan(?![a-z])", rest, re.I)
    assert "<script" not in text


def test_words_of_claims_are_escaped(verdicts, html):
    assert "<most>" not in html and "&lt;most&gt;" in html
    assert "<lost>" not in html and "<of>" not in html
    assert "<most>" not in article_section(verdicts)


@pytest.mark.parametrize("make", [article_page, article_section])
def test_every_grade_has_a_word_and_a_symbol(verdicts, make):
    graded = [replace(verdicts[0], grade=name) for name, _ in GRADES]
    for v in graded:
        text = make([v])
        stamp = re.search(rf'class="stamp g-{slug(v.grade)}">(.*?)</span>\s*([^<]+)</span>', text)
        assert stamp and stamp[1].endswith(SYMBOLS[v.grade]) and stamp[2] == v.grade
        assert f".g-{slug(v.grade)}" in style()
    assert f"{SYMBOLS['undecided']} undecided" in scorecard([graded[2]])


def test_the_style_colors_everything_drawn(verdicts):
    """On a dark page every color of a picture must come from the style sheet."""
    drawn = [scale_picture(a) for v in verdicts for a in v.answers]
    drawn += [draw(name, REFERENCE).svg for name in ("strongest_tendon", "any_knee_angle")]
    classes = {c for svg in drawn for names in re.findall(r'class="([^"]+)"', svg)
               for c in names.split()}  # fmt: skip
    assert {"f-ink", "k-computed", "f-supported"} <= classes
    for name in classes:
        assert re.search(rf"\.{name}[{{,]", style()), name
        assert name[2:] in HUES


def test_the_section_is_folded_and_brings_its_style(verdicts):
    text = article_section(verdicts)
    assert text.count('<details class="claim') == len(verdicts) and "<details open" not in text
    assert ".trial" in text and text.startswith('<section id="article"')


def test_the_docs_page(verdicts, tmp_path):
    write_page(tmp_path / "pages/article.md", verdicts, tmp_path / "images")
    text = (tmp_path / "pages/article.md").read_text(encoding="utf-8")
    plain = unescape(text)
    for words in shown(verdicts):
        assert words in plain, words
    assert "<most>" not in text and "\\| &lt;lost>" in text
    pictures = re.findall(r'src="([^"]+)"', text)
    assert pictures and all(p.startswith("../images/") for p in pictures)
    for name in pictures:
        ElementTree.parse(tmp_path / "pages" / name)
    for line in text.splitlines():  # bars inside words do not open a column
        if line.startswith("| maximal moment"):
            assert len(re.findall(r"(?<!\\)\|", line)) == 7
    for anchor in re.findall(r"\]\(#([\w-]+)\)", text):
        assert f'<a id="{anchor}"></a>' in text
    assert "https://doi.org/" in text


def test_labels_of_scales_never_overlap(verdicts):
    for v in verdicts:
        for a in v.answers:
            assert_readable(scale_picture(a))
    a = verdicts[1].answers[0]
    same = tuple(Measured(f"the same again, {i}", a.value, 1.0, "sale1982") for i in range(3))
    assert_readable(scale_picture(replace(a, test=replace(a.test, people=same))))


def test_support_is_always_on_the_right(verdicts):
    up, down = verdicts[1].answers
    for a in (up, down):
        axis = axis_of(a)
        assert axis.place(a.test.holds) == 1.0 and axis.place(a.test.fails) == 0.0
        assert axis.low < 0 < 1 < axis.high

    def dot(answer):
        svg = scale_picture(answer)
        return float(re.search(r'<circle cx="([\d.]+)"', svg)[1])

    good, bad = (replace(down, value=v, interval=None) for v in (10.1, 10.9))
    assert dot(good) > dot(bad)


def test_far_values_are_arrows_inside_the_picture(verdicts):
    a = verdicts[0].answers[0]
    for value in (1e5, -1e5):
        svg = scale_picture(replace(a, value=value, interval=None))
        xs = [float(x) for points in re.findall(r'<polygon points="([^"]+)"', svg)
              for x in re.findall(r"([-\d.]+),", points)]  # fmt: skip
        assert "<circle" not in svg and xs and min(xs) >= 0 and max(xs) <= WIDTH


def test_people_and_model_have_marks_of_their_own(verdicts):
    svg = scale_picture(verdicts[1].answers[0])
    assert svg.count("<circle") == 1 and svg.count("<polygon") == 2


def test_the_scorecard_is_hollow_where_nobody_measured(verdicts):
    svg = scorecard(verdicts)
    assert_readable(svg)
    hollow = len(re.findall(r'<circle [^>]*class="f-paper', svg))
    assert hollow == sum(not v.measured for v in verdicts) + 2  # and two in the legend
    half_full = len(re.findall(r'<circle [^>]*r="1.6" class="f-ink', svg))
    assert half_full == 1 + 1  # the mixed claim, and the legend


@pytest.mark.parametrize("make", [article_page, article_section])
def test_people_on_few_scales_have_a_mark_of_their_own(verdicts, make):
    marks = dict(re.findall(r'<i class="(\w+)" title="people measured: ([^"]+)"', make(verdicts)))
    assert marks == {"alone": "no", "partly": measured_text(verdicts[3])}
    assert ".rule i.partly" in style()


def test_a_claim_without_a_picture_shows_its_scales_alone(verdicts, html):
    assert draw("invented", REFERENCE) is None
    card = html[html.index('id="claim-invented"') : html.index('id="claim-mixed"')]
    assert 'class="own"' not in card
    assert card.count("<figure>") == len(verdicts[2].answers)
