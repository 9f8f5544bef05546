"""The plain tables under their old names; they are defined beside the other models of each resource."""

from app.resources.actors.models import ActorIdentifierRow as ActorIdentifier
from app.resources.actors.models import ActorNameRow as ActorName
from app.resources.actors.models import ActorRow as Actor
from app.resources.actors.models import MaybeSameRow as MaybeSame
from app.resources.claims.models import ClaimAboutRow as ClaimAbout
from app.resources.claims.models import ClaimAuthorRow as ClaimAuthor
from app.resources.claims.models import ClaimRow as Claim
from app.resources.claims.models import EvidenceRow as Evidence
from app.resources.dataset.models import AliasRow as Alias
from app.resources.dataset.models import CollectionRow as Collection
from app.resources.dataset.models import KindRow as Kind
from app.resources.dataset.models import LedgerRow as LedgerEntry
from app.resources.dataset.models import ReleaseRow as Release
from app.resources.documents.models import DocumentActorRow as DocumentActor
from app.resources.documents.models import DocumentRow as Document
from app.resources.documents.models import DocumentTopicRow as DocumentTopic
from app.resources.documents.models import ParagraphRow as Paragraph
from app.resources.events.models import AnswerRow as Response
from app.resources.events.models import EventDocumentRow as EventDocument
from app.resources.events.models import EventRow as Event
from app.resources.events.models import EventTopicRow as EventTopic
from app.resources.events.models import ParticipationRow as Participation
from app.resources.faces import DatedRow
from app.resources.memberships.models import MembershipRow as Membership
from app.resources.places.models import PlaceRow as Place
from app.resources.shared import CitationRow as Citation
from app.resources.tenures.models import TenureRow as Tenure
from app.resources.topics.models import TopicRow as Topic

__all__ = [
    "Actor",
    "ActorIdentifier",
    "ActorName",
    "Alias",
    "Citation",
    "Claim",
    "ClaimAbout",
    "ClaimAuthor",
    "Collection",
    "DatedRow",
    "Document",
    "DocumentActor",
    "DocumentTopic",
    "Event",
    "EventDocument",
    "EventTopic",
    "Evidence",
    "Kind",
    "LedgerEntry",
    "MaybeSame",
    "Membership",
    "Paragraph",
    "Participation",
    "Place",
    "Release",
    "Response",
    "Tenure",
    "Topic",
]
