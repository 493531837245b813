"""German sentences that the model does not contain, and what they mean."""

import pytest

from backend.understanding.match import FALLBACK, Match
from backend.understanding.understanding import Understanding
from interaction_models.model import load
from interaction_models.spoken import words

GERMAN: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("Habt ihr eigentlich auch Hundefutter?", "CheckStockIntent", {"product": "dog-food"}),
    ("Ist von der Salzbutter noch was da?", "CheckStockIntent", {"product": "salted-butter"}),
    ("Wo finde ich denn bei euch den Senf?", "CheckStockIntent", {"product": "mustard"}),
    ("Ich wollte fragen, ob der Naturreis wieder lieferbar ist", "CheckStockIntent", {"product": "brown-rice"}),
    ("Kriegt ihr bald wieder Erdbeeren rein?", "CheckStockIntent", {"product": "strawberries"}),
    ("Was kostet denn so eine Flasche Olivenöl?", "PriceIntent", {"unit": "bottle", "product": "olive-oil"}),
    ("Und was kosten die Bananen?", "PriceIntent", {"product": "bananas"}),
    ("Was kostet eine Packung Kirschtomaten bei euch?", "PriceIntent",
     {"unit": "pack", "product": "cherry-tomatoes"}),
    ("Wie viel kosten zehn Rollen Klopapier?", "PriceIntent",
     {"quantity": "10", "unit": "roll", "product": "toilet-paper"}),
    ("Ist das Olivenöl sehr teuer?", "PriceIntent", {"product": "olive-oil"}),
    ("Bestell bitte die gleiche Bestellung wie letzte Woche", "ReorderIntent", {}),
    ("Mach einfach das Gleiche wie immer", "ReorderIntent", {}),
    ("Shampoo bitte noch mal bestellen", "ReorderIntent", {"product": "shampoo"}),
    ("Ich möchte gern die Batterien nachbestellen", "ReorderIntent", {"product": "batteries"}),
    ("Kaffee nachbestellen", "ReorderIntent", {"product": "kaffee"}),
    ("Ich hätte gern vier Dosen schwarze Bohnen", "PlaceOrderIntent",
     {"quantity": "4", "unit": "can", "product": "black-beans"}),
    ("Schreib bitte zwei Flaschen Orangensaft auf", "PlaceOrderIntent",
     {"quantity": "2", "unit": "bottle", "product": "orange-juice"}),
    ("Uns geht langsam die Zahnpasta aus", "PlaceOrderIntent", {"product": "toothpaste"}),
    ("Könnte ich wohl drei Zwiebeln haben?", "PlaceOrderIntent", {"quantity": "3", "product": "yellow-onions"}),
    ("Schick mir bitte zwei Flaschen Ketchup", "PlaceOrderIntent",
     {"quantity": "2", "unit": "bottle", "product": "ketchup"}),
    ("Leg noch Popcorn in den Einkaufswagen", "AddToCartIntent", {"product": "popcorn"}),
    ("Könnten Sie den Apfelsaft noch in den Warenkorb legen?", "AddToCartIntent", {"product": "apple-juice"}),
    ("Und dann noch einen Beutel Granola dazu", "AddToCartIntent", {"unit": "bag", "product": "granola"}),
    ("Wirf die Kartoffelchips wieder raus", "RemoveFromCartIntent", {"product": "potato-chips"}),
    ("Die Nüsse bitte wieder raus", "RemoveFromCartIntent", {"product": "mixed-nuts"}),
    ("Ich will die Zwiebeln doch nicht im Warenkorb haben", "RemoveFromCartIntent", {"product": "yellow-onions"}),
    ("Kannst du mir sagen, was im Warenkorb liegt?", "ReviewCartIntent", {}),
    ("Was habe ich jetzt alles im Korb?", "ReviewCartIntent", {}),
    ("Wie viel kostet denn jetzt der ganze Warenkorb?", "ReviewCartIntent", {}),
    ("Schließ den Einkauf bitte ab", "CheckoutIntent", {}),
    ("Ich würde dann jetzt gern zur Kasse gehen", "CheckoutIntent", {}),
    ("Okay, das ist alles, schick die Bestellung jetzt ab", "CheckoutIntent", {}),
    ("Merk dir den Warenkorb als Backliste", "SaveListIntent", {"list": "baking"}),
    ("Nenn die Liste Büro", "SaveListIntent", {"list": "office"}),
    ("Speichere meinen Warenkorb als Partyliste", "SaveListIntent", {"list": "party"}),
    ("Wann krieg ich endlich mein Paket?", "OrderStatusIntent", {}),
    ("Gibt's was Neues von meiner Lieferung?", "OrderStatusIntent", {}),
    ("Meine letzte Bestellung ist immer noch nicht angekommen", "OrderStatusIntent", {"order": "last"}),
    ("Wo ist denn meine Lieferung gerade?", "OrderStatusIntent", {}),
    ("Was ist eigentlich mit meiner Bestellung los?", "OrderStatusIntent", {}),
    ("Welche Bestellungen hab ich zuletzt gemacht?", "OrderHistoryIntent", {}),
    ("Was habe ich beim letzten Mal gekauft?", "OrderHistoryIntent", {}),
    ("Zeig mir mal meine alten Bestellungen", "OrderHistoryIntent", {}),
    ("Stornieren Sie bitte meine letzte Bestellung", "CancelOrderIntent", {"order": "last"}),
    ("Bitte meine Bestellung stornieren", "CancelOrderIntent", {}),
    ("Ich möchte gerne meine letzte Bestellung zurückziehen", "CancelOrderIntent", {"order": "last"}),
    ("Kann ich Bestellung eins null zwei eins noch abbestellen?", "CancelOrderIntent", {"order": "1021"}),
    ("Ich hab mich verklickt, storniere bitte meine letzte Bestellung", "CancelOrderIntent", {"order": "last"}),
    ("Lass die Lieferung bitte zu meinen Nachbarn bringen", "ChangeAddressIntent", {"address": "neighbour"}),
    ("Könnt ihr es lieber an meine Arbeit liefern?", "ChangeAddressIntent", {"address": "work"}),
    ("Ich bin umgezogen und habe eine neue Adresse", "ChangeAddressIntent", {}),
    ("Mach doch vier Packungen daraus", "ChangeQuantityIntent", {"quantity": "4", "unit": "pack"}),
    ("Nein, ich wollte nur zwei Flaschen Olivenöl", "ChangeQuantityIntent",
     {"quantity": "2", "unit": "bottle", "product": "olive-oil"}),
    ("Mach aus den Bananen lieber drei", "ChangeQuantityIntent", {"product": "bananas", "quantity": "3"}),
    ("Wie läuft bei euch der Umtausch?", "ReturnPolicyIntent", {}),
    ("Nehmt ihr auch geöffnete Sachen zurück?", "ReturnPolicyIntent", {}),
    ("Kann ich Lebensmittel bei euch auch umtauschen?", "ReturnPolicyIntent", {}),
    ("In meiner Bestellung hat der Käse gefehlt", "StartReturnIntent", {"product": "käse", "reason": "missing_item"}),
    ("Die Garnelen rochen schlecht, ich will mein Geld zurück", "StartReturnIntent",
     {"product": "frozen-shrimp", "reason": "quality"}),
    ("Die Glühbirnen sind zerbrochen angekommen", "StartReturnIntent",
     {"product": "light-bulbs", "reason": "damaged"}),
    ("Ist meine Gutschrift schon da?", "ReturnStatusIntent", {}),
    ("Wo bleibt denn mein Geld?", "ReturnStatusIntent", {}),
    ("Habt ihr mir mein Geld schon zurücküberwiesen?", "ReturnStatusIntent", {}),
    ("Was habt ihr denn diese Woche im Angebot?", "PromotionsIntent", {}),
    ("Gibt's heute irgendwelche Rabatte bei euch?", "PromotionsIntent", {}),
    ("Welche Sachen sind diese Woche reduziert?", "PromotionsIntent", {}),
    ("Informier mich, sobald es wieder Granola gibt", "RestockAlertIntent", {"product": "granola"}),
    ("Sag Bescheid, wenn die Tomatensuppe wieder da ist", "RestockAlertIntent", {"product": "tomato-soup"}),
    ("Meld dich bitte, wenn es wieder Erdbeeren gibt", "RestockAlertIntent", {"product": "strawberries"}),
    ("Ich möchte Hundefutter monatlich bekommen", "SubscribeIntent", {"product": "dog-food", "frequency": "4"}),
    ("Liefert mir bitte jede Woche einen Bund Spinat", "SubscribeIntent",
     {"frequency": "1", "quantity": "1", "unit": "bunch", "product": "spinach"}),
    ("Schick mir jeden Monat zwei Tuben Zahnpasta", "SubscribeIntent",
     {"frequency": "4", "quantity": "2", "unit": "tube", "product": "toothpaste"}),
    ("Kündige mein Abo für Hundefutter", "ChangeSubscriptionIntent", {"change": "stop", "product": "dog-food"}),
    ("Pausier bitte mein Abo", "ChangeSubscriptionIntent", {"change": "pause"}),
    ("Schieb die nächste Lieferung auf nächsten Montag", "ChangeSubscriptionIntent",
     {"change": "move", "day": "nächsten montag"}),
    ("Was kostet der Versand zu mir?", "DeliveryOptionsIntent", {}),
    ("Liefert ihr auch am Wochenende?", "DeliveryOptionsIntent", {}),
    ("Wie hoch sind bei Ihnen die Versandkosten?", "DeliveryOptionsIntent", {}),
    ("Bitte nichts ersetzen, wenn die Milch ausverkauft ist", "SubstitutionIntent",
     {"policy": "none", "product": "milch"}),
    ("Ersetz die Hafermilch bitte durch Sojamilch, falls sie ausverkauft ist", "SubstitutionIntent",
     {"product": "oat-milk", "replacement": "soy-milk"}),
    ("Wenn der Grüntee nicht da ist, schick mir Schwarztee", "SubstitutionIntent",
     {"product": "green-tea", "replacement": "black-tea"}),
    ("Mein Limit soll zweihundert Euro sein", "SpendingLimitIntent", {"quantity": "200"}),
    ("Wie hoch ist eigentlich mein Limit?", "SpendingLimitIntent", {}),
    ("Ich möchte nicht mehr als hundert Euro ausgeben", "SpendingLimitIntent", {"quantity": "100"}),
    ("Meine PIN ist eins zwei drei vier", "VoiceCodeIntent", {"pin": "1234"}),
    ("Schalt meinen Sprachcode bitte aus", "VoiceCodeIntent", {"switch": "off"}),
    ("Mein Sprachcode lautet vier sieben eins eins", "VoiceCodeIntent", {"pin": "4711"}),
    ("Ich will mit eurem Kundenservice reden", "TalkToHumanIntent", {}),
    ("Ich will mit einem Menschen reden, nicht mit einem Computer", "TalkToHumanIntent", {}),
    ("Könnte ich bitte mal einen Mitarbeiter sprechen?", "TalkToHumanIntent", {}),
    ("Hätten Sie eine Empfehlung für mich?", "RecommendIntent", {}),
    ("Was könnt ihr mir denn heute empfehlen?", "RecommendIntent", {}),
    ("Können Sie mir etwas Gutes empfehlen?", "RecommendIntent", {}),
    ("Was macht ihr eigentlich mit meinen Daten?", "PrivacyIntent", {}),
    ("Was speichert ihr denn so alles über mich?", "PrivacyIntent", {}),
    ("Welche Daten habt ihr eigentlich über mich gespeichert?", "PrivacyIntent", {}),
    ("Lösch bitte meinen Account", "DeleteMyDataIntent", {}),
    ("Ich möchte, dass meine Daten komplett gelöscht werden", "DeleteMyDataIntent", {}),
    ("Bitte löschen Sie mein Kundenkonto", "DeleteMyDataIntent", {}),
    ("Ich will keine Erinnerungen mehr", "ConsentIntent", {"choice": "forbid", "purpose": "reminders"}),
    ("Erlaube Erinnerungen", "ConsentIntent", {"choice": "allow", "purpose": "reminders"}),
    ("Tu bitte zwei Hafermilch in meinen Warenkorb", "AddToCartIntent", {"quantity": "2", "product": "oat-milk"}),
    ("Nein, doch nur zwei bitte", "ChangeQuantityIntent", {"quantity": "2"}),
    ("Bestell bitte das Übliche ohne Hafermilch", "ReorderIntent", {"order": "usual", "without": "oat-milk"}),
    ("Erinnere mich bitte, wenn meine Bestellung kommt", "OrderStatusIntent", {}),
    ("Richte mir bitte einen Sprachcode ein", "VoiceCodeIntent", {}),
    ("Verwende meine Bestellungen nicht mehr", "ConsentIntent", {"purpose": "history", "choice": "forbid"}),
)  # fmt: skip


