"""Figures for Prometheus. No label comes from the outside, so nobody can fill the memory with names."""

from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
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

        self._alexa_refused = Counter(
            "encore_alexa_requests_refused_total",
            "Requests that are not Alexa's, or not for this skill.",
            ["code"],
            registry=self._registry,
        )
        self._alexa_skew = Gauge(
            "encore_alexa_timestamp_skew_seconds",
            "Our time minus Alexa's, of its last request; beyond 150 every request is refused.",
            registry=self._registry,
        )
        self._alexa_certificate = Gauge(
            "encore_alexa_certificate_expires_timestamp_seconds",
            "When the certificate that signed the last request runs out.",
            registry=self._registry,
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def ordered(self, outcome: str) -> None:
        self._orders.labels(outcome).inc()

    def carrier_refused(self, code: str) -> None:
        self._carriers.labels(code).inc()

    def alexa_refused(self, code: str, skew: timedelta | None = None) -> None:
        """`code` is one of a closed list; `skew` is given where Alexa signed the time."""
        self._alexa_refused.labels(code).inc()
        if skew is not None:
            self._alexa_skew.set(skew.total_seconds())

    def alexa_verified(self, skew: timedelta, certificate_until: datetime) -> None:
        self._alexa_skew.set(skew.total_seconds())
        self._alexa_certificate.set(certificate_until.timestamp())

    def text(self) -> bytes:
        return generate_latest(self._registry)
