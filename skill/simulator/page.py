"""The simulator in a browser, for development: GET / and POST /simulator/say."""

from importlib.resources import files

from flask import Blueprint, Flask, Response, abort, jsonify, request

from backend.wiring import Encore
from interaction_models.model import locales
from skill.simulator.device import Device


def simulator_page(encore: Encore, unverified: Flask, default_locale: str) -> Blueprint:
    blueprint = Blueprint("simulator", __name__)

    @blueprint.get("/")
    def page() -> Response:
        html = files(__package__).joinpath("page.html").read_text(encoding="utf-8")
        return Response(html, content_type="text/html; charset=utf-8")

    @blueprint.post("/simulator/say")
    def say() -> Response:
        asked = request.get_json()
        if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):
            abort(400, 'Send {"text": "..."}.')
        locale = asked.get("locale") or default_locale
        if locale not in locales():
            abort(400, f"No interaction model for this locale; there is one for {', '.join(locales())}.")
        device = Device(
            unverified,
            encore.model(locale),
            encore.understanding(locale),
            str(asked.get("customer") or "ada"),
            locale,
            clock=encore.clock,
        )
        # As the page got them with the turn before.
        device.session, device.entities = asked.get("session"), asked.get("entities") or {}
        exchange = device.say(asked["text"])
        return jsonify({**exchange.as_json(), "session": device.session, "entities": device.entities})

    return blueprint
