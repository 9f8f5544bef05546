"""The closed vocabularies: words as the files write them, each with a label."""

import pytest

from app.timeline import vocabulary
from app.timeline.vocabulary import DocumentRole, ParticipationRole, Word

VOCABULARIES = [
    one for one in vars(vocabulary).values() if isinstance(one, type) and issubclass(one, Word) and one != Word
]


@pytest.mark.parametrize("words", VOCABULARIES, ids=lambda words: words.__name__)
def test_every_word_is_a_text_with_a_label_of_its_own(words: type[Word]) -> None:
    assert [str(word) for word in words] == [word.value for word in words]
    assert all(words(word.value) is word for word in words)
    assert len({word.label for word in words}) == len(words)
    assert all(word.label[0].isupper() for word in words)


def test_who_is_spoken_of_does_not_act() -> None:
    assert {role for role in ParticipationRole if not role.acting} == {"subject", "target"}
    assert {role for role in DocumentRole if not role.acting} == {"mentioned"}
