"""The server processes of `timeline serve`: where they listen, and how they end."""

from __future__ import annotations

import contextlib
import errno
import gc
import os
import resource
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from multiprocessing import resource_tracker
from typing import NoReturn

import uvicorn
from uvicorn.supervisors import Multiprocess

from app import logs
from app.cli.steps import CommandError, err, out
from app.http.protocol import MOST_REFUSED, ServerConfig, limits_of
from app.settings import Settings, address_of

EXAMPLE = "/v1/events?actor=molotov&date=1954-02"
SECONDS_TO_FINISH = 10
"""How long running requests may continue after a signal to stop."""
SECONDS_WITHOUT_A_SIGN = 20
"""How long one of several workers may give no sign of life, while it starts too, before another takes its place."""
FILES_BESIDE_CONNECTIONS = 300
"""Databases, search indexes and files of answers that a worker may have open."""


def listener_of(settings: Settings) -> socket.socket:
    """A socket that listens at the configured address. Opened first, to report a port in use before any work.

    Raises:
        CommandError: the address cannot be used.
    """
    host, port = settings.host, settings.port
    try:
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        raise CommandError(f"TIMELINE_HOST={host} is not an address of this machine.") from error
    # `localhost` has two addresses; every client tries the IPv4 one.
    family, kind, protocol, _, address = min(addresses, key=lambda entry: entry[0] != socket.AF_INET)
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen()
    except OSError as error:
        listener.close()
        raise CommandError(_bind_error(error, host, port)) from error
    return listener


def _bind_error(error: OSError, host: str, port: int) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"Port {port} of {host} is in use: stop what listens there, or set TIMELINE_PORT to another one."
        case errno.EADDRNOTAVAIL:
            return f"TIMELINE_HOST={host} is not an address of this machine."
        case errno.EACCES:
            return f"Port {port} needs more rights than this user has: set TIMELINE_PORT to one from 1024 on."
    return f"Cannot listen on port {port} of {host}: {error.strerror}."


def allow_files(settings: Settings) -> None:
    """Raise the process's limit of open files, which is often 1,024, to what its connections need, if that is allowed.

    Without a file for a connection the server could not even refuse it.
    """
    needed = settings.max_connections + MOST_REFUSED + FILES_BESIDE_CONNECTIONS
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if allowed == resource.RLIM_INFINITY or allowed >= needed:
        return
    if most != resource.RLIM_INFINITY and most < needed:
        err.print(f"TIMELINE_MAX_CONNECTIONS={settings.max_connections} needs {needed} open files; {most} are allowed.")
        needed = most
    resource.setrlimit(resource.RLIMIT_NOFILE, (needed, most))


def show_addresses(settings: Settings, listener: socket.socket) -> None:
    base = address_of(*listener.getsockname()[:2])
    out.print(f"API      {base}/v1/events")
    out.print(f"Docs     {base}/docs")
    out.print(f"Example  {base}{EXAMPLE}")
    if settings.public_url:
        out.print(f"Public   {settings.public_url}")
    out.print("Ctrl-C stops the server.")


def run(settings: Settings, listener: socket.socket) -> None:
    """Serve on `listener` until SIGINT or SIGTERM."""
    if settings.port == 0:  # the application makes addresses of the settings that it reads
        os.environ["TIMELINE_PORT"] = str(listener.getsockname()[1])
    config = ServerConfig(
        "app.main:app_factory",
        limits_of(settings),
        factory=True,
        workers=settings.workers,
        lifespan="on",
        log_config=logs.configuration(settings.log_level, settings.log_format),
        access_log=False,  # ours has more in it
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
        timeout_worker_healthcheck=SECONDS_WITHOUT_A_SIGN,
    )
    if settings.workers > 1:
        with _metrics_folder():
            _Workers(config, sockets=[listener]).run()
        return
    # After shutdown uvicorn raises the signal that stopped it once more. Being stopped is not a failure.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)
    gc.disable()  # until the application has started: it imports much, and nothing of that is garbage
    server = uvicorn.Server(config)
    server.run(sockets=[listener])
    if not server.started:
        sys.exit(1)


@contextlib.contextmanager
def _metrics_folder() -> Iterator[None]:
    """A folder in which the workers that are started inside the block add up their metrics."""
    name = "PROMETHEUS_MULTIPROC_DIR"  # which the client library looks at
    if os.environ.get(name):
        yield
        return
    with tempfile.TemporaryDirectory(prefix="timeline-metrics-", ignore_cleanup_errors=True) as folder:
        os.environ[name] = folder
        yield


class _Workers(Multiprocess):
    """The worker processes. Ctrl-C reaches all of them in a terminal, but it is the parent that stops the others."""

    def init_processes(self) -> None:
        """Start them, with SIGINT blocked: while they load the program it would end in a traceback."""
        resource_tracker.ensure_running()  # it would be started now, and unblock the signal
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        super().init_processes()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _end(_number: int, _frame: object) -> NoReturn:
    """End the process. `sys.exit` would be lost in the callbacks of Python's own that ignore exceptions."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
