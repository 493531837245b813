"""Finds what Alexa's build would reject, and what bites when a customer speaks. Needs no cloud.

Alexa forgives more than its published schema: values without synonyms or with `"id": null` build and work.
Such things are warnings at most. Errors are for what cannot be built, or cannot be understood when spoken.
"""

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from interaction_models.shape import Finding, Node, Report, quoted
from interaction_models.spoken import language as language_of

__all__ = ["Finding", "check", "compare"]

FEWEST_SAMPLES = 10
"""Alexa builds with fewer, but then understands little beyond them."""
LONGEST_VALUE = 140
"""Characters in a slot value or synonym."""
MOST_VALUES = 50_000
"""Of all custom types together, without their synonyms."""
MOST_INTENTS = 250
LARGEST_MODEL = 1_500_000
"""Bytes of JSON, without spaces."""
ALEXA_LOCALES = frozenset({
    "ar-SA", "de-DE", "en-AU", "en-CA", "en-GB", "en-IN", "en-US", "es-ES", "es-MX", "es-US", "fr-CA", "fr-FR",
    "hi-IN", "it-IT", "ja-JP", "nl-NL", "pt-BR",
})  # fmt: skip
MULTIPLE_VALUES_IN = ("en-AU", "en-CA", "en-GB", "en-US")
"""Where Amazon's documentation promises slots with several values."""

_WAKE_WORDS = frozenset({"alexa", "amazon", "echo", "computer", "skill", "app"})
_OPENING_WORDS = frozenset({
    "launch", "ask", "tell", "load", "begin", "enable", "open", "start", "run", "play", "resume", "use",
    "talk", "to", "from", "in", "using", "with", "about", "for", "that", "by", "if", "and", "whether",
})  # fmt: skip
_SMALL_WORDS = frozenset({"the", "a", "an", "for", "to", "of", "in", "on", "at", "by", "with", "from"})
_REQUIRED_INTENTS = tuple(f"AMAZON.{name}Intent" for name in ("Help", "Stop", "Cancel", "NavigateHome"))
_BUILT_IN_INTENTS = frozenset(f"AMAZON.{name}Intent" for name in (
    "Cancel", "Fallback", "Help", "LoopOff", "LoopOn", "More", "NavigateHome", "NavigateSettings", "Next",
    "No", "PageDown", "PageUp", "Pause", "Previous", "Repeat", "Resume", "ScrollDown", "ScrollLeft",
    "ScrollRight", "ScrollUp", "Select", "ShuffleOff", "ShuffleOn", "StartOver", "Stop", "Yes",
))  # fmt: skip
_FALLBACK = "AMAZON.FallbackIntent"
_STRATEGIES = ("ALWAYS", "SKILL_RESPONSE")
_PHRASE_TYPE = "AMAZON.SearchQuery"
_LITERAL_TYPE = "AMAZON.LITERAL"
_DIGITS_TYPE = "AMAZON.FOUR_DIGIT_NUMBER"
"""The one that cannot swallow what is said when it is a sample on its own."""
_CLOSED_TYPES = frozenset(
    f"AMAZON.{name}"
    for name in (
        "DATE", "DURATION", "FOUR_DIGIT_NUMBER", "NUMBER", "Ordinal", "PhoneNumber", "SearchQuery", "TIME",
    )
)  # fmt: skip
"""Built-in types that are no lists: nobody can add values to them."""
_SET_RULES = ("isInSet", "isNotInSet")
_COMPARISONS = ("isGreaterThan", "isGreaterThanOrEqualTo", "isLessThan", "isLessThanOrEqualTo")
_SPAN_RULES = ("isInDuration", "isNotInDuration")
_MATCH_RULE = "hasEntityResolutionMatch"
_RULES = (_MATCH_RULE, *_SET_RULES, *_COMPARISONS, *_SPAN_RULES)
_SUPPLIERS = ("CatalogValueSupplier", "InlineValueSupplier")

