"""The API of the demo shop, on a real database behind a real Flask app."""

import pytest
from flask import Flask

from backend.storage.transactions import SqlDatabase
from backend.wiring import Encore
from tests.backend.api.shop import ApiShop


@pytest.fixture
def api(demo: Encore) -> ApiShop:
    # These tests are about answers, not about deadlines; a busy machine must not change them.
    demo.database = SqlDatabase(demo.engine, read_seconds=30, write_seconds=30)
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 128 * 1024
    app.register_blueprint(demo.api)
    return ApiShop(demo, app)
