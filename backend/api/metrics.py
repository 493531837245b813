"""Figures for Prometheus. No label comes from the outside, so nobody can fill the memory with names."""

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Alexa waits for eight."""


class Metrics:
    """Of one process; with several workers each tells its own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "encore_http_requests_total",
            "Answers by route and status.",
            ["method", "route", "status"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "encore_http_request_seconds",
            "Time to answer.",
            ["route"],
            buckets=SECONDS,
            registry=self._registry,
        )
        self._orders = Counter(
            "encore_api_orders_total",
            "Requests to order: placed, replayed, conflict, not_confirmed, refused.",
            ["outcome"],
            registry=self._registry,
        )
        self._carriers = Counter(
            "encore_carrier_webhooks_refused_total",
            "Messages of carriers that were not believed.",
            ["code"],
            registry=self._registry,
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def ordered(self, outcome: str) -> None:
        self._orders.labels(outcome).inc()

    def carrier_refused(self, code: str) -> None:
        self._carriers.labels(code).inc()

    def text(self) -> bytes:
        return generate_latest(self._registry)