_NAME = re.compile(r"[A-Za-z][A-Za-z_]*\Z")
_TYPE_NAME = re.compile(r"[A-Za-z][A-Za-z_0-9]*\Z")
_BUILT_IN = re.compile(r"AMAZON\.\w")
_SPACES = re.compile(r"\s+")
_IN_BRACES = re.compile(r"\{([^{}]*)\}")
_GAP = re.compile(r"(?:(?P<literal>[^{}|]+)\|)?(?P<slot>[A-Za-z][A-Za-z_0-9]*)\Z")
"""What stands between braces: a slot name, in old models with an example before a bar."""


@dataclass(frozen=True, slots=True)
class _Sample:
    text: str
    path: str
    gaps: tuple[str, ...]
    """Slot names, in order."""
    words: str
    """What is left when the gaps are taken out."""


@dataclass(frozen=True, slots=True)
class _Slot:
    name: str
    path: str
    type: str | None
    samples: tuple[_Sample, ...]
    multiple: bool = False


@dataclass(frozen=True, slots=True)
class _Prompt:
    path: str
    gaps: tuple[tuple[str, str], ...]
    """Slot names in the words, and where."""


@dataclass(slots=True)
class _Intent:
    name: str
    path: str
    slots: dict[str, _Slot] = field(default_factory=dict)
    samples: list[_Sample] = field(default_factory=list)

    @property
    def is_built_in(self) -> bool:
        return self.name.startswith("AMAZON.")


def check(document: object, *, locale: str | None = None) -> tuple[Finding, ...]:
    """Everything to say about one model: in "interactionModel", in "languageModel" alone, or bare.

    Some rules belong to a language or a country; without `locale` they are those of English.
    """
    report = Report()
    body, language = _unwrapped(document)
    if not (report.is_object(body) and report.is_object(language)):
        return tuple(report.findings)

    _check_size(document, body, report)
    _check_invocation_name(language, locale or "en-US", report)
    types = _read_types(language, report)
    intents = _read_intents(language, report)
    _check_configuration(language, intents, report)
    _check_names_differ(intents, language, report)
    for intent in intents.values():
        _check_intent(intent, types, report)
        _check_multiple_values(intent, locale, report)
    _check_slot_types_agree(intents.values(), report)
    _check_samples_are_unique(intents.values(), report)
    _check_required_intents(intents, language, report)
    _check_types_are_used(intents.values(), types, report)
    _check_dialog(body, intents, report)
    return tuple(report.findings)


def compare(documents: Mapping[str, object]) -> dict[str, tuple[Finding, ...]]:
    """Intents and slots that one locale has and another lacks: the same program answers all of them."""
    spoken = {locale: _slots_by_intent(document) for locale, document in documents.items()}
    found: dict[str, tuple[Finding, ...]] = {}
    for locale, (path, own) in spoken.items():
        report = Report()
        for other, (_, theirs) in spoken.items():
            for intent, slots in theirs.items():
                if intent not in own:
                    missing = f"there is no {quoted(intent)}, which {other} has"
                    report.error("missing-in-locale", path, missing)
                    continue
                for slot in sorted(slots - own[intent]):
                    missing = f"{quoted(intent)} has no slot {quoted(slot)}, which it has in {other}"
                    report.error("missing-in-locale", path, missing)
        found[locale] = tuple(report.findings)
    return found


def _slots_by_intent(document: object) -> tuple[str, dict[str, set[str]]]:
    silent = Report()  # `check` says what is wrong with the shape.
    _, language = _unwrapped(document)
    intents = _read_intents(language, silent)
    return f"{language.path}.intents", {name: set(intent.slots) for name, intent in intents.items()}


def _unwrapped(document: object) -> tuple[Node, Node]:
    """What holds the dialog, and what holds the intents; the same node in the barest form."""
    root = Node(document)
    body = root.child("interactionModel") if root.has("interactionModel") else root
    return body, body.child("languageModel") if body.has("languageModel") else body


