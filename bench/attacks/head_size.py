"""A request line or headers without end, on one connection each."""

from bench.attacks.attacking import answer_of, arguments, flood, measured, victim

GET = b"GET /v1/events HTTP/1.1\r\nHost: localhost\r\n"
ATTACKS = {
    "address": (b"GET /v1/events?q=", b"a" * 65_536),
    "value of a header": (GET + b"X-Long: ", b"a" * 65_536),
    "name of a header": (GET + b"X-", b"a" * 65_536),
    "headers": (GET, b"X-Short: a\r\n" * 5_000),
    "Accept headers": (GET, b"Accept: text/csv;q=0.1\r\n" * 2_500),
    "trailers": (GET + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X-Short: a\r\n" * 5_000),
}


def main() -> None:
    """Run each attack against a fresh server."""
    given = arguments(__doc__, megabytes=20)
    for name, (start, again) in ATTACKS.items():
        with victim(given.tree) as server, measured(server, name) as added, server.connect() as connection:
            sent = flood(connection, start, again, given.megabytes * 1_000_000)
            added += [f"sent {sent / 1e6:.1f} MB", answer_of(connection)]


if __name__ == "__main__":
    main()
