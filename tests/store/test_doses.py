"""Doses that a log reads when they are asked for."""

import copy
import datetime as dt
import json
import pickle
import sqlite3
from contextlib import closing

import pytest
from plan_maker import DOSE

from soleus.base.errors import DataError
from soleus.plan.history import DoneSession
from soleus.store.doses import KeptDose
from soleus.store.log import open_log

DAY = dt.date(2026, 1, 6)


def test_it_is_what_the_dictionary_is():
    kept = KeptDose(json.dumps(DOSE))
    assert kept == DOSE and kept != {} and bool(kept)
    assert list(kept) == list(DOSE) and len(kept) == len(DOSE)
    assert kept["soleus"] == DOSE["soleus"] and kept.get("liver") is None
    assert {t: dict(v) for t, v in kept.items()} == DOSE
    assert repr(kept) == repr(DOSE)
    assert copy.deepcopy(kept) == pickle.loads(pickle.dumps(kept)) == DOSE
    assert not KeptDose("{}")


def test_it_can_be_written_again(tmp_path):
    done = DoneSession(DAY, "Calf", dose=DOSE, uid="d")
    with open_log(tmp_path / "log.sqlite") as log, open_log(tmp_path / "copy.sqlite") as copied:
        log.add([done], "log", "one")
        read = log.history().done
        assert read == (done,)
        copied.add(read, "log", "a copy")
        assert copied.history() == log.history()
        assert log.add(read, "log", "again") is None


def test_one_that_is_damaged_is_told_when_it_is_read(tmp_path):
    path = tmp_path / "log.sqlite"
    with open_log(path) as log:
        log.add([DoneSession(DAY, "Calf", dose=DOSE), DoneSession(DAY, "Walk")], "log", "two")
        with closing(sqlite3.connect(path)) as link:
            link.execute("UPDATE entries SET dose = '{\"sol' WHERE dose IS NOT NULL")
            link.commit()
        calf, walk = log.history().done
        assert (calf.label, walk.dose) == ("Calf", {})
        with pytest.raises(DataError, match="a dose in the log cannot be read"):
            calf.dose.get("soleus")