def _check_size(document: object, body: Node, report: Report) -> None:
    try:
        size = len(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))
    except (ValueError, RecursionError, TypeError):
        return  # no JSON anybody could send
    if size > LARGEST_MODEL:
        report.error("large-model", body.path, f"has {size:,} bytes; Alexa takes {LARGEST_MODEL:,}")


def _check_invocation_name(language: Node, locale: str, report: Report) -> None:
    tongue = locale.partition("-")[0]
    small_words = language_of(tongue).small_words or _SMALL_WORDS
    opening_words = language_of(tongue).opening_words or _OPENING_WORDS
    name = report.text(language, "invocationName")
    if name is None:
        return
    path = f"{language.path}.invocationName"
    if not 2 <= len(name) <= 50:
        report.error("invocation-name", path, f"has {len(name)} characters; Alexa takes 2 to 50")
    if name != name.strip() or "  " in name:
        report.error("invocation-name", path, "has spaces at an end, or two in a row")
    wrong = sorted({char for char in name if not (_is_letter(char) or char in " '.")})
    if wrong:
        report.error("invocation-name", path, f"{_listed(wrong)} cannot be in it; spell numbers out")
    if name != name.lower():
        report.error("invocation-name", path, "has capital letters")
    words = name.lower().split()
    for word in words:
        if word.removesuffix("'s") in _WAKE_WORDS:
            report.error("invocation-name", path, f"{quoted(word)} belongs to Alexa")
        elif word in small_words and len(words) == 2:
            report.error("invocation-name", path, f"{quoted(word)} does not count as one of two words")
        elif word in opening_words:
            report.warning("invocation-name", path, f"{quoted(word)} is heard as part of opening a skill")
    if len(words) == 1 and name.isascii() and not language_of(tongue).has_compounds:
        report.warning("invocation-name", path, "one word is accepted only when it is your own brand")


def _check_configuration(language: Node, intents: Mapping[str, _Intent], report: Report) -> None:
    configuration = report.optional_object(language, "modelConfiguration")
    sensitivity = configuration and report.optional_object(configuration, "fallbackIntentSensitivity")
    if sensitivity is None:
        return
    if sensitivity.child("level").value is None:
        report.error("missing", f"{sensitivity.path}.level", "there is no 'level'")
    report.choice(sensitivity, "level", ("LOW", "MEDIUM", "HIGH"))
    if _FALLBACK not in intents:
        report.warning("unused-sensitivity", sensitivity.path, f"it has no effect without {_FALLBACK}")


def _check_names_differ(intents: Mapping[str, _Intent], language: Node, report: Report) -> None:
    if len(intents) > MOST_INTENTS:
        many = f"there are {len(intents)}; Alexa takes {MOST_INTENTS}"
        report.error("many-intents", f"{language.path}.intents", many)
    for intent in intents.values():
        for slot in intent.slots.values():
            if slot.name in intents:
                report.error("name-taken", f"{slot.path}.name", f"{quoted(slot.name)} is an intent's name")


def _read_intents(language: Node, report: Report) -> dict[str, _Intent]:
    intents: dict[str, _Intent] = {}
    for node in report.objects(language, "intents", required=True):
        name = report.text(node, "name")
        if name is None:
            continue
        intent = _Intent(name, node.path, samples=list(_read_samples(node, report)))
        _check_name(name, _NAME, f"{node.path}.name", report)
        if intent.is_built_in and name.endswith("Intent") and name not in _BUILT_IN_INTENTS:
            report.warning("unknown-built-in", f"{node.path}.name", f"Alexa has no {quoted(name)} of its own")
        for slot in _read_slots(node, report):
            if slot.name in intent.slots:
                report.error("duplicate-slot", slot.path, f"{quoted(name)} has {quoted(slot.name)} twice")
            intent.slots.setdefault(slot.name, slot)
        if name in intents:
            report.error("duplicate-intent", node.path, f"{quoted(name)} is already at {intents[name].path}")
        intents.setdefault(name, intent)
    return intents