def slots(match: Match) -> dict[str, str]:
    """Each slot as its one id, or as what was said."""
    return {name: value.ids[0] if len(value.ids) == 1 else value.said for name, value in match.slots.items()}


@pytest.mark.parametrize(("text", "intent", "found"), GERMAN)
def test_a_german_sentence(german: Understanding, text: str, intent: str, found: dict[str, str]) -> None:
    match = german.match(text)

    assert (match.intent, slots(match)) == (intent, found)


@pytest.mark.parametrize("text", ["Nein, behalte sie", "Bitte nicht stornieren", "Nein, warte"])
def test_a_no_may_say_what_is_not_to_happen(german: Understanding, text: str) -> None:
    assert german.match(text).intent == "AMAZON.NoIntent"


def test_every_intent_of_ours_has_a_german_sentence_here() -> None:
    ours = {intent.name for intent in load("de-DE").intents if "." not in intent.name}

    assert {intent for _text, intent, _found in GERMAN} == ours


def test_none_of_the_german_sentences_is_a_sample() -> None:
    samples = {words(sample, "de") for intent in load("de-DE").intents for sample in intent.samples}

    assert samples.isdisjoint(words(text, "de") for text, _intent, _found in GERMAN)


@pytest.mark.parametrize(
    "text",
    [
        "Wie wird morgen das Wetter in Hamburg?",
        "Stell einen Timer auf zehn Minuten",
        "Erinner mich morgen an den Zahnarzt",
        "Buch mir einen Flug nach Mallorca",
        "Wie koche ich Spaghetti",
        "Wo wachsen Bananen",
        "Ich mag keine Zwiebeln",
        "Meine Katze frisst kein Katzenfutter",
        "Ruf meine Mutter an",
        "Mach das Licht im Wohnzimmer aus",
    ],
)
def test_what_is_not_for_the_shop_in_german(german: Understanding, text: str) -> None:
    assert german.match(text).intent == FALLBACK


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("setz mein Abo aus", "pause"),
        ("setz mein Abo fort", "resume"),
        ("führ mein Abo weiter", "resume"),
        ("bestell mein Abo ab", "stop"),
        ("zieh die nächste Lieferung vor", "send_now"),
        ("lass die nächste Lieferung ausfallen", "skip"),
    ],
)
def test_the_end_of_a_separable_verb_tells_what_happens_to_the_subscription(
    german: Understanding, text: str, change: str
) -> None:
    assert slots(german.match(text)) == {"change": change}


