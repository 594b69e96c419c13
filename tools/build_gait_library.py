"""Compute the gait library and write src/soleus/data/gait/library.npz (make library).

Can be stopped at any time: finished nodes are kept and the next call goes on. When the model
changes (its fingerprint), everything is computed anew.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path

# one thread a solve: the linear solver gains nothing from more, and the workers share the cores
os.environ.setdefault("OMP_NUM_THREADS", "1")

from soleus.base.library import data_path
from soleus.dose.gait import library_numbers
from soleus.solve.gait_library import write_library
from soleus.study.gait_grid import Grid
from soleus.study.pool import make_pool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("out/gait_library"))
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--scheduler", help="address of a Dask scheduler, e.g. tcp://host:8786")
    arguments = parser.parse_args()
    pool = make_pool(arguments.scheduler, arguments.workers)
    grid = Grid(arguments.folder, pool, lambda text: print(text, flush=True))
    grid.run()
    tops = grid.tops()
    pool.close()
    nodes = grid.judged(tops)
    target = data_path("gait", "library.npz")
    write_library(target, nodes, tops, library_numbers)
    counts = {s: sum(n.status == s for n in nodes) for s in {n.status for n in nodes}}
    print(f"{target}: {target.stat().st_size / 1e6:.1f} MB, {counts}, top speeds {tops}")


def stop(*_: object) -> None:
    """End at once: the solver would take an interrupt for a failed node and go on."""
    sys.stderr.write("stopped; finished nodes are kept, the next call goes on\n")
    sys.stderr.flush()
    os._exit(130)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, stop)
    main()
