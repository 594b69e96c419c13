"""Data files: found by listing, checked on reading, cited."""

import pytest

from soleus.base.errors import DataError, InputError
from soleus.base.library import (
    check_keys,
    data_path,
    list_names,
    load_quantities,
    load_sources,
    read_data,
    read_file,
)

GOOD = {"value": 2, "unit": "cm", "spread": 0.5, "source": "assumption", "note": "n"}


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        ("a.toml", b"height_m = \n", "not valid TOML"),
        ("a.yaml", b"a: [1, 2\nb: 3", "not valid YAML"),
        ("a.yaml", b"- 1\n- 2\n", "keys and values"),
        ("a.yaml", b"", "keys and values"),
        ("a.toml", b"name = '\xff\xfe'", "cannot be read"),
    ],
)
def test_unreadable_file_gives_one_line_with_its_name(tmp_path, file, content, words):
    path = tmp_path / file
    path.write_bytes(content)
    with pytest.raises(DataError, match=words) as error:
        read_file(path)
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)


def test_missing_file_and_folder_are_said(tmp_path):
    with pytest.raises(DataError, match="no such file"):
        read_file(tmp_path / "none.toml")
    with pytest.raises(DataError, match="cannot be read"):
        read_file(tmp_path)


def test_yaml_cannot_run_code(tmp_path):
    path = tmp_path / "evil.yaml"
    path.write_text("a: !!python/object/apply:os.getcwd []")
    with pytest.raises(DataError, match="not valid YAML"):
        read_file(path)


def test_listing_the_folder_finds_the_muscles():
    assert "soleus" in list_names("muscles", ".toml")
    assert list_names("muscles", ".yaml") == []


def test_misspelt_name_gets_the_nearest():
    with pytest.raises(InputError, match="no muscle 'soelus'; did you mean soleus"):
        read_data("muscles", "soelus", ".toml", "muscle")


def test_names_cannot_leave_the_folder():
    with pytest.raises(InputError, match="no muscle"):
        read_data("muscles", "../sources", ".toml", "muscle")


def test_unknown_and_missing_keys_are_named():
    with pytest.raises(DataError, match="here: unknown key 'hieght'; did you mean height"):
        check_keys({"hieght": 1}, {"height"}, set(), "here")
    with pytest.raises(DataError, match="here: key 'height' is missing"):
        check_keys({"mass": 1}, {"height"}, {"mass"}, "here")


def test_quantities_load_with_all_they_carry():
    (quantity,) = load_quantities({"arm": GOOD}, "file").values()
    assert (quantity.name, quantity.si, quantity.source) == ("arm", 0.02, "assumption")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"source": "nobody1999"}, "source 'nobody1999'"),
        ({"spread": -1}, "spread -1 is negative"),
        ({"unit": "ell"}, "unknown unit 'ell'"),
        ({"uncertainty": 3}, "unknown key 'uncertainty'"),
    ],
)
def test_quantity_without_unit_spread_or_source_does_not_load(change, words):
    with pytest.raises((DataError, InputError), match=words) as error:
        load_quantities({"arm": {**GOOD, **change}}, "file")
    assert str(error.value).startswith("file: arm")


@pytest.mark.parametrize("key", sorted(GOOD))
def test_no_key_of_a_quantity_may_be_left_out(key):
    entry = {k: v for k, v in GOOD.items() if k != key}
    with pytest.raises(DataError, match=f"key '{key}' is missing"):
        load_quantities({"arm": entry}, "file")


def test_bare_number_is_refused():
    with pytest.raises(DataError, match="needs value, unit"):
        load_quantities({"arm": 3.0}, "file")


def test_sources_have_text():
    assert data_path("sources.toml").is_file()
    assert all(len(source.text) > 20 for source in load_sources().values())
