"""Somebody who talks with the demo shop."""

from collections.abc import Callable

import pytest

from backend.conversation.dialogue import Conversation
from backend.integrations.argon2_hasher import Argon2CodeHasher
from backend.understanding.understanding import Understanding
from backend.wiring import PRODUCT, Encore
from tests.backend.conversation.caller import Caller
from tests.backend.shops import Chance


@pytest.fixture
def conversation(demo: Encore, understanding: Understanding) -> Conversation:
    """The demo shop's; its next order numbers are 407912, 407913 and so on."""
    chance = Chance(list(range(407912, 407920)))
    return Conversation(
        demo.database,
        lambda said, _locale: understanding.values(PRODUCT).find(said),
        chance,
        codes=Argon2CodeHasher("pepper"),
    )


@pytest.fixture
def call(conversation: Conversation, understanding: Understanding) -> Callable[[str], Caller]:
    """Somebody on the local channel, by name."""
    return lambda name: Caller(conversation, understanding, name)
