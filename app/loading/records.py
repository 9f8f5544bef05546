"""The records of data files under short names, for tests."""

# ruff: noqa: F401

from app.loading.data_files import DataFile
from app.loading.data_files import KindsRecord as Kinds
from app.loading.data_set import DataSet, content
from app.resources.actors.models import ActorRecord as Actor
from app.resources.actors.models import IdentifierRecord as Identifier
from app.resources.actors.models import IdentityRecord as Identity
from app.resources.actors.models import OtherNameRecord as OtherName
from app.resources.claims.models import AssertedInRecord as AssertedIn
from app.resources.claims.models import ClaimRecord as Claim
from app.resources.claims.models import EvidenceRecord as Evidence
from app.resources.claims.models import PassageRecord as Passage
from app.resources.dataset.models import CollectionRecord as Collection
from app.resources.dataset.models import LicenceRecord as Licence
from app.resources.documents.models import DocumentRecord as Document
from app.resources.documents.models import DocumentRoleRecord as DocumentRole
from app.resources.documents.models import FrusRecord as Frus
from app.resources.documents.models import ParagraphRecord as Paragraph
from app.resources.events.models import AnswerRecord as Response
from app.resources.events.models import EventDocumentRecord as EventDocument
from app.resources.events.models import EventRecord as Event
from app.resources.events.models import ParticipationRecord as Participation
from app.resources.faces import FileRecord as Record
from app.resources.fields import COUNTRY, EXPECTED
from app.resources.memberships.models import MembershipRecord as Membership
from app.resources.places.models import PlaceRecord as Place
from app.resources.shared import SourceRecord as Source
from app.resources.tenures.models import TenureRecord as Office
from app.resources.topics.models import TopicRecord as Topic
