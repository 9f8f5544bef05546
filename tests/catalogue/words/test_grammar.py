"""What people type into a search box."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.words.grammar import Item, TooMuch, parse


def word(*found: str) -> Item:
    return Item(found)


def not_(*found: str) -> Item:
    return Item(found, excluded=True)


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("Soviet  security", [word("soviet"), word("security")]),
        ('"collective security"', [word("collective", "security")]),
        ("“collective security”", [word("collective", "security")]),
        (
            "„collective security“ «мирное сосуществование»",
            [word("collective", "security"), word("мирное", "сосуществование")],
        ),
        ('"collective security', [word("collective", "security")]),
        ('"security"', [word("security")]),
        ('nato"collective security"berlin', [word("nato"), word("collective", "security"), word("berlin")]),
        ('"collective security" -soviet', [word("collective", "security"), not_("soviet")]),
        ('"soviet note" molot* berlin', [word("soviet", "note"), Item((), "molot"), word("berlin")]),
        ('«soviet note» -"soviet note"', [word("soviet", "note"), not_("soviet", "note")]),
        ('k "b c" d "e f" g', [word("k"), word("b", "c"), word("d"), word("e", "f"), word("g")]),
        ("-berlin nato", [not_("berlin"), word("nato")]),
        ('-"collective security"', [not_("collective", "security")]),
        ("atom-bomb", [word("atom", "bomb")]),
        ("o'neill o’neill", [word("o", "neill")]),
        ("1954-03-31", [word("1954", "03", "31")]),
        ("molot*", [Item((), "molot")]),
        ("-molot*", [Item((), "molot", excluded=True)]),
        ("МОЛО\u0301Т*", [Item((), "молот")]),
        ("a*", [word("a")]),
        ("o'ne*", [Item(("o",), "ne")]),
        ("o'n*", [word("o", "n")]),
        ("north-atlantic-tre*", [Item(("north", "atlantic"), "tre")]),
        ("*otov mol*tov molotov.*", [word("otov"), word("mol", "tov"), word("molotov")]),
        ('"soviet uni*"', [word("soviet", "uni")]),
        ("nato AND warsaw OR NOT x", [word("nato"), word("warsaw"), word("x")]),
        ("why did the West reject the note", [word("west"), word("reject"), word("note")]),
        ("вступление в НАТО", [word("вступление"), word("нато")]),
        ('"the note of 31 March"', [word("the", "note", "of", "31", "march")]),
        ("the note -of", [word("note")]),
        ("-the", [not_("the")]),
        ("where to", [word("where"), word("to")]),
        ("the -note", [word("the"), not_("note")]),
        ("the atom-bomb", [word("atom", "bomb")]),
        ("Stalin's notes", [word("stalin"), word("notes")]),
        ("Molotov’s", [word("molotov")]),
        ("l'URSS d’Allemagne qu'Adenauer", [word("urss"), word("allemagne"), word("adenauer")]),
        ("-l'URSS l'atom-bomb l' o'neill", [not_("urss"), word("atom", "bomb"), word("l"), word("o", "neill")]),
        ('"Molotov\'s blunders"', [word("molotov", "s", "blunders")]),
        ("s-s k's", [word("s", "s"), word("k")]),
        (
            "title:berlin (nato) b^2 c~ [d TO e]",
            [
                word("title", "berlin"),
                word("nato"),
                word("b", "2"),
                word("c"),
                word("d"),
                word("e"),
            ],
        ),
        ("nato Nato NATO", [word("nato")]),
        ("nato -nato", [word("nato"), not_("nato")]),
        ("--nato", [not_("nato")]),
        ('- -- * ** "" -"" \' ( )', []),
        ("", []),
    ],
)
def test_items(text: str, items: list[Item]) -> None:
    assert list(parse(text).items) == items


@pytest.mark.parametrize(
    "text",
    ["a" * 1000, "w " * 64, " ".join(f"pre{number}*" for number in range(8)), '"' + "w " * 64 + '"'],
)
def test_as_much_as_a_search_may_have(text: str) -> None:
    assert parse(text).items


@pytest.mark.parametrize(
    "text",
    ["a" * 1001, "w " * 65, "w-" * 65, " ".join(f"pre{number}*" for number in range(9)), '"' + "w " * 65 + '"'],
)
def test_more_than_a_search_may_have(text: str) -> None:
    with pytest.raises(TooMuch):
        parse(text)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_understood(text: str) -> None:
    for item in parse(text).items:
        assert item.words or item.prefix


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("U.S.S.R.", [word("ussr")]),
        ("u.s.s.r's note", [word("ussr"), word("note")]),
        ("(U.S.S.R) -U.S.S.R.", [word("ussr"), not_("ussr")]),
        ("С.С.С.Р.", [word("ссср")]),
        ("V.M. Molotov", [word("v"), word("m"), word("molotov")]),
        ("V.M.Molotov", [word("v", "m", "molotov")]),
        ("note -V.M.", [word("note"), not_("v", "m")]),
        ('"U.S.S.R."', [word("u", "s", "s", "r")]),
        ("26.03.1954", [word("26", "03", "1954")]),
    ],
)
def test_letters_with_dots_are_an_abbreviation_where_that_occurs(text: str, items: list[Item]) -> None:
    assert list(parse(text).with_abbreviations({"ussr", "ссср"}.__contains__).items) == items
