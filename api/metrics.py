"""What Prometheus is told: the API's own work as it goes, and at each scrape the state of all work from the store."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from verifier.store import statistics
from verifier.store.database import Store

REQUEST_SECONDS = Histogram(
    "verifier_request_seconds", "Seconds until an answer was complete", ["method", "route", "status"]
)


def describe_work(store: Store) -> bytes:
    """Queue, pages and outcomes, in Prometheus' text format; rates are the scraper's to work out."""
    registry = CollectorRegistry()
    registry.register(_Work(store))
    return generate_latest(registry)


class _Work(Collector):
    def __init__(self, store: Store) -> None:
        self._store = store

    def collect(self) -> Iterator[Metric]:
        with self._store.read() as session:
            figures = statistics.collect(session)
        tasks = GaugeMetricFamily("verifier_tasks", "Tasks that are not done", labels=["kind", "state"])
        for (kind, state), count in figures.tasks.items():
            tasks.add_metric([kind, state], count)
        yield tasks
        dossiers = GaugeMetricFamily("verifier_dossiers", "Dossiers", labels=["state"])
        for state, count in figures.dossiers.items():
            dossiers.add_metric([state], count)
        yield dossiers
        outcomes = GaugeMetricFamily("verifier_check_outcomes", "Checks of all kept runs", labels=["outcome"])
        for outcome, count in figures.outcomes.items():
            outcomes.add_metric([outcome], count)
        yield outcomes
        pages = CounterMetricFamily("verifier_pages_read", "Pages that were read")
        pages.add_metric([], figures.pages)
        yield pages
        seconds = CounterMetricFamily("verifier_ocr_seconds", "Seconds that reading those pages took")
        seconds.add_metric([], figures.seconds)
        yield seconds
