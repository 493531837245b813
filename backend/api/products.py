"""What the shop sells and what there is of it: for everybody."""

from backend.api import answers, reading, schemas
from backend.api.problems import Problem
from backend.api.routes import Answer, Call, Route
from backend.orders.errors import UnknownProduct
from backend.orders.model import Product, StockAt
from backend.orders.ports import UnitOfWork

LONGEST_QUESTION = 200
"""Characters; what follows changes nothing."""


def products(call: Call) -> Answer:
    """Products by what a customer would call them, best first; without `q` all of them by SKU, a page at a time."""
    said, cursor, limit = call.query["q"][:LONGEST_QUESTION], call.query.get("cursor"), call.query["limit"]
    if said:
        if cursor:
            raise Problem(400, "bad_query", "What is found has one page; send either q or cursor.")
        found = _found(call, said)[:limit]
        return Answer(200, {"products": [answers.product(each) for each in found], "next": None})
    after = reading.sku_of(cursor) if cursor else ""
    page = call.read(lambda uow: uow.products.page(after=after, limit=limit + 1))
    more = reading.cursor_behind(page[limit - 1].sku) if len(page) > limit else None
    return Answer(200, {"products": [answers.product(each) for each in page[:limit]], "next": more})


def _found(call: Call, said: str) -> list[Product]:
    try:
        skus = call.services.find_products(said, call.query["locale"])
    except ValueError as error:  # no such locale
        raise Problem(400, "unknown_locale", str(error)) from error
    known = call.read(lambda uow: uow.products.by_sku(skus))
    return [known[sku] for sku in skus if sku in known]


def product(call: Call) -> Answer:
    """One product."""
    return Answer(200, answers.product(call.read(lambda uow: _product(call, uow))))


def stock(call: Call) -> Answer:
    """How much of a product can be sold now, in all and at each place."""

    def look(uow: UnitOfWork) -> tuple[Product, list[StockAt]]:
        found = _product(call, uow)
        return found, list(uow.stock.of(found.sku))

    return Answer(200, answers.stock(*call.read(look)))


def _product(call: Call, uow: UnitOfWork) -> Product:
    found = uow.products.get(call.path["sku"])
    if found is None:
        raise UnknownProduct(call.path["sku"])
    return found


ROUTES = (
    Route("GET", "/api/v1/products", products, {200: schemas.Products}, query=schemas.ProductQuery),
    Route("GET", "/api/v1/products/<sku>", product, {200: schemas.Product}),
    Route("GET", "/api/v1/stock/<sku>", stock, {200: schemas.Stock}),
)
