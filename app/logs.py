"""Logs: to the error stream, a line for each event, as text or as JSON."""

import json
import logging
from datetime import UTC, datetime
from typing import Literal

FIELDS = "fields"
"""The attribute of a record that holds further values by name: `log.info("...", extra={FIELDS: {...}})`."""
Form = Literal["text", "json"]


class JsonFormatter(logging.Formatter):
    """A JSON object a line: `time` (UTC, RFC 3339), `level`, `logger`, `message`, further fields, `error`."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        fields = getattr(record, FIELDS, None)
        if isinstance(fields, dict):
            line |= fields
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def configuration(level: str, form: Form) -> dict[str, object]:
    """A configuration for `logging.config.dictConfig`: all loggers, the server's too, to the error stream."""
    line: dict[str, object] = {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": JsonFormatter} if form == "json" else line},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level.upper()},
        # They log each request at `info`, for which there is a setting.
        "loggers": {name: {"level": "WARNING"} for name in ("mcp", "httpx2")},
    }
