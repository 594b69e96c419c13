"""Where a study's computations run: this process, or a Dask cluster."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from soleus.base.errors import InputError

__all__ = ["Cluster", "OneByOne", "Pool", "make_pool"]


class Pool(Protocol):
    """Where solves run: `add` starts one, `next` waits for one that is done."""

    size: int

    def add(self, token: Any, function: Callable[..., Any], *arguments: Any) -> None: ...

    def next(self) -> tuple[Any, Any]: ...

    def close(self) -> None: ...


class OneByOne:
    """This process, one solve after the other."""

    size = 1

    def __init__(self) -> None:
        self._waiting: list[tuple[Any, Callable[..., Any], tuple[Any, ...]]] = []

    def add(self, token: Any, function: Callable[..., Any], *arguments: Any) -> None:
        self._waiting.append((token, function, arguments))

    def next(self) -> tuple[Any, Any]:
        token, function, arguments = self._waiting.pop(0)
        return token, function(*arguments)

    def close(self) -> None:
        self._waiting.clear()


class Cluster:
    """A Dask cluster."""

    def __init__(self, client: Any, completed: Any) -> None:
        self._client, self._completed = client, completed([])
        self._tokens: dict[Any, Any] = {}
        self.size = max(sum(client.nthreads().values()), 1)

    def add(self, token: Any, function: Callable[..., Any], *arguments: Any) -> None:
        future = self._client.submit(function, *arguments, pure=False)
        self._tokens[future.key] = token
        self._completed.add(future)

    def next(self) -> tuple[Any, Any]:
        future = next(self._completed)
        return self._tokens.pop(future.key), future.result()

    def close(self) -> None:
        """Give the workers back; a cluster of our own ends with it."""
        cluster = self._client.cluster
        self._client.close()
        if cluster is not None:
            cluster.close()


def make_pool(scheduler: str | None, workers: int) -> Pool:
    """How solves are spread: `scheduler` is a Dask address, or None for a local cluster of
    `workers` processes; one worker needs no Dask. `InputError` when Dask is missing."""
    if scheduler is None and workers <= 1:
        return OneByOne()
    try:
        from dask.distributed import Client, LocalCluster, as_completed
    except ImportError:
        raise InputError("Dask is missing; install soleus[cluster], or use --workers 1") from None
    cluster = scheduler or LocalCluster(
        n_workers=workers, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=40
    )
    return Cluster(Client(cluster), as_completed)