def _read_slots(intent: Node, report: Report) -> Iterator[_Slot]:
    for node in report.objects(intent, "slots"):
        name = report.text(node, "name")
        type_name = report.text(node, "type")
        samples = tuple(_read_samples(node, report))
        multiple = report.optional_object(node, "multipleValues")
        several = bool(multiple and report.flag(multiple, "enabled"))
        if name is not None:
            _check_name(name, _NAME, f"{node.path}.name", report)
            yield _Slot(name, node.path, type_name, samples, several)


def _read_samples(node: Node, report: Report) -> Iterator[_Sample]:
    seen: dict[str, str] = {}
    for text, path in report.texts(node, "samples"):
        if not text.strip():
            report.error("empty", path, "the sample is empty")
            continue
        first = seen.setdefault(_normal(text), path)
        if first != path:
            report.error("duplicate-sample", path, f"{quoted(text)} is already at {first}")
        gaps = []
        for inside in _IN_BRACES.findall(text):
            match = _GAP.match(inside)
            if match:
                gaps.append(match["slot"])
            else:
                report.error("sample-braces", path, f"{quoted('{' + inside + '}')} is not a slot")
        words = _IN_BRACES.sub(" ", text)
        _check_words(words, path, report)
        yield _Sample(text, path, tuple(gaps), _normal(words))


def _check_words(words: str, path: str, report: Report) -> None:
    if "{" in words or "}" in words:
        report.error("sample-braces", path, "a brace has no partner")
    allowed = " '’.-_{}"
    wrong = sorted({char for char in words if not (_is_letter(char) or char.isdigit() or char in allowed)})
    if wrong:
        report.error("sample-characters", path, f"{_listed(wrong)} cannot be in a sample; spell it out")
    if any(char.isdigit() for char in words):
        report.warning("sample-spelling", path, "numbers are heard as words; spell them out")
    if "’" in words:
        report.warning("sample-spelling", path, "write ' instead of ’, which is what recognisers deliver")
    if "alexa" in words.lower().split():
        report.warning("sample-wake-word", path, "'alexa' wakes the device and never reaches a skill")


def _check_intent(intent: _Intent, types: Mapping[str, str], report: Report) -> None:
    for slot in intent.slots.values():
        _check_type(slot, types, report)
        for sample in slot.samples:
            _check_gaps(sample, intent, report, whole=False)
    for sample in intent.samples:
        _check_gaps(sample, intent, report, whole=True)
    _check_slots_are_used(intent, report)
    if intent.name in _BUILT_IN_INTENTS and intent.slots and intent.name != "AMAZON.SelectIntent":
        report.error("built-in-slots", f"{intent.path}.slots", f"{quoted(intent.name)} takes no slots")
    if intent.name == _FALLBACK and intent.samples:
        report.error("fallback-samples", f"{intent.path}.samples", "Alexa refuses samples for this intent")
    if not intent.is_built_in and len(intent.samples) < FEWEST_SAMPLES:
        few = f"{quoted(intent.name)} has {len(intent.samples)}; at least {FEWEST_SAMPLES} are advisable"
        report.warning("few-samples", f"{intent.path}.samples", few)


def _check_type(slot: _Slot, types: Mapping[str, str], report: Report) -> None:
    path = f"{slot.path}.type"
    if slot.type is None:
        return
    if slot.type == _LITERAL_TYPE:
        report.warning("literal-type", path, f"new skills may not use {_LITERAL_TYPE}; {_PHRASE_TYPE} came after it")
    elif slot.type not in types and not _BUILT_IN.match(slot.type):
        report.error("undefined-type", path, f"there is no slot type {quoted(slot.type)}")
    elif slot.type not in _CLOSED_TYPES:
        spelling = {name.lower(): name for name in _CLOSED_TYPES}.get(slot.type.lower())
        if spelling:
            report.error("undefined-type", path, f"{quoted(slot.type)} is written {spelling}")


