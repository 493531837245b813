"""What people say for things an interaction model only names: commands, numbers, days; per language.

Words are data, in <language>.json. A language needs no more than its file; only English and Korean have rules in code
besides, for large numbers and for days.
"""

from interaction_models.spoken.days import date_of, days_to_come, is_date
from interaction_models.spoken.language import ByLanguage, Language, language, languages
from interaction_models.spoken.numbers import (
    Words,
    counted,
    digits,
    goes_on,
    grouped_digits,
    is_part_of_number,
    number,
    quantities,
)
from interaction_models.spoken.text import plain, words

__all__ = [
    "COMMANDS", "DAYS", "DIGITS", "LAUNCH", "ORDINALS", "Language", "Words", "counted", "date_of", "digits", "goes_on",
    "grouped_digits", "is_date", "is_part_of_number", "language", "languages", "number", "plain", "quantities", "words",
]  # fmt: skip

COMMANDS = ByLanguage(lambda known: known.commands)
LAUNCH = ByLanguage(lambda known: known.launch)
"""How a conversation is opened where no device does it; {name} is the invocation name."""
DIGITS = ByLanguage(lambda known: known.digits)
ORDINALS = ByLanguage(lambda known: known.ordinals)
DAYS = ByLanguage(days_to_come)
"""Days to come, as people say them; `date_of` understands more."""
