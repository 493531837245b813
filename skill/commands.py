"""`encore skill`: what Amazon needs to know about the skill."""

import os
from pathlib import Path

import click

from backend.settings import Settings
from backend.wiring import PRODUCT, Encore, build, shop_values
from interaction_models.check import ALEXA_LOCALES
from interaction_models.model import document_with_values, locales
from skill.package import FOLDER, Addresses, PackageError, adapted, package, write


@click.group()
def skill() -> None:
    """The Alexa skill."""


@skill.command("package")
@click.option(
    "--output", type=click.Path(path_type=Path), default=Path("alexa-skill"), show_default=True, help="Folder to write."
)
@click.option("--locale", "wanted", multiple=True, help="Only this one, and its country; may be repeated.")
@click.option("--invocation-name", help="How customers call the skill; the shop's name by default, as Amazon wants.")
def package_skill(output: Path, wanted: tuple[str, ...], invocation_name: str | None) -> None:
    """Write what Amazon needs: manifest, interaction models with this shop's products, account linking.

    The folder is made for Amazon's command line: `ask deploy` in it creates or updates the skill.
    """
    settings = Settings.from_env(os.environ)
    addresses = Addresses.of(settings)
    encore = build(settings, is_patient=True)
    shop = encore.shop()
    documents = {}
    for locale in _chosen(wanted):
        document, reason = _document(encore, locale)
        if document is None:
            click.echo(f"{locale}: left out, {reason}.", err=True)
        else:
            documents[locale] = adapted(document, locale, invocation_name or shop.name.lower())
    if not documents:
        raise PackageError("there is no locale to package that Alexa speaks and the shop has product names in.")
    write(output, package(addresses, shop, documents))
    click.echo(f"{output}: {FOLDER} for {', '.join(documents)}")
    click.echo(f"Next: cd {output} && ask deploy")
    click.echo(
        "Then in Amazon's console: icons, a test account for Amazon's testers, and under Account Linking what stands "
        f"in {FOLDER}/accountLinking.json, with the secret; `ask deploy` does not send that file."
    )


def _chosen(wanted: tuple[str, ...]) -> tuple[str, ...]:
    available = locales()
    for locale in wanted:
        if locale not in available:
            raise PackageError(f"there is no interaction model for {locale!r}; use one of {', '.join(available)}.")
    return tuple(locale for locale in available if not wanted or locale in wanted)


def _document(encore: Encore, locale: str) -> tuple[dict[str, object] | None, str]:
    """The model with this shop's products, or why there is none."""
    if locale not in ALEXA_LOCALES:
        return None, "Alexa does not speak it"
    values, products = encore.database.read(lambda uow: (shop_values(uow, locale), uow.products.all()))
    if not values[PRODUCT]:
        return None, "no product of the shop has a name in it"
    sold_out = {product.sku for product in products if product.available <= 0}
    # The first one stands in the example phrases, and Amazon's testers try them.
    in_stock_first = sorted(values[PRODUCT], key=lambda value: value.id in sold_out)
    return document_with_values(locale, {**values, PRODUCT: in_stock_first}), ""