def _check_multiple_values(intent: _Intent, locale: str | None, report: Report) -> None:
    for slot in intent.slots.values():
        path = f"{slot.path}.multipleValues"
        if not slot.multiple:
            continue
        if slot.type == _PHRASE_TYPE:
            report.error("multiple-values", path, f"{_PHRASE_TYPE} is one phrase, not several values")
        if locale in ALEXA_LOCALES.difference(MULTIPLE_VALUES_IN):
            where = ", ".join(MULTIPLE_VALUES_IN)
            report.warning("multiple-values", path, f"several values in a slot are documented for {where} only")


def _check_gaps(sample: _Sample, intent: _Intent, report: Report, *, whole: bool) -> None:
    """`whole` says that the sample is all the customer says, not the answer to a question about one slot."""
    for gap in dict.fromkeys(sample.gaps):
        if gap not in intent.slots:
            report.error("undefined-slot", sample.path, f"{quoted(intent.name)} has no slot {quoted(gap)}")
        if sample.gaps.count(gap) > 1:
            report.warning("repeated-slot", sample.path, f"only one value of {quoted(gap)} can arrive")
    types = [intent.slots[gap].type for gap in sample.gaps if gap in intent.slots]
    if "|" in sample.text and "{" in sample.text and _LITERAL_TYPE not in types:
        report.error("sample-braces", sample.path, f"{{example|slot}} needs a slot of type {_LITERAL_TYPE}")
    if _PHRASE_TYPE in types:
        if len(sample.gaps) > 1:
            report.error("search-query", sample.path, f"{_PHRASE_TYPE} cannot stand beside another slot")
        elif whole and not sample.words:
            report.error("search-query", sample.path, f"{_PHRASE_TYPE} needs other words around it")
    elif whole and len(sample.gaps) == 1 and not sample.words and _DIGITS_TYPE not in types:
        report.warning("bare-slot", sample.path, "a slot on its own can swallow whatever is said")


def _check_slots_are_used(intent: _Intent, report: Report) -> None:
    samples = [*intent.samples, *(sample for slot in intent.slots.values() for sample in slot.samples)]
    used = {gap for sample in samples for gap in sample.gaps}
    for slot in intent.slots.values():
        if slot.name not in used:
            unused = f"no sample of {quoted(intent.name)} mentions {quoted(slot.name)}"
            report.warning("unused-slot", slot.path, unused)


def _check_slot_types_agree(intents: Iterable[_Intent], report: Report) -> None:
    first: dict[str, _Slot] = {}
    for slot in (slot for intent in intents for slot in intent.slots.values() if slot.type is not None):
        known = first.setdefault(slot.name, slot)
        if known.type != slot.type:
            differs = f"{quoted(slot.name)} is {quoted(slot.type)} here, {quoted(known.type)} at {known.path}"
            report.error("slot-type-differs", f"{slot.path}.type", differs)


def _check_samples_are_unique(intents: Iterable[_Intent], report: Report) -> None:
    """The same words in two intents are a coin toss, even when the slots between them differ."""
    same: dict[str, tuple[str, _Sample]] = {}
    alike: dict[str, tuple[str, _Sample]] = {}
    for intent in intents:
        for sample in intent.samples:
            owner, first = same.setdefault(_normal(sample.text), (intent.name, sample))
            if owner != intent.name:
                twice = f"{quoted(sample.text)} is also a sample of {quoted(owner)}, at {first.path}"
                report.error("ambiguous-sample", sample.path, twice)
                continue
            if not sample.gaps:
                continue
            owner, first = alike.setdefault(_normal(_IN_BRACES.sub("{}", sample.text)), (intent.name, sample))
            if owner != intent.name:
                similar = f"the same words as {quoted(first.text)} of {quoted(owner)}, with another slot"
                report.warning("similar-sample", sample.path, similar)


