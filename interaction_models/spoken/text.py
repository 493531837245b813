"""A text as it sounds, word by word; also of names nobody checked."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from interaction_models.spoken.language import Language, language
from interaction_models.spoken.numbers import Words, number

_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"\d+|[^\W\d_]+(?:['’][^\W\d_]+)*['’]?")


def words(text: str, code: str) -> Words:
    """How a text sounds, word by word: lower case, no digits, no punctuation; also of names nobody checked."""
    if not text or text.isspace():
        return ()
    known = language(code)
    text = unicodedata.normalize("NFKC", text).lower()
    for symbol, spelled in known.symbols.items():
        text = text.replace(symbol, spelled)
    if known.folds_accents:
        text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    text = _with_words_in_figures(text, known)
    found = (match[0].replace("’", "'").rstrip("'") for match in _WORD.finditer(text))
    return tuple(word for piece in found for word in (_spelled(piece, code) if piece.isdigit() else (piece,)))


def _with_words_in_figures(text: str, known: Language) -> str:
    """ "1,000" in one piece, and words for the point and the minus of "-2.50"."""
    numerals = known.numerals
    if not _DIGIT.search(text):
        return text
    if numerals.group:
        text = re.sub(rf"(?<=\d){re.escape(numerals.group)}(?=\d{{3}}(?!\d))", "", text)
    if numerals.point:
        text = re.sub(r"(?<=\d)[.,](?=\d{1,2}\b)", f" {numerals.point} ", text)
    if numerals.minus:
        text = re.sub(r"(?<![\w-])[-−](?=\d)", f" {numerals.minus} ", text)
    return text


def _spelled(piece: str, code: str) -> Words:
    value = "".join(str(unicodedata.digit(char)) for char in piece)
    if len(value) <= 3 and not (len(value) > 1 and value[0] == "0"):
        return _below_a_thousand(int(value), code) or (value,)
    names = language(code).digits
    return tuple(names[int(digit)] for digit in value) if names else (value,)


@cache
def _below_a_thousand(value: int, code: str) -> Words:
    return tuple(number(value, code).split())


def plain(said: Words, code: str) -> Words:
    """The same in one of several ways to say it: "what's" -> "what is"."""
    known = language(code)
    if known.contractions:
        said = tuple(word for raw in said for word in _expanded(raw, known))
    same = _plain_words(code)
    return tuple(word for raw in said for word in same.get(raw, (raw,))) if same else said


@cache
def _plain_words(code: str) -> Mapping[str, Words]:
    return {said: tuple(plain.split()) for plain, others in language(code).same.items() for said in others}


def _expanded(word: str, known: Language) -> Words:
    if word.endswith("n't"):
        return ({"can't": "can", "won't": "will"}.get(word, word[:-3]), "not")
    for ending, full in known.contractions.items():
        stem = word.removesuffix(ending)
        if stem != word and (ending != "'s" or stem in known.is_after):
            return (stem, full)
    return (word,)
