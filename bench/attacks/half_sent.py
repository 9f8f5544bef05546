"""Connections that never send the end of a request, or nothing at all."""

import select
import time

from bench.attacks.attacking import arguments, measured, victim


def main() -> None:
    """Open them, and count how many the server has closed after some seconds."""
    given = arguments(__doc__, connections=200, seconds=40)
    with victim(given.tree) as server, measured(server, "half sent and silent") as added:
        half = [server.connect() for _ in range(given.connections)]
        for connection in half:
            connection.sendall(b"GET /v1/events HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        silent = [server.connect() for _ in range(given.connections)]
        time.sleep(given.seconds)
        for name, connections in (("half sent", half), ("silent", silent)):
            readable = select.select(connections, [], [], 0)[0]
            first = readable[0].recv(100).split(b"\r\n")[0].decode() if readable else ""
            added.append(f"{len(readable)} of {given.connections} {name} ended ({first or 'without a word'})")
        for connection in half + silent:
            connection.close()


if __name__ == "__main__":
    main()
