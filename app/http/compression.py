"""Compression: the content coding that a client prefers (RFC 9110, 12.5.3), and the encoding of bodies."""

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
"""Bodies of fewer bytes are sent as they are: compressing them would cost more than it saves."""

SLOW = 100_000
"""Bodies of more bytes take long enough (a millisecond) to be compressed in another thread than the event loop's."""

CODINGS = ("zstd", "br", "gzip")
"""What is offered. At equal q-values the first wins: zstd takes a quarter of the others' time (levels 3, 4, 4)."""

_ALIASES = {"x-gzip": "gzip"}


@dataclass(frozen=True, slots=True)
class Choice:
    """The coding for a client (None: the body as it is); `always` if it refuses the body as it is."""

    coding: str | None
    always: bool = False


@lru_cache(256)
def choose(accept_encoding: str | None) -> Choice:
    """The coding for an Accept-Encoding header; None (no header) gets the body as it is.

    The highest q-value wins, then the order of `CODINGS`; `q=0` refuses; `*` means every coding not named. The body
    as it is wins only if `identity` is named with a higher q-value than any coding. It is also sent if everything is
    refused, `identity` included: RFC 9110 leaves that to the server, and a body is more useful than a 406.
    """
    if accept_encoding is None:
        return Choice(None)
    qualities = dict(_qualities(accept_encoding))
    others = qualities.get("*", 0.0)
    best = max(CODINGS, key=lambda coding: qualities.get(coding, others))
    highest = qualities.get(best, others)
    plain = qualities.get("identity", others if "*" in qualities and not others else None)
    if highest == 0 or (plain is not None and plain > highest):
        return Choice(None)
    return Choice(best, always=plain == 0)


def _qualities(accept_encoding: str) -> list[tuple[str, float]]:
    """Codings and their q-values; elements with a q-value that is not a number from 0 to 1 are skipped."""
    qualities = []
    for element in accept_encoding.lower().split(","):
        name, *parameters = (part.strip() for part in element.split(";"))
        weight = quality(parameters)
        if name and weight is not None:
            qualities.append((_ALIASES.get(name, name), weight))
    return qualities


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
    """A brotli compressor with the method names of the other two."""

    def __init__(self) -> None:
        self._compressor = brotli.Compressor(quality=4)

    def compress(self, data: bytes, /) -> bytes:
        packed: bytes = self._compressor.process(data)
        return packed

    def flush(self) -> bytes:
        packed: bytes = self._compressor.finish()
        return packed


_STREAM_ENCODERS: dict[str, Callable[[], _Encoder]] = {
    # Not the shared compressor: it compresses whole bodies while a stream is still open.
    "zstd": lambda: zstandard.ZstdCompressor(level=3).compressobj(),
    "br": _BrotliEncoder,
    "gzip": lambda: zlib.compressobj(4, wbits=31),
}

_ENCODERS: dict[str, Callable[[bytes], bytes]] = {"zstd": _zstd, "br": _br, "gzip": _gzip}


async def encode(body: bytes, coding: str) -> bytes:
    """Encode a whole body in one of `CODINGS`; the same body always gives the same bytes."""
    encoder = _ENCODERS[coding]
    return await to_thread.run_sync(encoder, body) if len(body) > SLOW else encoder(body)


async def encode_stream(chunks: AsyncIterable[bytes], coding: str) -> AsyncGenerator[bytes]:
    """Encode a body that comes in chunks, in one of `CODINGS`."""
    encoder = _STREAM_ENCODERS[coding]()
    async for chunk in chunks:
        packed = await to_thread.run_sync(encoder.compress, chunk) if len(chunk) > SLOW else encoder.compress(chunk)
        if packed:
            yield packed
    yield encoder.flush()