def _check_required_intents(intents: Mapping[str, _Intent], language: Node, report: Report) -> None:
    path = f"{language.path}.intents"
    for name in _REQUIRED_INTENTS:
        if name not in intents:
            report.error("required-intent", path, f"there is no {name}, which every skill must have")
    if _FALLBACK not in intents:
        report.warning(
            "required-intent",
            path,
            f"there is no {_FALLBACK}, so whatever is said ends up in some other intent",
        )


def _read_types(language: Node, report: Report) -> dict[str, str]:
    """Path by name."""
    types: dict[str, str] = {}
    count = 0
    for node in report.objects(language, "types"):
        name = report.text(node, "name")
        if name is not None:
            _check_name(name, _TYPE_NAME, f"{node.path}.name", report)
            if name in types:
                report.error("duplicate-type", node.path, f"{quoted(name)} is already at {types[name]}")
            types.setdefault(name, node.path)
            if name in _CLOSED_TYPES:
                report.error("closed-type", node.path, f"{quoted(name)} is no list; nothing can be added to it")
        count += _check_values(node, name or "", report)
        _check_supplier(node, report)
    if count > MOST_VALUES:
        many = f"all types together have {count:,} values; Alexa takes {MOST_VALUES:,}"
        report.error("many-values", f"{language.path}.types", many)
    return types


def _check_supplier(node: Node, report: Report) -> None:
    supplier = report.optional_object(node, "valueSupplier")
    if supplier is None:
        return
    report.text(supplier, "type")
    report.choice(supplier, "type", _SUPPLIERS)
    if supplier.child("type").value == "CatalogValueSupplier":
        catalog = supplier.child("valueCatalog")
        if report.is_object(catalog):
            report.text(catalog, "catalogId")
            report.text(catalog, "version")


def _check_values(node: Node, type_name: str, report: Report) -> int:
    """Returns how many there are."""
    names: dict[str, str] = {}
    ids: dict[str, str] = {}
    synonyms: dict[str, list[tuple[str, str]]] = defaultdict(list)
    count = 0
    for value in report.objects(node, "values"):
        count += 1
        _check_id(value, ids, report)
        name_node = value.child("name")
        name = report.text(name_node, "value") if report.is_object(name_node) else None
        if name is None:
            continue
        path = f"{name_node.path}.value"
        _check_length(name, path, report)
        if names.setdefault(_normal(name), path) != path:
            report.error("duplicate-value", path, f"{quoted(name)} is already at {names[_normal(name)]}")
        own = {_normal(name)}
        for synonym, synonym_path in report.texts(name_node, "synonyms"):
            _check_length(synonym, synonym_path, report)
            if not synonym.strip():
                report.warning("empty-synonym", synonym_path, "the synonym is empty")
            elif _normal(synonym) in own:
                report.warning("duplicate-synonym", synonym_path, f"{quoted(synonym)} is there already")
            else:
                own.add(_normal(synonym))
                synonyms[_normal(synonym)].append((synonym, synonym_path))
    for key, places in synonyms.items():
        if key in names:
            first, others = names[key], places
        else:
            (_, first), *others = places
        for synonym, path in others:
            report.warning("shared-synonym", path, f"{quoted(synonym)} also means another value, at {first}")
    supplied = node.child("valueSupplier").value is not None
    if not count and not supplied and not type_name.startswith("AMAZON."):
        report.error("empty-type", node.path, f"{quoted(type_name)} has no values")
    return count


def _check_id(value: Node, ids: dict[str, str], report: Report) -> None:
    node = value.child("id")
    if node.value is None or node.value == "":
        if value.has("id"):
            report.warning("no-id", node.path, "an empty id; Alexa will make one from the name")
        return
    text = report.text(value, "id")
    if text is not None and ids.setdefault(text, node.path) != node.path:
        report.error("duplicate-id", node.path, f"{quoted(text)} is already at {ids[text]}")


def _check_length(text: str, path: str, report: Report) -> None:
    if len(text) > LONGEST_VALUE:
        report.error("long-value", path, f"has {len(text)} characters; Alexa takes {LONGEST_VALUE}")


