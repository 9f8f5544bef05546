from datetime import UTC, datetime

from app.http.cache import Cache, Delivered


def delivered(size: int) -> Delivered:
    body = {"type": "http.response.body", "body": b"x" * size}
    return Delivered({"type": "http.response.start"}, body, [], "abc", '"abc"', datetime.now(UTC))


def test_the_least_recently_used_goes_first() -> None:
    cache = Cache(1, capacity=10_000, largest=5_000)
    for key in "abc":
        cache.put((key,), delivered(2_000))
    assert cache.get(("a",)) is not None
    cache.put(("d",), delivered(2_000))
    assert [key for key in "abcd" if cache.get((key,))] == ["a", "c", "d"]


def test_what_is_kept_never_exceeds_the_capacity() -> None:
    cache = Cache(1, capacity=20_000, largest=5_000)
    for number in range(100):
        cache.put((str(number % 30),), delivered(number * 50))
        assert cache.size <= 20_000
    assert len(cache) > 1


def test_keys_count_too() -> None:
    cache = Cache(1, capacity=20_000, largest=5_000)
    for number in range(100):
        cache.put((f"{number}" * 2_000,), delivered(0))
    assert len(cache) < 10


def test_an_answer_over_the_limit_is_not_kept() -> None:
    cache = Cache(1, capacity=10_000, largest=1_000)
    cache.put(("a",), delivered(1_000))
    cache.put(("b",), delivered(1_001))
    assert (cache.get(("a",)) is not None, cache.get(("b",))) == (True, None)


def test_an_answer_put_again_counts_once() -> None:
    cache = Cache(1, capacity=10_000, largest=5_000)
    cache.put(("a",), delivered(1_000))
    size = cache.size
    cache.put(("a",), delivered(1_000))
    assert (cache.size, len(cache)) == (size, 1)
