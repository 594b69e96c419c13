"""One doser for the reference body: every exercise of every scheme is simulated once."""

import pytest

from soleus.plan.doser import Doser


@pytest.fixture(scope="session")
def doser(leg):
    return Doser(leg)