def _check_types_are_used(intents: Iterable[_Intent], types: Mapping[str, str], report: Report) -> None:
    used = {slot.type for intent in intents for slot in intent.slots.values()}
    for name, path in types.items():
        if name not in used:
            report.warning("unused-type", path, f"no slot has the type {quoted(name)}")


def _check_dialog(body: Node, intents: Mapping[str, _Intent], report: Report) -> None:
    prompts = _read_prompts(body, report)
    asked: set[str] = set()
    dialog = report.optional_object(body, "dialog")
    if dialog:
        report.choice(dialog, "delegationStrategy", _STRATEGIES)
        seen: set[str] = set()
        for node in report.objects(dialog, "intents"):
            report.choice(node, "delegationStrategy", _STRATEGIES)
            used = _check_prompt(node, "confirmation", prompts, report)
            name = report.text(node, "name")
            if name is not None:
                if name in seen:
                    report.error("duplicate-intent", node.path, f"{quoted(name)} is in the dialog twice")
                seen.add(name)
                if name not in intents:
                    report.error("dialog-intent", node.path, f"the language model has no intent {quoted(name)}")
                used |= _check_dialog_slots(node, intents.get(name), prompts, report)
                _check_words_of_prompts(used, intents.get(name), prompts, report)
            asked |= used
    for prompt_id, prompt in prompts.items():
        if prompt_id not in asked:
            report.warning("unused-prompt", prompt.path, f"nothing asks {quoted(prompt_id)}")


def _check_words_of_prompts(
    used: set[str], intent: _Intent | None, prompts: Mapping[str, _Prompt], report: Report
) -> None:
    """Alexa puts values into the words of a prompt, but only those of the intent it is about."""
    for prompt_id in sorted(used & prompts.keys()):
        for gap, path in prompts[prompt_id].gaps:
            if intent is not None and gap not in intent.slots:
                report.error("prompt-slot", path, f"{quoted(intent.name)}, which asks this, has no slot {quoted(gap)}")


def _check_dialog_slots(node: Node, intent: _Intent | None, prompts: Mapping[str, _Prompt], report: Report) -> set[str]:
    """Returns the prompts they ask."""
    asked: set[str] = set()
    seen: set[str] = set()
    for slot in report.objects(node, "slots"):
        name = slot.child("name").value
        if isinstance(name, str) and name in seen:
            report.error("duplicate-slot", slot.path, f"{quoted(name)} is in the dialog twice")
        elif isinstance(name, str):
            seen.add(name)
        asked |= _check_dialog_slot(slot, intent, prompts, report)
    return asked


def _check_dialog_slot(node: Node, intent: _Intent | None, prompts: Mapping[str, _Prompt], report: Report) -> set[str]:
    """Returns the prompts it asks."""
    name = report.text(node, "name")
    slot = intent.slots.get(name) if intent and name else None
    if intent and name and slot is None:
        report.error("dialog-slot", node.path, f"{quoted(intent.name)} has no slot {quoted(name)}")
    type_name = node.child("type").value
    if slot and type_name is None:
        report.warning("dialog-slot", f"{node.path}.type", "there is no 'type', which Amazon's schema asks for")
    elif slot and slot.type is not None and type_name != slot.type:
        differs = f"{quoted(type_name)} here, {quoted(slot.type)} in the intent"
        report.error("dialog-slot", f"{node.path}.type", differs)
    asked = _check_prompt(node, "elicitation", prompts, report)
    asked |= _check_prompt(node, "confirmation", prompts, report)
    for validation in report.objects(node, "validations"):
        asked |= _check_validation(validation, slot, prompts, report)
        if slot and slot.multiple:
            report.warning("multiple-values", validation.path, "rules are meant for slots with one value")
    return asked