@pytest.mark.parametrize(
    ("said", "intent", "slot", "found"),
    [
        ("den Honig bitte", "PlaceOrderIntent", "product", "honey"),
        ("drei Stück", "PlaceOrderIntent", "quantity", "3"),
        ("alle zwei Wochen", "SubscribeIntent", "frequency", "2"),
        ("zu meinen Eltern", "ChangeAddressIntent", "address", "parents"),
        ("weil sie verschimmelt sind", "StartReturnIntent", "reason", "quality"),
        ("überspringen", "ChangeSubscriptionIntent", "change", "skip"),
        ("kündigen", "ChangeSubscriptionIntent", "change", "stop"),
        ("am Montag", "ChangeSubscriptionIntent", "day", "am montag"),
        ("nimm was Ähnliches", "SubstitutionIntent", "policy", "best_match"),
        ("achtzig Euro", "SpendingLimitIntent", "quantity", "80"),
        ("eins zwei drei vier", "VoiceCodeIntent", "pin", "1234"),
        ("die Bestellung eins null vier zwei", "OrderStatusIntent", "order", "1042"),
    ],
)
def test_an_answer_in_german(german: Understanding, said: str, intent: str, slot: str, found: str) -> None:
    match = german.match(said, expected_slot=slot, expected_intent=intent)

    assert (match.intent, slots(match)[slot]) == (intent, found)
