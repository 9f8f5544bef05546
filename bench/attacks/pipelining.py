"""Requests sent one behind the other on one connection, whose answers nobody takes."""

from bench.attacks.attacking import arguments, flood, measured, victim

REQUEST = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"


def main() -> None:
    """Send as much as the server takes within some seconds."""
    given = arguments(__doc__, megabytes=22, seconds=20)
    with victim(given.tree) as server, measured(server, "pipelining") as added, server.connect(2_048) as connection:
        connection.settimeout(given.seconds)
        sent = flood(connection, b"", REQUEST * 1_000, given.megabytes * 1_000_000)
        added.append(f"sent {sent / 1e6:.1f} MB, {sent // len(REQUEST):,} requests")


if __name__ == "__main__":
    main()
