"""One exception tree, and hints that help after a misspelling."""

import pytest

from soleus.base.errors import DataError, InfeasibleError, InputError, SoleusError, nearest


@pytest.mark.parametrize("kind", [InputError, DataError, InfeasibleError])
def test_every_error_is_a_soleus_error(kind):
    with pytest.raises(SoleusError, match="one line"):
        raise kind("one line")


def test_nearest_suggests_the_close_name_only():
    hint = nearest("soelus", ["soleus", "psoas", "vastus_lateralis"])
    assert hint.startswith("did you mean soleus")
    assert "vastus" not in hint


def test_nearest_reads_hyphens_and_capitals():
    assert "calf_raise" in nearest("Calf-Raise", ["calf_raise", "squat"])


def test_nearest_lists_everything_when_nothing_is_close():
    assert nearest("zzz", ["b", "a"]) == "known: a, b"
