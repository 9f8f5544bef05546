"""The route class of lists and records: unknown ids are reported together with every other error of the request."""

from starlette.requests import Request

from app.catalogue.catalogue import Catalogue
from app.http.dependencies import get_catalogues
from app.http.ids import Ids
from app.http.parameters import Parameters
from app.http.problems import BadValue, ParameterError
from app.http.routing import AnswerRoute, ErrorDetails, Sent, refused


class RecordRoute(AnswerRoute):
    """An `AnswerRoute` whose parameters may name records; `kind` takes the kinds of their model's `record_type`."""

    async def further_errors(self, request: Request, sent: Sent) -> list[ErrorDetails]:
        """The ids that no record has."""
        model = self.parameters
        if model is None or not issubclass(model, Parameters):
            return []
        if not model.filters.keys() & sent.keys():
            return []

        def read(catalogue: Catalogue) -> list[ErrorDetails]:
            ids = Ids(catalogue)
            ids.unknown_in(model.filters, model.record_type, sent)
            return [_refused(fault) for fault in ids.faults]

        return await get_catalogues(request).read(read)


def _refused(fault: ParameterError) -> ErrorDetails:
    bad = BadValue(fault.reason, expected=fault.expected, did_you_mean=fault.did_you_mean, value=fault.value)
    return refused(fault.parameter, fault.value or "", bad)
