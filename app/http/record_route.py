"""The route class of lists and records: unknown ids are reported together with all other errors of a request."""

from starlette.requests import Request

from app.database.engine import Reader, ReleaseHead
from app.http.dependencies import get_readers
from app.http.ids import NAMED_BY, Names
from app.http.problems import BadValue
from app.http.routing import AnswerRoute, ErrorDetails, Sent, refused
from app.store.names import RecordType


class RecordRoute(AnswerRoute):
    """An `AnswerRoute` whose parameters may name records; `kind` takes the kinds of their model's `record_type`."""

    async def further_errors(self, request: Request, sent: Sent) -> list[ErrorDetails]:
        """The ids that no record has."""
        listed: RecordType | None = getattr(self.parameters, "record_type", None)
        fields = self.parameters.model_fields if self.parameters is not None else {}
        known = {name: values for name, values in sent.items() if name in fields and name in NAMED_BY}
        if not known:
            return []

        def read(reader: Reader, _release: ReleaseHead) -> list[ErrorDetails]:
            return [
                refused(
                    fault.parameter,
                    fault.value or "",
                    BadValue(expected=fault.expected, did_you_mean=fault.did_you_mean, value=fault.value),
                )
                for fault in Names(reader).sent(listed, known)
            ]

        return await get_readers(request).lists.read(read)
