"""HTTP for shop systems and operations; errors are RFC 9457 problem documents."""

from collections.abc import Callable, Sequence
from typing import Any

import flask

from backend.errors import EncoreError
from backend.orders.model import Product
from backend.orders.ports import Database

MOST_RESULTS = 50


def build_blueprint(
    database: Database, find_products: Callable[[str, str], Sequence[str]], *, ready: Callable[[], bool]
) -> flask.Blueprint:
    api = flask.Blueprint("api", __name__)

    @api.errorhandler(EncoreError)
    def unavailable(error: EncoreError) -> flask.Response:
        return problem(503, "unavailable", str(error))

    @api.get("/livez")
    def livez() -> dict[str, str]:
        return {"status": "alive"}

    @api.get("/readyz")
    def readyz() -> flask.typing.ResponseReturnValue:
        try:
            if ready() and database.read(lambda uow: uow.shop()) is not None:
                return {"status": "ready"}
            return problem(503, "not_ready", "The database is not set up; run `encore db upgrade`.")
        except EncoreError as error:
            return problem(503, "not_ready", str(error))

    @api.get("/api/v1/products")
    def products() -> flask.typing.ResponseReturnValue:
        said = flask.request.args.get("q", "")[:200]
        locale = flask.request.args.get("locale", "en-US")
        if said:
            try:
                skus = find_products(said, locale)
            except ValueError as error:  # no such locale
                return problem(400, "unknown_locale", str(error))
            known = database.read(lambda uow: uow.products.by_sku(skus))
            found = [known[sku] for sku in skus if sku in known]
        else:
            found = list(database.read(lambda uow: uow.products.all()))
        return {"products": [_product(product) for product in found[:MOST_RESULTS]]}

    @api.get("/api/v1/products/<sku>")
    def product(sku: str) -> flask.typing.ResponseReturnValue:
        found = database.read(lambda uow: uow.products.get(sku))
        if found is None:
            return problem(404, "unknown_product", f"There is no product {sku!r}.")
        return _product(found)

    @api.get("/api/v1/stock/<sku>")
    def stock(sku: str) -> flask.typing.ResponseReturnValue:
        found = database.read(lambda uow: uow.products.get(sku))
        if found is None:
            return problem(404, "unknown_product", f"There is no product {sku!r}.")
        back = found.restock_on.isoformat() if found.restock_on else None
        return {"sku": found.sku, "on_hand": found.available, "restock_on": back}

    return api


def problem(status: int, code: str, detail: str) -> flask.Response:
    response = flask.jsonify({"type": "about:blank", "status": status, "code": code, "detail": detail})
    response.status_code = status
    response.content_type = "application/problem+json"
    return response


def _product(product: Product) -> dict[str, Any]:
    return {
        "sku": product.sku,
        "names": {locale: list(names) for locale, names in product.names.items()},
        "price": {"amount": str(product.price.amount), "currency": product.price.currency},
        "unit": product.unit,
        "category": product.category,
        "on_hand": product.available,
        "restock_on": product.restock_on.isoformat() if product.restock_on else None,
    }
