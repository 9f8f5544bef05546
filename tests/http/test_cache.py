from datetime import UTC, datetime

from app.http.cache import Cache, CachedResponse


def response(size: int) -> CachedResponse:
    body = {"type": "http.response.body", "body": b"x" * size}
    return CachedResponse({"type": "http.response.start"}, body, [], "abc", '"abc"', datetime.now(UTC))


def cache_of(capacity: int, largest: int) -> Cache:
    cache = Cache(capacity, largest)
    cache.use(1)
    return cache


def test_the_least_recently_used_goes_first() -> None:
    cache = cache_of(capacity=13_000, largest=5_000)
    for key in "abc":
        cache.put((key,), response(2_000), 1)
    assert cache.get(("a",)) is not None
    cache.put(("d",), response(2_000), 1)
    assert [key for key in "abcd" if cache.get((key,))] == ["a", "c", "d"]


def test_what_is_kept_never_exceeds_the_capacity() -> None:
    cache = cache_of(capacity=20_000, largest=5_000)
    for number in range(100):
        cache.put((str(number % 30),), response(number * 50), 1)
        assert cache.size <= 20_000
    assert len(cache) > 1


def test_keys_count_too() -> None:
    cache = cache_of(capacity=20_000, largest=5_000)
    for number in range(100):
        cache.put((f"{number}" * 2_000,), response(0), 1)
    assert len(cache) < 10


def test_an_answer_over_the_limit_is_not_kept() -> None:
    cache = cache_of(capacity=10_000, largest=1_000)
    cache.put(("a",), response(1_000), 1)
    cache.put(("b",), response(1_001), 1)
    assert (cache.get(("a",)) is not None, cache.get(("b",))) == (True, None)


def test_an_answer_put_again_counts_once() -> None:
    cache = cache_of(capacity=10_000, largest=5_000)
    cache.put(("a",), response(1_000), 1)
    size = cache.size
    cache.put(("a",), response(1_000), 1)
    assert (cache.size, len(cache)) == (size, 1)