def _check_validation(node: Node, slot: _Slot | None, prompts: Mapping[str, _Prompt], report: Report) -> set[str]:
    """Returns the prompt it asks."""
    rule = report.text(node, "type")
    report.choice(node, "type", _RULES)
    if rule in _SET_RULES and not list(report.texts(node, "values")):
        report.error("validation", f"{node.path}.values", f"{rule} needs a list of values")
    if rule in _COMPARISONS:
        report.text(node, "value")
    if rule in _SPAN_RULES and not (node.has("start") or node.has("end")):
        report.error("validation", node.path, f"{rule} needs a 'start' or an 'end'")
    if rule is not None and slot is not None and slot.type is not None and not _suits(rule, slot.type):
        report.error("validation", f"{node.path}.type", f"{rule} is not for slots of type {quoted(slot.type)}")
    prompt_id = report.text(node, "prompt")
    if prompt_id is None:
        return set()
    _check_prompt_exists(prompt_id, f"{node.path}.prompt", prompts, report)
    return {prompt_id}


def _suits(rule: str, slot_type: str) -> bool:
    if rule == _MATCH_RULE:
        return slot_type not in _CLOSED_TYPES
    if rule in _SPAN_RULES:
        return slot_type in ("AMAZON.DATE", "AMAZON.TIME")
    if rule in _COMPARISONS:
        return slot_type in _CLOSED_TYPES - {_PHRASE_TYPE, "AMAZON.PhoneNumber"}
    return slot_type not in (_PHRASE_TYPE, "AMAZON.DATE", "AMAZON.TIME", "AMAZON.DURATION")


def _check_prompt(node: Node, purpose: str, prompts: Mapping[str, _Prompt], report: Report) -> set[str]:
    """What is required to be asked has words to ask it with. Returns the prompts used."""
    required = report.flag(node, f"{purpose}Required")
    holder = report.optional_object(node, "prompts")
    if holder is None or holder.child(purpose).value is None:
        if required:
            report.error("no-prompt", node.path, f"{purpose}Required, but there is no {purpose} prompt")
        return set()
    prompt_id = report.text(holder, purpose)
    if prompt_id is None:
        return set()
    _check_prompt_exists(prompt_id, f"{holder.path}.{purpose}", prompts, report)
    return {prompt_id}


def _check_prompt_exists(prompt_id: str, path: str, prompts: Mapping[str, _Prompt], report: Report) -> None:
    if prompt_id not in prompts:
        report.error("undefined-prompt", path, f"there is no prompt {quoted(prompt_id)}")


def _read_prompts(body: Node, report: Report) -> dict[str, _Prompt]:
    """By id."""
    prompts: dict[str, _Prompt] = {}
    for node in report.objects(body, "prompts"):
        variations = 0
        gaps: list[tuple[str, str]] = []
        for variation in report.objects(node, "variations"):
            variations += 1
            report.choice(variation, "type", ("PlainText", "SSML"))
            words = report.text(variation, "value")
            gaps += [(gap.strip(), f"{variation.path}.value") for gap in _IN_BRACES.findall(words or "")]
        if not variations:
            report.error("empty-prompt", node.path, "the prompt has no variations")
        prompt_id = report.text(node, "id")
        if prompt_id is None:
            continue
        if prompt_id in prompts:
            first = prompts[prompt_id].path
            report.error("duplicate-prompt", node.path, f"{quoted(prompt_id)} is already at {first}")
        prompts.setdefault(prompt_id, _Prompt(node.path, tuple(gaps)))
    return prompts


def _check_name(name: str, allowed: re.Pattern[str], path: str, report: Report) -> None:
    if not allowed.match(name) and not _BUILT_IN.match(name):
        report.error("name", path, f"{quoted(name)} is no name; use letters and underscores")


def _is_letter(char: str) -> bool:
    """Combining marks count: Hindi and Arabic are written with them."""
    return unicodedata.category(char)[0] in "LM"


def _normal(text: str) -> str:
    return _SPACES.sub(" ", text).strip().casefold()


def _listed(characters: Iterable[str]) -> str:
    return ", ".join(repr(char) for char in characters)
