"""Content codings: which one a client wants (RFC 9110, 12.5.3), and the coding itself."""

import threading
import zlib
from collections.abc import AsyncGenerator, AsyncIterable, Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import brotli  # type: ignore[import-untyped]  # it comes without types
import zstandard
from anyio import to_thread

SMALLEST = 1_000
"""Bodies below this many bytes are sent as they are: coding would cost more than it saves."""

SLOW = 100_000
"""Bytes from which on coding takes long enough (a millisecond) to be done beside the event loop."""

CODINGS = ("zstd", "br", "gzip")
"""What is offered. At equal wish the first counts: zstd takes a quarter of the time of the others (levels 3, 4, 4)."""

_ALIASES = {"x-gzip": "gzip"}


@dataclass(frozen=True, slots=True)
class Choice:
    """The coding a client is served with (None: as it is); `always` if it refused the body as it is."""

    coding: str | None
    always: bool = False


@lru_cache(256)
def choose(accept_encoding: str | None) -> Choice:
    """The coding for an Accept-Encoding header; None is no header, and gets the body as it is.

    The highest q-value wins, then the order of `CODINGS`; `q=0` refuses; `*` stands for every coding not named.
    The body as it is wins only where `identity` is named with a higher q-value than any coding. Where everything is
    refused, `identity` too, it is sent all the same: RFC 9110 leaves that to the server, and a body is more use
    than a 406.
    """
    if accept_encoding is None:
        return Choice(None)
    wishes = dict(_wishes(accept_encoding))
    others = wishes.get("*", 0.0)
    best = max(CODINGS, key=lambda coding: wishes.get(coding, others))
    wish = wishes.get(best, others)
    plain = wishes.get("identity", others if "*" in wishes and not others else None)
    if wish == 0 or (plain is not None and plain > wish):
        return Choice(None)
    return Choice(best, always=plain == 0)


def _wishes(accept_encoding: str) -> list[tuple[str, float]]:
    """Codings and their q-values; an element whose q-value is no number from 0 to 1 is passed over."""
    wishes = []
    for element in accept_encoding.lower().split(","):
        name, *parameters = (part.strip() for part in element.split(";"))
        weight = quality(parameters)
        if name and weight is not None:
            wishes.append((_ALIASES.get(name, name), weight))
    return wishes


def quality(parameters: list[str]) -> float | None:
    """The q-value among an element's parameters: 1 without one, None where it is not a number from 0 to 1."""
    for parameter in parameters:
        key, _, text = parameter.partition("=")
        if key.strip() == "q":
            try:
                weight = float(text)
            except ValueError:
                return None
            return weight if 0 <= weight <= 1 else None
    return 1.0


class _Zstandard(threading.local):
    """One compressor for each thread: making one costs more than a small body, and none may be shared."""

    def __init__(self) -> None:
        self.compressor = zstandard.ZstdCompressor(level=3)


_zstandard = _Zstandard()


def _gzip(body: bytes) -> bytes:
    packer = zlib.compressobj(4, wbits=31)
    return packer.compress(body) + packer.flush()


def _zstd(body: bytes) -> bytes:
    return _zstandard.compressor.compress(body)


def _br(body: bytes) -> bytes:
    packed: bytes = brotli.compress(body, quality=4)
    return packed


class _Encoder(Protocol):
    """Encodes a body that comes in chunks, as zlib and zstandard do it."""

    def compress(self, data: bytes, /) -> bytes: ...

    def flush(self) -> bytes: ...


class _BrotliEncoder:
    """Brotli's own calls under the names the others have."""

    def __init__(self) -> None:
        self._compressor = brotli.Compressor(quality=4)

    def compress(self, data: bytes, /) -> bytes:
        packed: bytes = self._compressor.process(data)
        return packed

    def flush(self) -> bytes:
        packed: bytes = self._compressor.finish()
        return packed


_STREAM_ENCODERS: dict[str, Callable[[], _Encoder]] = {
    # A compressor of its own: the shared one serves whole bodies while this stream is still open.
    "zstd": lambda: zstandard.ZstdCompressor(level=3).compressobj(),
    "br": _BrotliEncoder,
    "gzip": lambda: zlib.compressobj(4, wbits=31),
}

_ENCODERS: dict[str, Callable[[bytes], bytes]] = {"zstd": _zstd, "br": _br, "gzip": _gzip}


async def encode(body: bytes, coding: str) -> bytes:
    """A whole body in one of `CODINGS`; the same body always gives the same bytes."""
    encoder = _ENCODERS[coding]
    return await to_thread.run_sync(encoder, body) if len(body) > SLOW else encoder(body)


async def encode_stream(chunks: AsyncIterable[bytes], coding: str) -> AsyncGenerator[bytes]:
    """A body that comes in chunks, in one of `CODINGS`."""
    encoder = _STREAM_ENCODERS[coding]()
    async for chunk in chunks:
        packed = await to_thread.run_sync(encoder.compress, chunk) if len(chunk) > SLOW else encoder.compress(chunk)
        if packed:
            yield packed
    yield encoder.flush()
