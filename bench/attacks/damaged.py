"""Damaged databases: bits are flipped in copies of a database with the data of this tree, and many addresses are asked.

    python -m bench.attacks.damaged                     120 databases
    python -m bench.attacks.damaged --databases 20 --seed 7

What is damaged must be told as 503, with a problem document; an answer that the damage does not touch is 200. It tells
each kind of error that came through as 500, with the place it came from. Runs in this process, without a socket.
"""

import argparse
import asyncio
import random
import tempfile
import traceback
from collections import Counter
from pathlib import Path

import httpx

from app.database.migrating import migrate
from app.loading.check import check
from app.loading.release import load
from app.main import create_app
from app.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
FLIPS = (1, 10, 100, 500, 2_000)
"""Bits that are flipped in a database, in turn."""
ADDRESSES = (
    *("/", "/events", "/timeline", "/search?q=nato", "/events/berlin-conference-1954", "/actors/molotov"),
    *(
        "/v1/dataset",
        "/v1/events?limit=200",
        "/v1/events?actor=molotov&date=1954-02",
        "/v1/events?sort=title&limit=100",
    ),
    *("/v1/events?include=facets", "/v1/events/berlin-conference-1954", "/v1/events/berlin-conference-1954/exchange"),
    *("/v1/events?format=csv", "/v1/events?format=atom", "/v1/events?format=geojson", "/v1/events?format=jsonld"),
    *("/v1/documents?limit=200", "/v1/documents?format=ris", "/v1/actors?limit=200", "/v1/actors/molotov"),
    *("/v1/actors/molotov/events", "/v1/places?limit=200", "/v1/topics?limit=200", "/v1/claims?limit=200"),
    *("/v1/claims?format=jsonld", "/v1/tenures?on=1954-01-01", "/v1/memberships?on=1954-01-01", "/v1/stories"),
    *("/v1/search?q=nato", "/v1/search?q=germany&limit=100", "/v1/suggest?q=mol", "/v1/events?q=paris&sort=-date"),
    *("/v1/facets?facets=actor,topic,year", "/v1/network?date=1954", "/v1/dataset/download", "/health/ready"),
    "/v1/dataset/download?format=sqlite",
)


def damage(content: bytes, flips: int, chance: random.Random) -> bytes:
    """Flip some bits anywhere but in the first page, which says that it is a database at all."""
    damaged = bytearray(content)
    for _ in range(flips):
        damaged[chance.randrange(4096, len(damaged))] ^= 1 << chance.randrange(8)
    return bytes(damaged)


async def ask(path: Path) -> dict[str, int | BaseException]:
    """The status of each address, or the error that ended it."""
    app = create_app(Settings(database_url=f"sqlite:///{path}"))
    seen: dict[str, int | BaseException] = {}
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver", timeout=600) as client:
            for each in ADDRESSES:
                try:
                    seen[each] = (await client.get(each)).status_code
                except Exception as error:  # noqa: BLE001 - what came through is what is looked for
                    seen[each] = error
    return seen


def place(error: BaseException) -> str:
    """The last lines of ours that an error came through."""
    frames = [each for each in traceback.extract_tb(error.__traceback__) if "/app/" in each.filename]
    shown = [f"{each.filename.rpartition('/app/')[2]}:{each.lineno}" for each in frames[-3:]]
    return f"{type(error).__name__}: {str(error)[:80]!r} at {' > '.join(shown)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--databases", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    chance = random.Random(given.seed)
    statuses: Counter[int] = Counter()
    faults: Counter[str] = Counter()
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        whole, path = Path(folder, "whole.sqlite"), Path(folder, "timeline.sqlite")
        migrate(f"sqlite:///{whole}", ROOT / "migrations")
        data = check(ROOT / "seed").data
        assert data is not None
        load(f"sqlite:///{whole}", data)
        content = whole.read_bytes()
        Path(f"{whole}.search").rename(f"{path}.search")
        for number in range(given.databases):
            for each in path.parent.glob("timeline.sqlite-*"):
                each.unlink()
            path.write_bytes(damage(content, FLIPS[number % len(FLIPS)], chance))
            errors = 0
            for address, came in asyncio.run(ask(path)).items():
                if isinstance(came, int):
                    statuses[came] += 1
                    if came < 500 or came == 503:
                        continue
                    faults[f"{came} {address}"] += 1
                else:
                    faults[f"{place(came)} ({address})"] += 1
                errors += 1
            bad += bool(errors)
    print(f"{bad} of {given.databases} databases gave an error of the service; answers: {dict(statuses)}")
    for text, times in faults.most_common():
        print(f"{times:>5}  {text}")


if __name__ == "__main__":
    main()
