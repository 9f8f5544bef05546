"""Metrics of the service in the text format of Prometheus, by its client library.

With several workers the library keeps the numbers in files of a folder that all share (`FOLDER`), and whichever worker
is asked gives the sum of all. The folder is named before the workers, which import the library, are started.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The environment variable of the library that names the folder."""
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = "timeline_request_duration_seconds"
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
"""Upper bounds of the classes of durations, in seconds."""
OTHER = "other"
"""The route of a request that none takes."""


@dataclass(frozen=True, slots=True)
class ServedRelease:
    """The release that is served."""

    number: int
    loaded_at: datetime


class Metrics:
    """The numbers of one worker, which it shares with the others."""

    def __init__(self, version: str) -> None:
        self._version = version
        self._own = CollectorRegistry()
        self._seconds = Histogram(
            SECONDS,
            "Time from the head of a request to the end of its answer.",
            ("route", "status", "cache"),
            buckets=BUCKETS,
            registry=self._own,
        )
        self._searching = Gauge(
            "timeline_searches_waiting",
            "Searches, counts and other long requests that wait or are at work.",
            multiprocess_mode="livesum",
            registry=self._own,
        )
        self._exports = Gauge(
            "timeline_exports_open",
            "Files that are being written to clients.",
            multiprocess_mode="livesum",
            registry=self._own,
        )
        self._children: dict[tuple[str, int, bool], Histogram] = {}

    def observe(self, route: str, status: int, seconds: float, *, cached: bool) -> None:
        """Count a request. `route` is the template of its path; `cached`: it was answered from the cache."""
        key = (route, status, cached)
        child = self._children.get(key)
        if child is None:
            child = self._children[key] = self._seconds.labels(route, str(status), "hit" if cached else "miss")
        child.observe(seconds)

    def use(self, *, searching: int, exports: int) -> None:
        """Set what this worker has to do at the moment."""
        self._searching.set(searching)
        self._exports.set(exports)

    def text(self, release: ServedRelease | None) -> bytes:
        """All numbers of all workers, with the release that is served (None: there is none)."""
        registry = CollectorRegistry()
        folder = os.environ.get(FOLDER)
        if folder:
            _forget_dead(Path(folder))
            source: Collector = MultiProcessCollector(None, folder)  # type: ignore[no-untyped-call]
        else:
            source = self._own
            ProcessCollector(registry=registry)  # of one process, so it would mislead where there are several
        registry.register(_Shown(source, self._version, release))
        return generate_latest(registry)


class _Shown(Collector):
    """The metrics of a source, and those that follow from them or from the release."""

    def __init__(self, source: Collector, version: str, release: ServedRelease | None) -> None:
        self._source = source
        self._version = version
        self._release = release

    def collect(self) -> Iterator[Metric]:
        """Each metric once."""
        info = GaugeMetricFamily("timeline_info", "The version of the software.", labels=["version"])
        info.add_metric([self._version], 1)
        yield info
        if self._release is not None:
            number, loaded = self._release.number, self._release.loaded_at.timestamp()
            yield GaugeMetricFamily("timeline_release", "The number of the release that is served.", number)
            yield GaugeMetricFamily("timeline_release_loaded_timestamp_seconds", "When it was loaded.", loaded)
        for metric in self._source.collect():
            yield metric
            if metric.name == SECONDS:
                yield from _counted(metric)


def _counted(durations: Metric) -> Iterator[Metric]:
    """Requests by route and status, and those answered from the cache."""
    requests: dict[tuple[str, str], float] = {}
    hits = 0.0
    for sample in durations.samples:
        if sample.name == f"{SECONDS}_count":
            key = (sample.labels["route"], sample.labels["status"])
            requests[key] = requests.get(key, 0) + sample.value
            hits += sample.value if sample.labels["cache"] == "hit" else 0
    family = CounterMetricFamily("timeline_requests", "Requests answered.", labels=["route", "status"])
    for labels, value in sorted(requests.items()):
        family.add_metric(labels, value)
    yield family
    yield CounterMetricFamily("timeline_cache_hits", "Requests answered from the cache.", hits)


def _forget_dead(folder: Path) -> None:
    """Leave out what processes had to do that have ended since. What they had counted stays."""
    for path in folder.glob("gauge_live*_*.db"):
        pid = int(path.stem.rpartition("_")[2])
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            mark_process_dead(pid, str(folder))  # type: ignore[no-untyped-call]
