# Written by fieldbook-bindgen from the library itself; changes here are lost.

import abc
import builtins
import dataclasses
import datetime
import decimal
import enum
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from typing_extensions import Buffer, Self

__all__ = [
    "Amendment",
    "Answer",
    "Awake",
    "BlobStanding",
    "BlobView",
    "Blobs",
    "BookKey",
    "Bundle",
    "Capture",
    "Catalog",
    "Certified",
    "ChangeFate",
    "ChangeState",
    "CheckReport",
    "Checked",
    "Choice",
    "Claim",
    "ClaimDeed",
    "ClaimEvent",
    "ClaimState",
    "Cleared",
    "ClockState",
    "ClockTrust",
    "ClockView",
    "Code",
    "CodePart",
    "CodeScanner",
    "Config",
    "Conflict",
    "ConflictValue",
    "Corner",
    "Correction",
    "DayUse",
    "Deed",
    "DocKind",
    "DocRef",
    "Document",
    "Documents",
    "Due",
    "DueWhat",
    "Ending",
    "EnteredUnit",
    "Evidence",
    "EvidenceDevice",
    "EvidencePerson",
    "Exports",
    "Fact",
    "FactKind",
    "FactQuery",
    "FactReceipt",
    "FactView",
    "FetchOptions",
    "FieldValue",
    "FieldbookError",
    "Finding",
    "FindingCode",
    "FollowedOrg",
    "GoodsBalance",
    "HarvestWait",
    "HistoryEntry",
    "ImportReport",
    "Input",
    "InputRule",
    "Invalid",
    "Invitation",
    "Journal",
    "Lang",
    "Lease",
    "LeftIs",
    "Limits",
    "LinkKind",
    "Listener",
    "ListenerError",
    "MassBalance",
    "Me",
    "MissingStamp",
    "NewFact",
    "NewLot",
    "NewRescan",
    "NewSeason",
    "NewVisit",
    "Nonconformity",
    "NormalQuantity",
    "NormalUnit",
    "OrderedFact",
    "Org",
    "Origin",
    "OutboxCounts",
    "OutboxItem",
    "OutboxWhat",
    "PackFault",
    "Paper",
    "People",
    "Person",
    "PhotoRule",
    "Place",
    "Plot",
    "Product",
    "ProductGroup",
    "Profile",
    "ProfileOrg",
    "Progress",
    "Proposal",
    "Purpose",
    "Quantity",
    "QuantityRole",
    "QuantityRule",
    "QuarantinedChange",
    "Reason",
    "Receipt",
    "Recorded",
    "Register",
    "Rescue",
    "Rights",
    "Rival",
    "Role",
    "RoledQuantity",
    "Room",
    "Ruling",
    "SeenCode",
    "SeenMark",
    "SerialRange",
    "SetAside",
    "Severity",
    "SheetPlace",
    "Sight",
    "SpotMark",
    "Stamp",
    "StampClaim",
    "StampClass",
    "StampRule",
    "StampSpan",
    "StampStanding",
    "Stamps",
    "Standard",
    "Step",
    "StepBalance",
    "StepField",
    "StrangerReason",
    "SubLease",
    "Sweep",
    "SweepGap",
    "SweepNews",
    "SweepReport",
    "SweepView",
    "SweptCode",
    "SweptCodes",
    "SweptDuplicate",
    "SweptRange",
    "SweptSpot",
    "SweptStranger",
    "SyncListener",
    "SyncOptions",
    "SyncReport",
    "SyncStatus",
    "Task",
    "TaskKind",
    "Tasks",
    "Topic",
    "Trace",
    "TraceClaim",
    "TraceConflict",
    "TraceDoc",
    "TraceFact",
    "Traffic",
    "UnreadCode",
    "UnreadStamp",
    "Unreceipted",
    "UnsureStamp",
    "Visited",
    "Wording",
    "change_state_name",
    "claim_state_name",
    "clock_state_name",
    "clock_trust_name",
    "doc_kind_name",
    "fact_kind_name",
    "limits",
    "normal_quantity",
    "parse_quantity",
    "quantity_role_name",
    "read_invitation",
    "role_name",
    "say_ending",
    "say_number",
    "say_quantity",
    "say_refusal",
    "say_rescue",
    "say_stamps",
    "severity_name",
    "stamp_class_name",
    "unexpected_error",
    "unit_name",
    "verify_evidence",
]

class _Held(metaclass=abc.ABCMeta):
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, memo: dict[int, Any]) -> Self: ...
    def __del__(self) -> None: ...

@dataclasses.dataclass(kw_only=True)
class Amendment:
    """One value written to one correctable field: by whom, when, why."""
    value: FieldValue
    """The new value."""
    reason: str | None
    """Why."""
    by: uuid.UUID
    """Who."""
    at: datetime.datetime
    """When it was written down."""

class Answer:
    """The answer a field takes."""
    def __init__(self) -> None: ...
    def is_TEXT(self) -> bool: ...
    def is_text(self) -> bool: ...
    def is_NUMBER(self) -> bool: ...
    def is_number(self) -> bool: ...
    def is_BOOL(self) -> bool: ...
    def is_bool(self) -> bool: ...
    def is_DATE(self) -> bool: ...
    def is_date(self) -> bool: ...
    def is_CHOICE(self) -> bool: ...
    def is_choice(self) -> bool: ...
    @dataclasses.dataclass
    class TEXT(Answer):
        """Free text."""
        max_length: int
        """The most characters."""
    @dataclasses.dataclass
    class NUMBER(Answer):
        """A decimal number."""
        unit: Wording | None
        """What is shown behind the number."""
        min: decimal.Decimal | None
        """Below it is refused."""
        max: decimal.Decimal | None
        """Above it is refused."""
        whole: bool
        """Only whole numbers."""
    @dataclasses.dataclass
    class BOOL(Answer):
        """Yes or no."""
        def __init__(self) -> None: ...
    @dataclasses.dataclass
    class DATE(Answer):
        """A civil date."""
        def __init__(self) -> None: ...
    @dataclasses.dataclass
    class CHOICE(Answer):
        """One of a list."""
        choices: list[Choice]
        """The list, in the order it is shown."""

class Awake(_Held):
    """Keeps the book's file open while work goes on in the background. Letting the object go lets go, but when that is
    the garbage collector's to say: call `let_go` as soon as the work is done.
    """
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    def let_go(self) -> None:
        """Lets go; the last one of a paused book cancels syncs, closes the file, and throws what went wrong with that.
        Idempotent.
        """

class BlobStanding:
    """Where a file is on its way to the hub."""
    def __init__(self) -> None: ...
    def is_WAITING(self) -> bool: ...
    def is_waiting(self) -> bool: ...
    def is_WAITING_FOR_WIFI(self) -> bool: ...
    def is_waiting_for_wifi(self) -> bool: ...
    def is_SENDING(self) -> bool: ...
    def is_sending(self) -> bool: ...
    def is_AT_HUB(self) -> bool: ...
    def is_at_hub(self) -> bool: ...
    def is_SET_ASIDE(self) -> bool: ...
    def is_set_aside(self) -> bool: ...
    def is_FETCHED(self) -> bool: ...
    def is_fetched(self) -> bool: ...
    @dataclasses.dataclass
    class WAITING(BlobStanding):
        """It goes with the next sync."""
        def __init__(self) -> None: ...
    @dataclasses.dataclass
    class WAITING_FOR_WIFI(BlobStanding):
        """It waits for Wi-Fi, or for a person who says `send_now`."""
        def __init__(self) -> None: ...
    @dataclasses.dataclass
    class SENDING(BlobStanding):
        """The hub has a part of it."""
        percent: int
        """How much, 0 to 99."""
    @dataclasses.dataclass
    class AT_HUB(BlobStanding):
        """The hub holds it whole."""
        receipt: datetime.datetime | None
        """When the hub signed for it; absent for files sent by version 0.1, which asked for no receipt."""
    @dataclasses.dataclass
    class SET_ASIDE(BlobStanding):
        """It no longer waits. `send_now` tries again."""
        code: str
        """Why: the text is `refusal.<code>`."""
    @dataclasses.dataclass
    class FETCHED(BlobStanding):
        """Another's, fetched to be looked at."""
        def __init__(self) -> None: ...

@dataclasses.dataclass(kw_only=True)
class BlobView:
    """A file as a screen shows it."""
    hash: str
    """Its SHA-256."""
    bytes: int
    """Its length, bytes."""
    kept_ms: int
    """When it was kept or fetched, milliseconds since 1970; 0 where version 0.1 kept it."""
    standing: BlobStanding
    """Where it is."""
    here: bool
    """The whole file is on this device, and not only its thumbnail."""

class Blobs(_Held):
    """Photos and other files, named by the SHA-256 of their bytes."""
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    def can_keep(self, bytes: int) -> bool:
        """Whether a photo of so many bytes could be kept now, entries' reserve left alone."""
    def clear(self) -> Cleared:
        """Clears photos older than the rule's days to their thumbnails, to make room: only those the hub has
        signed a receipt for, or that were fetched from it. A voice has no thumbnail and is small: it stays.
        """
    def fetch(self, hash: str, options: FetchOptions) -> Ending:
        """Fetches a file others took from the hub. Cut off, it goes on where it stopped when asked again. Blocks.

        Being offline and a hub that does not have it are an `Ending`. Raises `NotAllowed` with `metered_link`
        over a SIM card's data unless `anyway` is set, and with `no_room_for_photos`.
        """
    def keep(self, bytes: bytes) -> str:
        """Keeps a file of at most 16 MiB as it is; when this returns it is durable and waits to be sent. The same
        bytes twice are one file.
        """
    def keep_photo(self, bytes: bytes) -> str:
        """Keeps a photo, made small by the rule: upright, JPEG, without its position. When this returns it is
        durable and waits to be sent. Slow: it draws the picture anew.

        What is no JPEG (HEIC, WebP, PNG) is kept as it is up to the rule's limit: let the camera write JPEG.
        Raises `InvalidInput` for a file that is empty or too large to be kept as it is, `NotAllowed` with
        `no_room_for_photos` when the disk's rest is kept for entries.
        """
    def keep_voice(self, bytes: bytes) -> str:
        """Keeps a recording of what was said, as it is: AAC in MP4, Opus in Ogg, or AMR, up to 1 MiB. A minute is
        enough; at 16 kbit/s, one channel, it is 120 KB. When this returns it is durable and waits to be sent as
        photos do. Give the hash to `NewFact.voice`.

        Raises `InvalidInput` with `voice_format` for another kind of file and with `voice_size` for one that is
        empty or larger, `NotAllowed` with `no_room_for_photos` when the disk's rest is kept for entries.
        """
    def list(self) -> builtins.list[BlobView]:
        """Every file, the newest first."""
    def path(self, hash: str) -> str:
        """Where a file lies, for an image view, or would lie once it is fetched. Raises `InvalidInput` for a text that
        is no hash.
        """
    def read(self, hash: str) -> bytes:
        """A file's bytes. Raises `NotFound` when they are not on this device: `fetch` brings them."""
    def room(self) -> Room:
        """Space on the disk. Ask before the camera opens: a photo that cannot be kept must not be taken."""
    def send_now(self, hash: str) -> None:
        """Sends a file with the next sync on any link; one that was set aside gets another chance. Throws
        `NotFound` for a file this book does not have.
        """
    def thumbnail(self, hash: str) -> bytes:
        """A small JPEG of a photo, also of one whose original was cleared. Raises `NotFound` when neither is on
        this device, or when it is no picture that can be drawn.
        """

class BookKey(_Held):
    """The key a book is encrypted under: 32 random bytes. Make it once with `generate` before the first book, keep
    `bytes` where the phone keeps secrets, and hand it in with `Config` at every start.

    - Android: wrap the bytes with an AES-GCM key of the `AndroidKeyStore` provider, which never leaves it, and keep the
    wrapped bytes in the app's private files, out of Auto Backup (`android:dataExtractionRules`), for the wrapping key
    is not restored on another phone.
    - iOS: a `kSecClassGenericPassword` item with `kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly`, so that a sync in
    the background finds it.

    **Whoever loses it loses the book on this device**, and every copy made under it. What had been synced comes back
    from the hub, with a new invitation and an empty folder.
    """
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    @classmethod
    def from_bytes(cls, bytes: builtins.bytes) -> Self:
        """The key that was kept. Overwrite your own copy of the bytes afterwards.

        Raises `InvalidInput` unless it is 32 bytes.
        """
    @classmethod
    def generate(cls) -> Self:
        """A new key from the system's randomness."""
    def bytes(self) -> builtins.bytes:
        """The 32 bytes, to keep. Overwrite them once they are kept."""

@dataclasses.dataclass(kw_only=True)
class Bundle:
    """A file for another phone, and what is in it."""
    bytes: builtins.bytes
    """The file."""
    documents: int
    """Documents with changes in it."""
    changes: int
    """Changes in it."""
    receipts: int
    """Receipts in it."""

class Capture(enum.Enum):
    """How a fact reached the phone."""
    MANUAL = 0
    """Typed or tapped."""
    SCAN = 1
    """Read by the camera."""
    VOICE = 2
    """Spoken."""

class Catalog(_Held):
    """The product groups, and every sentence shown to a person."""
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    def groups(self) -> list[ProductGroup]:
        """The product groups this book knows, every version, by code."""
    def say(self, lang: Lang, key: str, args: Mapping[str, str]) -> str:
        """The text under a key with its `{named}` gaps filled; numbers and dates are written as the language
        writes them. A key without text is returned as it is.
        """
    def steps(self, group: str, on: DocKind) -> list[Step]:
        """The steps that may be recorded on a kind of document, in the order of the work. `group` is a product
        group's code, with or without its version: `sticky-rice`, `sticky-rice@1`. Empty for an unknown group.
        """

@dataclasses.dataclass(kw_only=True)
class Certified:
    """What the hub's certificate says of a key, for one organisation."""
    key: str
    """The public key."""
    device: uuid.UUID
    """Its device."""
    people: list[uuid.UUID]
    """Everybody who works or has worked on it for the organisation."""

@dataclasses.dataclass(kw_only=True)
class ChangeFate:
    """A change the hub did not simply accept."""
    change: str
    """The change."""
    code: str
    """Why, such as `unsigned`; the text is `refusal.<code>`."""

class ChangeState(enum.Enum):
    """How far a change has come on its way to the hub."""
    ON_PHONE = 0
    """On this phone."""
    HANDED_OVER = 1
    """Sent, and not yet answered."""
    RECEIVED = 2
    """The hub's receipt is held."""
    ACCEPTED = 3
    """And the hub lets it count."""
    HELD = 4
    """The hub keeps it, but a person must accept it before it counts."""
    REFUSED = 5
    """The hub did not take it; the reason is beside it."""

@dataclasses.dataclass(kw_only=True)
class CheckReport:
    """What a check of the whole book found."""
    documents: int
    """Documents loaded."""
    facts: int
    """Facts compared."""
    changes: int
    """Changes read."""
    receipts: int
    """Receipts whose signature and list fit."""
    problems: list[str]
    """What is wrong, each in a line for engineers; empty when all is well."""

@dataclasses.dataclass(kw_only=True)
class Checked:
    """What recording an entry would say."""
    findings: list[Finding]
    """What the rules would find. They are about no fact, for there is none yet."""
    advice: list[Invalid]
    """Values that are unusual, though they may be right."""

@dataclasses.dataclass(kw_only=True)
class Choice:
    """One of a choice's answers."""
    code: str
    """What is stored."""
    name: Wording
    """What is shown."""

@dataclasses.dataclass(kw_only=True)
class Claim:
    """A claim on stamps: an activation, and what the hub says of it."""
    fact: uuid.UUID
    """The activation."""
    lot: uuid.UUID
    """The lot."""
    state: ClaimState
    """Pending until the hub has spoken."""
    spans: list[StampSpan]
    """The stamps that stand by it: all it names until the hub says otherwise."""
    findings: list[Finding]
    """What this phone's rules find, with what it knows now."""
    hub_findings: list[str]
    """Codes of the findings the hub gave."""
    rivals: list[Rival]
    """Claims in its way, by the hub's word."""
    settled_at: datetime.datetime | None
    """When the hub spoke."""
    ruling: Ruling | None
    """How staff settled it, if they did."""
    strange: list[str]
    """Codes it names that are in no lease of the organisation, by the hub's word: offline one in 256 strangers passes."""

class ClaimDeed:
    """What happened to a claim."""
    def __init__(self) -> None: ...
    def is_MADE(self) -> bool: ...
    def is_made(self) -> bool: ...
    def is_RESCANNED(self) -> bool: ...
    def is_rescanned(self) -> bool: ...
    def is_JUDGED(self) -> bool: ...
    def is_judged(self) -> bool: ...
    def is_WITHDRAWN(self) -> bool: ...
    def is_withdrawn(self) -> bool: ...
    @dataclasses.dataclass
    class MADE(ClaimDeed):
        """The stamps were activated; from now on it is pending."""
        by: uuid.UUID
        """By whom."""
        by_name: str | None
        """Their name, where the book knows it."""
    @dataclasses.dataclass
    class RESCANNED(ClaimDeed):
        """Somebody scanned the stamps in hand again."""
        fact: uuid.UUID
        """The entry."""
        by: uuid.UUID
        """By whom."""
        by_name: str | None
        """Their name, where the book knows it."""
        stamps: list[StampSpan]
        """The stamps."""
        typed: list[StampSpan]
        """Of those, the ones that were typed."""
        photos: list[str]
        """The photos."""
    @dataclasses.dataclass
    class JUDGED(ClaimDeed):
        """The hub spoke."""
        spans: list[StampSpan]
        """The stamps that stand by it."""
        findings: list[str]
        """Codes of the findings against it."""
        rivals: list[Rival]
        """The claims in its way."""
        ruling: Ruling | None
        """How staff settled it, if they did."""
    @dataclasses.dataclass
    class WITHDRAWN(ClaimDeed):
        """The activation was voided."""
        by: uuid.UUID
        """By whom."""
        by_name: str | None
        """Their name, where the book knows it."""
        reason: str | None
        """Why."""

@dataclasses.dataclass(kw_only=True)
class ClaimEvent:
    """One thing that happened to a claim on stamps."""
    at: datetime.datetime
    """When: the hub's clock for its own word, else the device's, set right where it knew the hub's."""
    state: ClaimState | None
    """How the claim stands from then on, where this says it."""
    what: ClaimDeed
    """What."""

class ClaimState(enum.Enum):
    """The life of a claim on stamps."""
    PENDING = 0
    """On a phone; the hub has not spoken."""
    CONFIRMED = 1
    """The hub has confirmed it; it stands."""
    DISPUTED = 2
    """The hub has found a rival claim or a broken rule; a person must settle it."""
    REFUSED = 3
    """Settled against it, or outside every lease."""
    WITHDRAWN = 4
    """Its fact was voided."""

@dataclasses.dataclass(kw_only=True)
class Cleared:
    """What was cleared away."""
    files: int
    """Files of which the thumbnail remains."""
    bytes: int
    """Bytes that became free."""

class ClockState(enum.Enum):
    """What is known of the clock that people see and turn."""
    UNCHECKED = 0
    """Not compared with the hub's since the device was switched on, or the device cannot tell."""
    CHECKED = 1
    """Compared, and it has gone evenly since."""
    TURNED = 2
    """Compared, and somebody has turned it since."""

class ClockTrust(enum.Enum):
    """How far the clock behind a moment can be trusted."""
    DEVICE = 0
    """The phone's own clock; nothing has confirmed it since it was switched on."""
    HUB_CHECKED = 1
    """The phone's clock, compared with the hub's since it was switched on, and not turned since."""
    TYPED = 2
    """A person typed the time."""

@dataclasses.dataclass(kw_only=True)
class ClockView:
    """What is known of a device's clock."""
    state: ClockState
    """Compared with the hub's or not, and turned since or not."""
    offset_ms: int | None
    """Hub time minus this device's clock, milliseconds, where it is known; at least so much when the device
    was switched off since and its clock stands before the hub's last word.
    """
    uncertainty_ms: int | None
    """How far the comparison itself may be off, milliseconds."""

@dataclasses.dataclass(kw_only=True)
class Code:
    """A code that was read."""
    text: str
    """Its text."""
    corners: list[Corner]
    """Its four corners, clockwise from the code's own top left."""
    part: CodePart | None
    """Which part of a longer message it is; null for a whole one. The text of a part means nothing by itself."""

@dataclasses.dataclass(kw_only=True)
class CodePart:
    """Which part of a message that was spread over up to 16 codes (structured append, ISO/IEC 18004, 8)."""
    index: int
    """Its place in the message, 0 for the first."""
    of: int
    """How many parts the message has, 2 to 16."""
    parity: int
    """The same for all parts of one message."""

class CodeScanner(_Held):
    """Reads codes from camera frames. It keeps its place between frames: use one for a camera session."""
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    @classmethod
    def without_book(cls) -> Self:
        """One without a book: an invitation is scanned before there is one. With a book, `Fieldbook.scanner` gives one."""
    def look(self, pixels: Buffer, width: int, height: int, stride: int) -> Sight:
        """Like `push_luma`, with the places where a code is seen that could not be read: a hint where to hold the camera
        closer.
        """
    def push_luma(self, pixels: Buffer, width: int, height: int, stride: int) -> list[Code]:
        """Reads a camera frame: the luma (Y) plane, rows of `width` bytes every `stride` bytes, handed over
        without a copy. In Kotlin `pixels` is a direct `ByteBuffer`, as CameraX gives in plane 0.

        Answers within the budget of a frame with the codes it read: none, one or many. A code may be read a
        few frames after it came into view; merge the frames by text. Raises `InvalidInput` when the buffer
        is too short for the frame.
        """
    def read_still(self, pixels: Buffer, width: int, height: int, stride: int) -> list[Code]:
        """Reads a still picture with every pass: slower than a camera frame, and it sees more. The bytes are
        those of `push_luma`.
        """

@dataclasses.dataclass(kw_only=True)
class Config:
    """Where a book lies."""
    dir: str
    """The folder of the book: its file, the device's key and the photos. One process at a time."""
    pinned_ca: bytes | None = None
    """The hub's own certificate authority in DER, when it has one."""
    photos: PhotoRule | None = None
    """How photos are kept, sent and cleared away; without it, the usual rule."""
    vnd_per_mb: int | None = None
    """What a megabyte of mobile data costs, đồng; without it, 15."""
    backup_every_hours: int = 12
    """Hours between two automatic copies of the book, which help when its file is damaged; 0 makes none."""
    backup_max_bytes: int = 268435456
    """A larger book, in bytes, is not copied."""
    book_key: BookKey | None = None
    """What the book is encrypted under: its file, the copies of it, the device's key and the card beside it. A book
    made before it had a key is encrypted when it is first opened with one. Without it the book lies in clear.
    Photos are not encrypted. Only builds with the cargo feature `sqlcipher` take one; others throw `NotAllowed`.
    """

@dataclasses.dataclass(kw_only=True)
class Conflict:
    """A field on which people disagree. Amending the field settles it."""
    doc: DocRef
    """The document."""
    fact: uuid.UUID | None
    """The fact, when it is a field of one."""
    field: str
    """The field."""
    values: list[ConflictValue]
    """Every standing value; the one shown comes first."""

@dataclasses.dataclass(kw_only=True)
class ConflictValue:
    """One of the values of a conflict."""
    value: FieldValue
    """The value."""
    reason: str | None
    """Why it was written."""
    by: uuid.UUID
    """Who wrote it."""
    by_name: str | None
    """Their name, where the book knows it."""
    at: datetime.datetime
    """When."""

@dataclasses.dataclass(kw_only=True)
class Corner:
    """A corner in pixels of the frame, from the frame's top left."""
    x: float
    """To the right."""
    y: float
    """Down."""

@dataclasses.dataclass(kw_only=True)
class Correction:
    """Who says they corrected a field, and whose key signed it."""
    field: str
    """The field."""
    by: uuid.UUID
    """The person named."""
    signer: Certified | None
    """Whose key signed it; null while the hub has not certified that key."""

@dataclasses.dataclass(kw_only=True)
class DayUse:
    """What syncing used on one day."""
    day: datetime.date
    """The civil day on this device."""
    facts: Traffic
    """Entries, receipts, certificates and product groups."""
    photos: Traffic
    """Photos and other files."""
    metered: int
    """Of all that, what went over a SIM card: the rest costs nothing."""
    vnd: int
    """What that cost by the tariff, đồng: an estimate, rounded up. Show it as one."""

class Deed:
    """Something a person writes, as far as it matters who may."""
    def __init__(self) -> None: ...
    def is_DOCUMENT(self) -> bool: ...
    def is_document(self) -> bool: ...
    def is_RECORD(self) -> bool: ...
    def is_record(self) -> bool: ...
    def is_CORRECT(self) -> bool: ...
    def is_correct(self) -> bool: ...
    @dataclasses.dataclass
    class DOCUMENT(Deed):
        """Open a document of this kind, correct its head, answer in it; for the register, write an entry."""
        kind: DocKind
        """The document's kind."""
    @dataclasses.dataclass
    class RECORD(Deed):
        """Write down a fact of this kind, for oneself or on behalf of somebody."""
        kind: FactKind
        """The fact's kind."""
        on_behalf: bool
        """It is written down for somebody else (ghi hộ)."""
    @dataclasses.dataclass
    class CORRECT(Deed):
        """Correct or void a fact."""
        kind: FactKind | None
        """The fact's kind; absent when nobody knows the fact yet."""

class DocKind(enum.Enum):
    """What people work on."""
    REGISTER = 0
    """An organisation's plots, products and people's names; one per organisation."""
    SEASON = 1
    """A growing season (vụ) on one or more plots."""
    LOT = 2
    """A lot (lô hàng, mẻ)."""
    VISIT = 3
    """A visit, survey or inspection."""

@dataclasses.dataclass(kw_only=True)
class DocRef:
    """A document, what it is, and whose it is."""
    id: uuid.UUID
    """Its id."""
    kind: DocKind
    """What it is."""
    org: uuid.UUID
    """Whose it is."""

@dataclasses.dataclass(kw_only=True)
class Document:
    """A season, lot, visit or register as a screen shows it."""
    doc: DocRef
    """Which."""
    head: dict[str, FieldValue]
    """Its head: `name`, `code`, `product`, `group`, `plot`, `subject`…"""
    conflicts: list[str]
    """Head fields on which people disagree."""
    opened_ms: int
    """When it came into this book, milliseconds since 1970."""

class Documents(_Held):
    """Seasons, lots and visits."""
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    def all_visited(self) -> builtins.list[Visited]:
        """Every place that was visited or inspected: by the newest inspection, then those that were not inspected so far."""
    def amend(self, id: uuid.UUID, field: str, value: FieldValue, reason: str | None = None) -> Document:
        """Corrects one field of a document's head."""
    def findings(self, id: uuid.UUID) -> builtins.list[Finding]:
        """What the rules say about a season or a lot."""
    def get(self, id: uuid.UUID) -> Document:
        """One document. Raises `NotFound` when the book does not have it."""
    def list(self, kind: DocKind) -> builtins.list[Document]:
        """Documents of a kind, newest first."""
    def mass_balance(self, lot: uuid.UUID) -> MassBalance:
        """What came into a lot, went out, was lost and is left of it, in each unit. What other lots on this phone took from
        it went out; what the hub refused does not count, what it holds does. Raises `NotFound` for what is no lot of
        this book.
        """
    def open_lot(self, new: NewLot) -> Document:
        """Opens a lot; its code is made offline and collides with none."""
    def open_season(self, new: NewSeason) -> Document:
        """Opens a season. Raises `InvalidInput` when the product is not clear."""
    def open_visit(self, new: NewVisit) -> Document:
        """Opens a visit."""
    def trace(self, lot: uuid.UUID) -> Trace:
        """A lot's whole story, with a mark on entries whose time contradicts the proven order. Slower than a list: it
        loads the lot and everything its goods came from. Raises `NotFound` for what is no lot of this book.
        """
    def visited(self, doc: uuid.UUID) -> Visited:
        """What was found where a visit goes, by this visit and others and in the season's or lot's own book; the same for a
        season or a lot. Voided entries do not count. Raises `NotFound` when the book does not have the document.
        """
    def wait_before_harvest(self, season: uuid.UUID) -> HarvestWait | None:
        """The pre-harvest interval (thời gian cách ly) that a harvest of this season would fall into now, by the rule
        that judges harvests; absent when it may be harvested. Show it before a harvest is chosen. Raises `NotFound`
        for what is no season of this book.
        """

@dataclasses.dataclass(kw_only=True)
class Due:
    """Something that is due on a day, or was."""
    what: DueWhat
    """What is due."""
    on: datetime.date
    """The day: by which something is to be done, from which it may be, or after which it is too late. Of a visit that
    is not finished, the day on which it was planned.
    """
    doc: uuid.UUID | None
    """The season, lot or visit to go to; absent for a lease."""
    name: str
    """What that is called."""
    said: Wording
    """What is due and when, as a sentence."""

class DueWhat:
    """What is due."""
    def __init__(self) -> None: ...
    def is_MEND(self) -> bool: ...
    def is_mend(self) -> bool: ...
    def is_LOOK_AGAIN(self) -> bool: ...
    def is_look_again(self) -> bool: ...
    def is_HARVEST(self) -> bool: ...
    def is_harvest(self) -> bool: ...
    def is_VISIT(self) -> bool: ...
    def is_visit(self) -> bool: ...
    def is_LEASE(self) -> bool: ...
    def is_lease(self) -> bool: ...
    @dataclasses.dataclass
    class MEND(DueWhat):
        """A nonconformity is to be mended (khắc phục)."""
        fact: uuid.UUID
        """The entry of it."""
        found: str
        """What was found."""
    @dataclasses.dataclass
    class LOOK_AGAIN(DueWhat):
        """Somebody is to look again, by the word of the last inspection."""
        fact: uuid.UUID
        """That inspection."""
    @dataclasses.dataclass
    class HARVEST(DueWhat):
        """A pre-harvest interval ends: from this day on the season may be harvested."""
        fact: uuid.UUID
        """The use of the input that it waits for."""
        material: str
        """The input."""
    @dataclasses.dataclass
    class VISIT(DueWhat):
        """A visit was planned and is not finished."""
        def __init__(self) -> None: ...
    @dataclasses.dataclass
    class LEASE(DueWhat):
        """A lease of stamps ends: after this day none of them can be activated."""
        lease: uuid.UUID
        """The lease."""
        range: SerialRange
        """Its serials, or places on a list."""

class Ending:
    """How a sync ended."""
    def __init__(self) -> None: ...
    def is_COMPLETE(self) -> bool: ...
    def is_complete(self) -> bool: ...
    def is_OFFLINE(self) -> bool: ...
    def is_offline(self) -> bool: ...
    def is_REFUSED(self) -> bool: ...
    def is_refused(self) -> bool: ...
    def is_CANCELLED(self) -> bool: ...
    def is_cancelled(self) -> bool: ...
    @dataclasses.dataclass
    class COMPLETE(Ending):
        """Everything is exchanged."""
        def __init__(self) -> None: ...
    @dataclasses.dataclass
    class OFFLINE(Ending):
        """The hub could not be reached; everything is kept for the next time."""
        details: str
        """For the engineers."""
    @dataclasses.dataclass
    class REFUSED(Ending):
        """The hub will not talk to this device."""
        code: str
        """Why; the text is `refusal.<code>`."""
    @dataclasses.dataclass
    class CANCELLED(Ending):
        """Somebody cancelled it."""
        def __init__(self) -> None: ...

class EnteredUnit(enum.Enum):
    """A unit as people say it."""
    KG = 0
    """Kilogram."""
    GRAM = 1
    """Gram."""
    YEN = 2
    """10 kg (yến)."""
    TA = 3
    """100 kg (tạ)."""
    TAN = 4
    """1,000 kg (tấn)."""
    LITRE = 5
    """Litre."""
    MILLILITRE = 6
    """Millilitre."""
    SQUARE_METRE = 7
    """Square metre."""
    SAO_NORTH = 8
    """360 m² (sào Bắc Bộ)."""
    SAO_CENTRAL = 9
    """500 m² (sào Trung Bộ)."""
    CONG = 10
    """1,000 m² (công Nam Bộ)."""
    HECTARE = 11
    """10,000 m²."""
    PIECE = 12
    """Piece (cái, túi, hộp)."""
    BAG = 13
    """Bag (túi)."""
    BOX = 14
    """Box (hộp)."""
    SACK = 15
    """Sack (bao)."""
    PACKET = 16
    """Packet (gói)."""
    STAMP = 17
    """Stamp (tem)."""

@dataclasses.dataclass(kw_only=True)
class Evidence:
    """What a file proves, after everything in it was checked against nothing but the hub's public key."""
    purpose: Purpose
    """What the file is for."""
    documents: list[DocRef]
    """Its documents; in evidence the lot first."""
    exporter: EvidenceDevice
    """The device that made it."""
    made: datetime.datetime
    """When, by that device's clock."""
    changes: int
    """Changes, each signed by its author."""
    facts: int
    """Facts among them."""
    voided: int
    """Facts that were voided; they are still told."""
    corrections: int
    """Corrections, and fields of heads."""
    people: list[EvidencePerson]
    """Who recorded, by their own account."""
    devices: list[EvidenceDevice]
    """Whose keys signed."""
    receipts: int
    """Receipts of the hub that cover some of the changes."""
    first_receipt: datetime.datetime | None
    """When the hub signed the first of them, by its clock."""
    last_receipt: datetime.datetime | None
    """And the last."""
    unreceipted: list[Unreceipted]
    """Changes that no receipt of the hub covers."""
    held: list[str]
    """Changes the hub keeps without letting them count."""
    missing_origins: list[uuid.UUID]
    """Origins the facts name that are not in the file."""
    judged: bool
    """Whether the file tells a lot's story, so that the rules were run."""
    findings: list[Finding]
    """What the rules find in the story."""
    aside: list[SetAside]
    """Changes that were not let in somewhere: not evidence, only shown."""

@dataclasses.dataclass(kw_only=True)
class EvidenceDevice:
    """A device whose key signed something."""
    key: str
    """Its key."""
    device: uuid.UUID | None
    """Its id; absent for the hub."""
    name: str | None
    """The name it gave itself; absent for the hub."""
    certified_until: datetime.datetime | None
    """The end of its certificate."""
    changes: int
    """Changes it signed."""

@dataclasses.dataclass(kw_only=True)
class EvidencePerson:
    """A person who recorded facts."""
    person: uuid.UUID
    """Who."""
    name: str | None
    """Their name, when the register is in the file."""
    facts: int
    """Facts they recorded."""

class Exports(_Held):
    """Files for others."""
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    def csv(self, lot: uuid.UUID, lang: Lang) -> str:
        """A lot's whole trace as a spreadsheet (CSV with a byte-order mark), one row per fact."""
    def epcis(self, lot: uuid.UUID, resolver: str | None = None) -> str:
        """A lot's whole trace as an EPCIS 2.0 JSON-LD document. `resolver` is the address its GS1 Digital Links
        begin with; without it, the hub's.
        """
    def evidence(self, lot: uuid.UUID, names: bool = False) -> bytes:
        """A lot's whole story as a file that proves itself: the lot and everything its goods came from, with every
        author's signature and certificate, and the hub's receipts and verdicts. With `names` the register goes
        along: people's and plots' names, of the whole organisation. Check it with `verify_evidence`.

        Raises `NotFound` for what is no lot of this book, `NotAllowed` before the first sync.
        """

@dataclasses.dataclass(kw_only=True)
class Fact:
    """What happened, with the current values of its amended fields."""
    id: uuid.UUID
    """Its id."""
    kind: FactKind
    """Its kind."""
    step: str
    """The step's code in the product group, such as `spray`."""
    group: str
    """The product group and version, such as `coffee@1`."""
    occurred: datetime.datetime
    """When it happened."""
    occurred_trust: ClockTrust
    """How far the clock behind `occurred` is trusted."""
    recorded: datetime.datetime
    """When it was written down."""
    recorded_trust: ClockTrust
    """How far the clock behind `recorded` is trusted."""
    recorder: uuid.UUID
    """Who wrote it down."""
    device: uuid.UUID
    """The device."""
    on_behalf_of: uuid.UUID | None
    """The person it was written down for (ghi hộ)."""
    place: Place | None
    """Where."""
    quantities: list[RoledQuantity]
    """Amounts."""
    inputs: list[Input]
    """Farm inputs used."""
    photos: list[str]
    """Photos."""
    fields: dict[str, FieldValue]
    """The step's fields."""
    origins: list[Origin]
    """Where the goods came from."""
    stamps: list[StampSpan]
    """The stamps it speaks of."""
    note: str | None
    """Free text."""
    capture: Capture
    """How it was captured."""
    hub_offset_s: int | None
    """Hub time minus the device's clock when it was written down, in whole seconds, where the device knew
    it: "this phone was three hours slow". No moment is rewritten by it.
    """
    voice: list[str] = dataclasses.field(default_factory=list)
    """What was said: recordings kept as evidence, for who cannot type well. Personal: never on a public page."""

class FactKind(enum.Enum):
    """The closed set of kinds of fact; the steps of a product group refine them."""
    ACTIVITY = 0
    """Work on the growing crop."""
    HARVEST = 1
    """Harvest."""
    RECEIVE = 2
    """Goods received."""
    PROCESS = 3
    """Drying, milling, roasting…"""
    PACK = 4
    """Packing."""
    STORE = 5
    """Storing."""
    TEST = 6
    """A sample and its result."""
    SHIP = 7
    """Goods shipped."""
    ACTIVATE = 8
    """Stamps bound to a lot."""
    VOID_STAMPS = 9
    """Stamps torn, lost or withdrawn."""
    INSPECT = 10
    """An inspection."""
    RECALL = 11
    """A recall."""
    NOTE = 12
    """A note."""

@dataclasses.dataclass(kw_only=True)
class FactQuery:
    """Which facts to list."""
    doc: uuid.UUID | None = None
    """Only this document's."""
    id: uuid.UUID | None = None
    """Only this fact."""
    id_part: str | None = None
    """Only facts whose id holds these hexadecimal digits, as a person reads them off a list."""
    kind: FactKind | None = None
    """Only this kind."""
    steps: list[str] = dataclasses.field(default_factory=list)
    """Only these steps' codes; none means all."""
    since: datetime.datetime | None = None
    """Only those that occurred at or after this."""
    until: datetime.datetime | None = None
    """Only those that occurred before this."""
    state: ChangeState | None = None
    """Only those that have come this far."""
    standing: bool = False
    """Only those that nobody has voided."""
    text: str | None = None
    """Only those with these words, typed with or without Vietnamese marks."""
    limit: int = 0
    """At most so many; 0 means 50."""
    offset: int = 0
    """Skips so many."""

@dataclasses.dataclass(kw_only=True)
class FactReceipt:
    """How far a fact, or a correction of it, has come, and the hub's word for it."""
    field: str | None
    """The corrected field; absent for the recording itself."""
    change: str
    """The change it came in."""
    state: ChangeState
    """How far it has come."""
    receipt: Receipt | None
    """The hub's signed receipt; absent while there is none, and for what a hub of 0.1 passed on."""

@dataclasses.dataclass(kw_only=True)
class FactView:
    """A fact as a screen shows it."""
    fact: Fact
    """The fact with the current values of its amended fields."""
    doc: DocRef
    """Its document."""
    state: ChangeState
    """How far it has come on its way to the hub."""
    reason: str | None
    """Why it is held or refused: a code whose text is `refusal.<code>`."""
    voided: Amendment | None
    """Set when it was voided."""
    amended: list[str]
    """Fields that were amended."""
    conflicts: dict[str, list[Amendment]]
    """Fields on which people disagree, with every standing value; the one shown comes first."""
    change: str
    """The change it came in."""
    author: bytes
    """The public key of the device that signed it."""

@dataclasses.dataclass(kw_only=True)
class FetchOptions:
    """How a file is fetched."""
    link: LinkKind | None = None
    """What carries the bytes; without it, metered, as for a sync."""
    anyway: bool = False
    """Also over a SIM card's data: a person was asked and said yes."""
    hub_url: str | None = None
    """Another address of the same hub; without it, the invitation's."""

class FieldValue:
    """The value of one field: of a step, a document's head, an answer, or an amendment."""
    def __init__(self) -> None: ...
    def is_TEXT(self) -> bool: ...
    def is_text(self) -> bool: ...
    def is_NUMBER(self) -> bool: ...
    def is_number(self) -> bool: ...
    def is_BOOL(self) -> bool: ...
    def is_bool(self) -> bool: ...
    def is_DATE(self) -> bool: ...
    def is_date(self) -> bool: ...
    def is_AMOUNT(self) -> bool: ...
    def is_amount(self) -> bool: ...
    @dataclasses.dataclass
    class TEXT(FieldValue):
        """Text; also the code of a choice."""
        value: str
        """The text."""
    @dataclasses.dataclass
    class NUMBER(FieldValue):
        """A decimal number; its unit belongs to the field."""
        value: decimal.Decimal
        """The number."""
    @dataclasses.dataclass
    class BOOL(FieldValue):
        """Yes or no."""
        value: bool
        """Yes is true."""
    @dataclasses.dataclass
    class DATE(FieldValue):
        """A civil date."""
        value: datetime.date
        """The date."""
    @dataclasses.dataclass
    class AMOUNT(FieldValue):
        """An amount with its unit: what a correction says of one of a fact's amounts."""
        value: Quantity
        """The amount."""

class Fieldbook(_Held):
    """A person's book on this device. Open it once and keep it; it may be used from many threads.

    Every entry is durable when the call returns. Being offline is never an error. Calls read and write a file; in
    Kotlin and Swift those of the `Blocking` classes do so on the caller's thread, the others never.
    """
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    @classmethod
    def create(cls, config: Config, invitation: str, device_name: str) -> Self:
        """Makes a new book in an empty folder from an invitation. Works without signal: the invitation names the
        organisation, the person and its products, and the hub's certificate comes with the first sync.

        Whether the invitation's time is over is the hub's to say at the first sync, for this device's clock may
        be years off; what was recorded until then stays, and `People.add` takes a new invitation.

        Raises `InvalidInput` for a text that is not an invitation, `NotAllowed` for one that another hub
        signed, and for a folder that already holds a book.
        """
    @classmethod
    def open(cls, config: Config) -> Self:
        """Opens a book. A damaged one is copied aside and everything that can still be read goes into a new file;
        `rescue` then says what was saved, and the next sync brings back what the hub has.

        Raises `NotAllowed` with `book_key_needed` or `wrong_book_key` for an encrypted book without its key (it is left
        untouched); `NotFound` when there is none, `TooNew` when a newer app wrote it (it is left untouched),
        `StorageDamaged` when nothing says any more whose book it was, `StorageFull` when there is no room for the
        rescue.
        """
    @classmethod
    def rekey(cls, config: Config, new_key: BookKey) -> Self:
        """Changes the key of a book that is not open, and opens it. `config` has the key it has now; one without a key
        gets its first. Copies made by `backup_to` stay under the key they were made with. It takes about twice the
        book's size on the disk for as long as it runs.

        Killed in the middle, the book opens with exactly one of the two keys: keep the new one beside the old before
        you call, and throw the old one away once this has returned. At the next start try the new one first;
        `NotAllowed` with `wrong_book_key` says that the old one still counts.

        Throws what `open` throws; `StorageFull`, and then the old key still counts.
        """
    @classmethod
    def restore(cls, config: Config, file: str, invitation: str | None, device_name: str) -> Self:
        """Makes a book in an empty folder from a copy that `backup_to` made. It goes on as another writer, so that
        nothing it records can clash with what was recorded after the copy; the next sync brings that back from the
        hub. Where the device's key is gone, which is so on another phone, `invitation` must be a new one of the
        person who was enrolled first, of the same hub and organisation. Entries that had not been sent yet are then
        signed by this device, those of colleagues too: they keep their recorder's name, and show that another's device
        signed them. The invited person records, whoever did before; colleagues keep their PINs and leave their faces
        behind. Where the person has left for good, nobody else can open the copy on another device.

        The key of an encrypted copy comes from `config`; a copy in clear is encrypted under it.

        Raises `NotAllowed` for a folder that holds a book, without the invitation it needs, and without the key of an
        encrypted copy; `NotFound` when there is no such file; `TooNew`; `StorageDamaged` when the copy cannot be read.
        """
    @classmethod
    def restore_sealed(cls, config: Config, file: str, passphrase: str, invitation: str | None, device_name: str) -> Self:
        """Makes a book in an empty folder from a copy that `backup_sealed` made, on this phone or another: as `restore` does,
        under the key in `config`.

        Raises `NotAllowed` with `wrong_passphrase`, and then nothing was touched; `InvalidInput` for `backup`:
        `not_a_backup`, `backup_altered`; `TooNew`; what `restore` throws; `NotAllowed` for the copy of an encrypted book in
        a build without encryption.
        """
    def awake(self) -> Awake:
        """Keeps the file open for work in the background, such as a sync that Android's WorkManager has started while no
        screen is open: while anybody holds it so, `pause` is only noted, and the last to let go closes the file if the
        app is still in the background. A paused book is opened for the time. Any number may hold it, on any thread.

        Hold it for no longer than the system lets the work run: iOS kills an app that sleeps on a locked file. Throws
        `Closed` after `shutdown`.
        """
    def backup_sealed(self, file: str, passphrase: str) -> None:
        """Copies the book into a file that opens on any phone by a passphrase, as it is at one moment; people may go on
        recording meanwhile. The file holds all entries but neither the device's key nor the photos. **Without the
        passphrase nobody can open it**, so let the person type it twice. Takes about the book's size on the disk besides
        for as long as it runs, and a second or two to stretch the passphrase.

        Raises `InvalidInput` for `passphrase`: `passphrase_short` (fewer than 8 characters); `NotAllowed` when the file is
        there already, `StorageFull`.
        """
    def backup_to(self, file: str) -> None:
        """Copies the book into a file, as it is at one moment; people may go on recording meanwhile. The file holds
        all entries but neither the device's key nor the photos. The copy of an encrypted book is encrypted under the
        same key, and worth nothing without it; keep one in clear where others cannot read it.

        Raises `NotAllowed` when the file is there already, `StorageFull`.
        """
    def blobs(self) -> Blobs:
        """Photos and other files."""
    def catalog(self) -> Catalog:
        """The product groups, and every sentence shown to a person."""
    def check(self) -> CheckReport:
        """Checks the whole book: every document loads to its heads, what lists show equals the sum of the changes, every
        signature fits. Slow: it loads everything. For support, when something looks wrong.
        """
    def documents(self) -> Documents:
        """Seasons, lots and visits."""
    def exports(self) -> Exports:
        """EPCIS and CSV files."""
    def forget_rescue(self) -> None:
        """The person has read what `rescue` says. The damaged files stay where they are."""
    def journal(self) -> Journal:
        """Facts: record, amend, void, find, history, conflicts."""
    def pause(self) -> None:
        """Cancels syncs, waits for running work and closes the file; what a cancelled sync has exchanged stays exchanged.
        Call it when the app goes to the background (Android
        `onStop`, iOS `didEnterBackground`): iOS kills an app that sleeps on a locked file. Idempotent.
        """
    def people(self) -> People:
        """Who works on this device, and the names of others."""
    def rebuild(self) -> int:
        """Builds everything that lists show again from the changes; gives the number of facts. Slow, and nothing is lost
        by it. Call it when `check` names problems.
        """
    def rescue(self) -> Rescue | None:
        """What was saved when this book was found damaged, until `forget_rescue`. Show it: the person should sync soon,
        and keep the damaged files until then.
        """
    def resume(self) -> None:
        """Opens the file again after `pause`. Call it when the app comes back (Android `onStart`, iOS
        `willEnterForeground`). Idempotent.
        """
    def scanner(self) -> CodeScanner:
        """Reads codes from camera frames."""
    def shutdown(self) -> None:
        """Ends listeners and closes the file for good. Idempotent. Nothing is lost when it is never called."""
    def stamps(self) -> Stamps:
        """Reading, leases, activation and claims of stamps."""
    def sync(self) -> Sync:
        """Sync with the hub."""
    def tasks(self) -> Tasks:
        """What waits for a person."""
    def watch(self, topic: Topic, listener: Listener) -> Subscription:
        """Rings the listener once now and after every change of the topic, until the subscription is cancelled or
        let go. Error: `Unexpected` when the system has no thread left for the rings.
        """

class FieldbookError(Exception):
    """Why something was not done. Nothing that was acknowledged before is lost, whatever this says.

    Being offline is never an error. `say` gives the sentence to show.
    """
    said: Wording
    """The sentence for a person."""
    def say(self, lang: Lang) -> str:
        """The sentence for a person: what is wrong and what they can do."""
    class InvalidInput(FieldbookError):
        """A value cannot be right."""
        reasons: list[Invalid]
        """Which fields and why, in the order of the form; at least one."""
        said: Wording
        """The sentence for a person."""
        def __init__(self, reasons: list[Invalid], said: Wording) -> None: ...
    class NotFound(FieldbookError):
        """There is no such thing in the book."""
        what: str
        """What was looked for."""
        said: Wording
        """The sentence for a person."""
        def __init__(self, what: str, said: Wording) -> None: ...
    class NotAllowed(FieldbookError):
        """The person, device or moment does not allow it."""
        reason: str
        """A code, such as `invitation_expired` or `book_exists`."""
        said: Wording
        """The sentence for a person."""
        def __init__(self, reason: str, said: Wording) -> None: ...
    class StorageFull(FieldbookError):
        """The disk is full; the entry was not saved."""
        said: Wording
        """The sentence for a person."""
        def __init__(self, said: Wording) -> None: ...
    class StorageDamaged(FieldbookError):
        """The book's file cannot be read. It was left as it is."""
        file: str
        """The file."""
        said: Wording
        """The sentence for a person."""
        def __init__(self, file: str, said: Wording) -> None: ...
    class TooNew(FieldbookError):
        """A newer app wrote the book; it was left untouched."""
        said: Wording
        """The sentence for a person."""
        def __init__(self, said: Wording) -> None: ...
    class Closed(FieldbookError):
        """The book is paused or shut down."""
        said: Wording
        """The sentence for a person."""
        def __init__(self, said: Wording) -> None: ...
    class Unexpected(FieldbookError):
        """A mistake of ours, or of the machine."""
        details: str
        """For the engineers."""
        said: Wording
        """The sentence for a person."""
        def __init__(self, details: str, said: Wording) -> None: ...

@dataclasses.dataclass(kw_only=True)
class Finding:
    """What a rule found about a fact. Never a reason to lose it: the fact is saved."""
    code: FindingCode
    """What."""
    severity: Severity
    """How much it matters."""
    fact: uuid.UUID | None
    """The fact it is about."""
    args: dict[str, str]
    """Named values, such as `range` → `A0001…A0100`."""
    said: Wording
    """The sentence for a person."""
    remedy: Wording
    """What they can do about it."""

class FindingCode(enum.Enum):
    """What a rule can find."""
    RANGE_OVERLAP = 0
    """Some of the stamps are already claimed by another activation."""
    OUTSIDE_LEASE = 1
    """Some of the stamps are not leased to this organisation, or the lease has expired."""
    ACTIVATED_BEFORE_PACKING = 2
    """Stamps are activated before the lot was packed."""
    MORE_STAMPS_THAN_UNITS = 3
    """More stamps than packed units."""
    PRE_HARVEST_INTERVAL = 4
    """Harvested before a pre-harvest interval has passed."""
    VOIDED_HARVEST = 5
    """A lot draws on a harvest that was voided."""
    FUTURE_MOMENT = 6
    """A moment that has not come yet."""
    LOT_RECALLED = 7
    """The lot is recalled."""
    FOREIGN_DEVICE = 8
    """It names another device than the one whose key signed it."""
    FOREIGN_RECORDER = 9
    """It names a recorder who does not work on the device whose key signed it."""
    FOREIGN_CORRECTOR = 10
    """A correction names somebody who does not work on the device whose key signed it."""
    CERTIFICATE_ENDED = 11
    """This device's certificate has ended; what it records waits for its next sync."""
    OUT_OF_ORDER = 12
    """The time of an entry contradicts the order that is proven."""
    SETTLED_AGAINST = 13
    """A person at the hub has settled the dispute against it."""
    STAMPS_VOIDED = 14
    """Some of the stamps were reported torn, lost or void."""
    LEASE_REVOKED = 15
    """The lease of some of the stamps was revoked before the hub had the activation."""
    SUB_LEASED = 16
    """A manager has given some of the stamps to somebody else of the organisation."""
    RESCAN_OUTSIDE_CLAIM = 17
    """Stamps were re-scanned that the claim does not name."""
    RESCAN_WITHOUT_PHOTO = 18
    """Stamps were re-scanned and no photo shows them."""
    CLAIM_NOT_DISPUTED = 19
    """Stamps of a claim were re-scanned that nobody disputes, or that is not known here."""

@dataclasses.dataclass(kw_only=True)
class FollowedOrg:
    """An organisation this device is certified for."""
    org: uuid.UUID
    """Which."""
    name: str
    """Its name, once its register has come."""
    followed: bool
    """Its news is fetched."""
    beginning: bool
    """Its documents are still being fetched for the first time."""
    documents: int
    """Its documents on this phone."""
    only_here: int
    """Changes of it that the hub has not taken; while there are any, nothing of it leaves this phone."""

@dataclasses.dataclass(kw_only=True)
class GoodsBalance:
    """A lot's goods in one unit. In kilograms and litres `came + made = lost + shipped + drawn + left`, where `left` is
    exact; packed goods stay in the lot until they are shipped. Of packs `packed` goes out as well: pieces that were
    packed into larger ones.
    """
    unit: NormalUnit
    """Kilograms, litres, or pieces: packs."""
    came: decimal.Decimal
    """What came from elsewhere: received, or mixed in by a later step."""
    lost: decimal.Decimal
    """What processing took away, and what was lost on the way here; below zero where more came out than went in."""
    packed: decimal.Decimal
    """What went into packs."""
    made: decimal.Decimal
    """Packs that were made, or litres that were pressed from kilograms."""
    shipped: decimal.Decimal
    """What was shipped, the weight of shipped packs with it where it is known."""
    drawn: decimal.Decimal
    """What other lots took from this one, as far as this phone knows."""
    left: decimal.Decimal | None
    """What is there now, packed goods too. Absent where too little is known, or the amounts contradict each other."""
    left_is: LeftIs
    """How far what is left is known."""

@dataclasses.dataclass(kw_only=True)
class HarvestWait:
    """A pre-harvest interval (thời gian cách ly) that is still open: a harvest today would be found too early."""
    until: datetime.date
    """The first day the goods are safe."""
    days: int
    """Days until then, at least one."""
    material: str
    """The input that it waits for."""
    fact: uuid.UUID
    """The fact that records its use."""
    said: Wording
    """How long to wait and why."""

@dataclasses.dataclass(kw_only=True)
class HistoryEntry:
    """One thing that happened to a fact."""
    field: str | None
    """The field; absent for the recording itself."""
    old: list[FieldValue]
    """What stood before, where the writer knew of it; amounts with their units."""
    new: FieldValue | None
    """What was written, an amount with its unit; absent for the recording."""
    reason: str | None
    """Why."""
    by: uuid.UUID
    """Who."""
    by_name: str | None
    """Their name, where the book knows it."""
    on_behalf_of: uuid.UUID | None
    """For whom they recorded it (ghi hộ); a correction is always their own."""
    on_behalf_of_name: str | None
    """That person's name, where the book knows it."""
    device: uuid.UUID | None
    """From which device: the one whose key signed it, where the book has its certificate."""
    device_name: str | None
    """The name that device gave itself."""
    at: datetime.datetime
    """When, by that device's clock."""
    at_trust: ClockTrust
    """How far that clock is trusted."""
    hub_offset_s: int | None
    """Hub time minus that clock, in seconds, where it was known at the recording."""
    state: ChangeState
    """How far it has come."""
    replaced: bool
    """A later entry replaced it."""
    finding: FindingCode | None
    """Set when it names a person or device that the certificate of its key does not."""
    change: str
    """The change it came in."""

@dataclasses.dataclass(kw_only=True)
class ImportReport:
    """What came of a bundle."""
    shown: int
    """Changes let in and shown; they wait to be sent unless a receipt came with them."""
    sealed: int
    """Changes carried sealed: of organisations this book does not follow, or built on what it lacks."""
    known: int
    """Changes that were here already."""
    quarantined: int
    """Changes that did not prove themselves; they are kept aside."""
    receipts: int
    """Receipts that were new to this book."""
    flaw: Wording | None
    """What is wrong with the exporter's own list, if anything: changes may have been taken out of the file on
    the way. What is there proved itself all the same.
    """

@dataclasses.dataclass(kw_only=True)
class Input:
    """A farm input (vật tư): fertiliser, pesticide, seed."""
    material: str
    """Trade name."""
    active_ingredient: str | None = None
    """Active ingredient."""
    maker_lot: str | None = None
    """The maker's lot number."""
    dose: str | None = None
    """The dose as on the label, such as `1.2 l/ha`."""
    quantity: Quantity | None = None
    """How much was used."""
    pre_harvest_interval: int | None = None
    """Days between the use and the first day of harvest (thời gian cách ly)."""

@dataclasses.dataclass(kw_only=True)
class InputRule:
    """The farm inputs a step takes."""
    units: list[EnteredUnit]
    """The units that the amount of one may be entered in, the usual one first, for the chips beside a number pad."""
    required: bool
    """At least one."""
    pre_harvest_interval: bool
    """Each with its pre-harvest interval in days."""

@dataclasses.dataclass(kw_only=True)
class Invalid:
    """What is wrong with one value, or unusual about it."""
    field: str
    """The field, such as `fields.moisture` or `quantities.out`."""
    reason: str
    """A code, such as `above_max`."""
    args: dict[str, str]
    """Named values, such as `max` → `100`."""
    said: Wording
    """The sentence for a person, with the remedy."""

@dataclasses.dataclass(kw_only=True)
class Invitation:
    """What an invitation says, for the question "is that you?" before a book is made from it."""
    person_name: str
    """The person invited."""
    org_name: str
    """The organisation."""
    roles: list[Role]
    """What they may do there."""
    hub_url: str
    """The hub's address."""
    not_after: datetime.datetime
    """The last moment the hub takes it."""

class Journal(_Held):
    """Facts: record, amend, void, find, history, conflicts. Every call reads or writes the file."""
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    def again(self, fact: uuid.UUID) -> NewFact:
        """A new entry like an old one, with what stands of its amounts, inputs and fields (như lần trước): show it, then
        `record` it. It happens now; where, photos, stamps, the note and days among the fields are of that time only and
        stay out. The last entry of a step is `query` with `steps`, `standing` and a limit of 1. Raises `NotFound` for an
        unknown fact.
        """
    def amend(self, fact: uuid.UUID, field: str, value: FieldValue, reason: str | None = None) -> FactView:
        """Corrects one field of a fact: a step's field, `note`, `occurred` (RFC 3339 text), or `qty.in`, `qty.out`,
        `qty.area`: an amount, or a number in the unit that stands. The fact itself never changes.

        Raises `InvalidInput` when the field does not take the value, also when the step does not take the unit.
        """
    def check(self, new: NewFact) -> Checked:
        """Judges an entry before it is saved, and writes nothing: what `record` would find and advise. It tells what
        this phone knows now; recording may still find more. Throws what `record` would throw.
        """
    def conflicts(self) -> list[Conflict]:
        """Fields on which people disagree. Amending a field settles it."""
    def export_quarantine(self) -> Bundle:
        """The quarantine as a file for whoever looks into it. Raises `NotAllowed` before the first sync."""
    def get(self, fact: uuid.UUID) -> FactView:
        """One fact. Raises `NotFound` when the book does not have it."""
    def history(self, fact: uuid.UUID) -> list[HistoryEntry]:
        """Everything that happened to a fact, oldest first."""
    def order(self, doc: uuid.UUID) -> list[OrderedFact]:
        """A document's facts in the order that the graph of changes proves, whatever their clocks say. Slower
        than a list: it loads the document.
        """
    def parse_field(self, doc: uuid.UUID, step: str, field: str, text: str) -> FieldValue:
        """What a person typed for a field of a step, as a value. Raises `InvalidInput` with the field and the
        remedy.
        """
    def quarantine(self) -> list[QuarantinedChange]:
        """What reached this phone and was not let in, the newest first."""
    def query(self, query: FactQuery) -> list[FactView]:
        """Facts, the newest first."""
    def receipts(self, fact: uuid.UUID) -> list[FactReceipt]:
        """How far a fact and each of its corrections have come, with the hub's signed receipts: when, by the hub's
        clock, and whether its signature and list fit.
        """
    def record(self, new: NewFact) -> Recorded:
        """Writes a fact down. When this returns it is durable.

        Raises `NotFound` for an unknown document, `InvalidInput` with every field that is wrong,
        `StorageFull` when nothing was saved.
        """
    def record_all(self, new: Sequence[NewFact]) -> list[Recorded]:
        """Writes several facts down at once or not at all, in their order, also in several documents: what belongs together,
        such as a visit with what it found. When this returns all of them are durable.

        Throws what `record` throws, of the first that is refused; then nothing was saved. `check` tells which one it is.
        """
    def search(self, text: str, limit: int = 50) -> list[FactView]:
        """Facts with these words, typed with or without Vietnamese marks; hits with exactly these letters come
        first.
        """
    def void(self, fact: uuid.UUID, reason: str) -> FactView:
        """Voids a mistaken fact; it stays in the history. The reason is required."""

class Lang(enum.Enum):
    """A language people read."""
    VI = 0
    """Vietnamese."""
    EN = 1
    """English."""

@dataclasses.dataclass(kw_only=True)
class Lease:
    """A lease of stamps (giao dải tem): who may activate which serials until when."""
    id: uuid.UUID
    """Its id."""
    roll: uuid.UUID
    """The roll."""
    gtin: str | None
    """The GTIN-14 of the roll, if it has one."""
    range: SerialRange
    """The serials."""
    org: uuid.UUID
    """The organisation."""
    person: uuid.UUID | None
    """The person, when it is not for everyone in the organisation."""
    not_after: datetime.datetime
    """The last moment it may be used."""
    revoked_ms: int | None
    """When the hub revoked it, milliseconds since 1970 by the hub's clock: nothing can be activated under it any more."""
    codes_here: bool | None
    """For a lease by a list of codes, whose range are places on the list: whether the list is here, so that its stamps
    are told offline. Absent for a lease of serials.
    """

class LeftIs(enum.Enum):
    """How far what is left of a lot is known."""
    EXACTLY = 0
    """Everything was told: so much is left."""
    AT_LEAST = 1
    """Something that came in was not told with its amount: there is so much or more."""
    AT_MOST = 2
    """Something that went out was not told with its amount, or not all of it is on this phone: there is so much or
    less.
    """
    UNKNOWN = 3
    """Too little was told to say anything."""
    CONTRADICTION = 4
    """More went out than came in: an entry is wrong or missing."""

@dataclasses.dataclass(kw_only=True)
class Limits:
    """Where the book would refuse: a form that knows it ends there, and nobody is refused."""
    pin_min: int
    """The fewest digits of a PIN."""
    pin_max: int
    """The most digits of a PIN."""
    voices: int
    """The most recordings of one entry."""

class LinkKind(enum.Enum):
    """What carries the bytes just now. Ask the system before each sync; the core cannot know it."""
    UNMETERED = 0
    """Wi-Fi or a cable: nobody counts."""
    METERED = 1
    """A SIM card's data, or a Wi-Fi that is one: large photos wait."""
    ROAMING = 2
    """A SIM card abroad: photos go only when a person says so."""

class Listener:
    """Somebody who wants to hear that a topic changed. The ring says that, not what: ask the book again."""
    def ring(self, topic: Topic) -> None:
        """The topic changed since the last ring. Called once at the start, always on the book's own thread, so
        hop to the main thread for the screen. May call into the book; must not block for long, because all
        listeners share the thread. What it throws harms nobody and is dropped.
        """

class ListenerError(Exception):
    """A listener threw something."""
    details: str
    """For the engineers."""
    class Failed(ListenerError):
        """What it threw."""
        details: str
        """For the engineers."""
        def __init__(self, details: str) -> None: ...

@dataclasses.dataclass(kw_only=True)
class MassBalance:
    """What came into a lot, went out and is left of it (cân bằng khối lượng), as far as it was written down: nothing is
    guessed. Voided entries do not count, corrected amounts count as they stand, and amounts on which people disagree
    count as not told.
    """
    steps: list[StepBalance]
    """What each step took and gave, the oldest first; a step with two units stands here twice."""
    goods: list[GoodsBalance]
    """All steps together, in one unit each: kilograms, litres, packs. Only those in which something was written down."""

@dataclasses.dataclass(kw_only=True)
class Me:
    """The person who records now, and the device."""
    person: uuid.UUID
    """The person."""
    name: str
    """Their name."""
    org: uuid.UUID
    """The organisation."""
    org_name: str
    """Its name."""
    roles: list[Role]
    """What they may do there."""
    device: uuid.UUID
    """This device."""
    hub_url: str
    """The hub's address."""
    certified_until: datetime.datetime | None
    """The last day of the certificate; absent before the first sync."""

@dataclasses.dataclass(kw_only=True)
class MissingStamp:
    """A serial that was not read."""
    serial: str
    """The serial."""
    place: SheetPlace | None
    """Where the stamps around it say it would be; nothing where they do not agree."""
    there: int | None
    """The number of what was seen there: a code that cannot be read, or another one stuck over it."""

@dataclasses.dataclass(kw_only=True)
class NewFact:
    """What a person enters. Kind, product group, recorder, device and the moment of recording are filled in."""
    doc: uuid.UUID
    """The season, lot or visit."""
    step: str
    """The step's code in the document's product group."""
    occurred: datetime.datetime | None = None
    """When it happened; without it, now."""
    place: Place | None = None
    """Where."""
    quantities: list[RoledQuantity] = dataclasses.field(default_factory=list)
    """Amounts."""
    inputs: list[Input] = dataclasses.field(default_factory=list)
    """Farm inputs used."""
    photos: list[str] = dataclasses.field(default_factory=list)
    """Photos, kept before with `blobs`."""
    fields: dict[str, FieldValue] = dataclasses.field(default_factory=dict)
    """The step's fields."""
    origins: list[Origin] = dataclasses.field(default_factory=list)
    """Where the goods came from."""
    stamps: list[StampSpan] = dataclasses.field(default_factory=list)
    """The stamps it speaks of."""
    note: str | None = None
    """Free text."""
    capture: Capture | None = None
    """How it was captured; without it, typed by hand."""
    on_behalf_of: uuid.UUID | None = None
    """The person it is written down for (ghi hộ)."""
    voice: list[str] = dataclasses.field(default_factory=list)
    """Recordings of what was said, kept before with `blobs().keep_voice`; at most 5, the same one once."""

@dataclasses.dataclass(kw_only=True)
class NewLot:
    """A lot to open."""
    name: str | None = None
    """What people call it; without it, the code."""
    product: str | None = None
    """The product: id, GTIN or name; without it, the organisation's only one."""
    code: str | None = None
    """The code printed on packs (GS1 AI 10, at most 20 characters); without it, a fresh one."""

@dataclasses.dataclass(kw_only=True)
class NewRescan:
    """A second look at the stamps in hand, as evidence in a dispute."""
    claim: uuid.UUID
    """The activation in dispute."""
    read: list[SerialRange] = dataclasses.field(default_factory=list)
    """Stamps the camera read now, of the activation's product: serials alone do not tell two products apart."""
    typed: list[SerialRange] = dataclasses.field(default_factory=list)
    """Stamps a person typed, because no camera can read them."""
    codes: list[str] = dataclasses.field(default_factory=list)
    """Stamps of lists that the camera read now, by their texts (`Stamps.listed`)."""
    typed_codes: list[str] = dataclasses.field(default_factory=list)
    """Those a person typed, as printed."""
    photos: list[str] = dataclasses.field(default_factory=list)
    """Photos of the stamps on the goods, kept before with `blobs`."""
    place: Place | None = None
    """Where."""
    note: str | None = None
    """Free text."""

@dataclasses.dataclass(kw_only=True)
class NewSeason:
    """A season to open."""
    name: str
    """What people call it, such as `Vụ mùa 2026`."""
    product: str | None = None
    """The product: id, GTIN or name; without it, the organisation's only one."""
    plot: str | None = None
    """The plot's id or name."""

@dataclasses.dataclass(kw_only=True)
class NewVisit:
    """A visit to open."""
    name: str
    """What it is for."""
    subject: uuid.UUID | None = None
    """The season or lot visited."""
    product: str | None = None
    """The product, when no subject is given."""

@dataclasses.dataclass(kw_only=True)
class Nonconformity:
    """Something found wrong (điểm không phù hợp), and what became of it."""
    entry: FactView
    """The entry."""
    found: str
    """What was found."""
    action: str | None
    """What is to be done (hành động khắc phục)."""
    mended: bool
    """The last look says that it is mended."""
    due: datetime.date | None
    """The day agreed on last; none once it is mended."""
    rechecks: list[FactView]
    """Later looks at it, the newest first."""

@dataclasses.dataclass(kw_only=True)
class NormalQuantity:
    """An amount in the unit that everything of its kind is counted in."""
    amount: decimal.Decimal
    """The number."""
    unit: NormalUnit
    """The unit."""

class NormalUnit(enum.Enum):
    """A unit of UN/CEFACT Recommendation 20, as EPCIS asks for."""
    KILOGRAM = 0
    """Kilogram (KGM): every mass is counted in it."""
    LITRE = 1
    """Litre (LTR): every volume is counted in it."""
    SQUARE_METRE = 2
    """Square metre (MTK): every area is counted in it."""
    PIECE = 3
    """Piece (H87): bags, boxes, stamps."""

@dataclasses.dataclass(kw_only=True)
class OrderedFact:
    """A fact in the order that the graph of changes proves, beside the time it claims."""
    view: FactView
    """The fact; `fact.recorded` is the time it claims."""
    depth: int
    """How many changes it follows at least, one after the other; of two facts with the same number nothing
    is proven.
    """
    contradicts: uuid.UUID | None
    """A fact it provably follows although its own time says that it was written before that one, by more
    than ten minutes. One of the two clocks was wrong.
    """

@dataclasses.dataclass(kw_only=True)
class Org:
    """A producer organisation (chủ thể): cooperative, company or household."""
    id: uuid.UUID
    """Its id."""
    name: str
    """Its name."""
    address: str | None
    """Its public address."""
    gln: str | None
    """Its Global Location Number (GS1 GLN-13), if it has one."""

@dataclasses.dataclass(kw_only=True)
class Origin:
    """Where goods came from: one step back."""
    doc: uuid.UUID
    """The season or lot."""
    quantity: Quantity | None = None
    """How much came from it."""

@dataclasses.dataclass(kw_only=True)
class OutboxCounts:
    """How many changes and files have come how far."""
    on_phone: int
    """Only on this phone."""
    handed_over: int
    """Being sent, or handed over in a bundle."""
    received: int
    """This device's that the hub has."""
    held: int
    """The hub keeps them, and a person must accept them before they count."""
    refused: int
    """The hub did not take them, or they cannot be sent."""

@dataclasses.dataclass(kw_only=True)
class OutboxItem:
    """Something of this phone that the hub has not received, or does not let count."""
    what: OutboxWhat
    """What it is."""
    said: Wording
    """The same in words: what was done and where."""
    doc: DocRef | None
    """Its document; absent for a file."""
    change: str | None
    """The change it travels in; absent for a file."""
    state: ChangeState
    """How far it has come. A file of which the hub has a part is handed over, one that was set aside is refused."""
    standing: BlobStanding | None
    """Where a file is, in detail."""
    since_ms: int
    """When it was written or kept, milliseconds since 1970."""
    carried: bool
    """Another device wrote it, and this one carries it."""
    reason: str | None
    """Why it is held, refused, or waits: a code."""
    why: Wording | None
    """The same as a sentence."""
    remedy: Wording | None
    """What a person can do about it."""

class OutboxWhat:
    """What an item of the outbox is."""
    def __init__(self) -> None: ...
    def is_FACT(self) -> bool: ...
    def is_fact(self) -> bool: ...
    def is_CORRECTION(self) -> bool: ...
    def is_correction(self) -> bool: ...
    def is_VOIDING(self) -> bool: ...
    def is_voiding(self) -> bool: ...
    def is_DOCUMENT(self) -> bool: ...
    def is_document(self) -> bool: ...
    def is_FILE(self) -> bool: ...
    def is_file(self) -> bool: ...
    @dataclasses.dataclass
    class FACT(OutboxWhat):
        """An entry."""
        fact: uuid.UUID
        """Which."""
    @dataclasses.dataclass
    class CORRECTION(OutboxWhat):
        """A correction of an entry."""
        fact: uuid.UUID
        """Which entry."""
        field: str
        """The field."""
    @dataclasses.dataclass
    class VOIDING(OutboxWhat):
        """An entry is voided."""
        fact: uuid.UUID
        """Which."""
    @dataclasses.dataclass
    class DOCUMENT(OutboxWhat):
        """A season, lot or visit that was opened or named anew, or an entry of the register."""
        def __init__(self) -> None: ...
    @dataclasses.dataclass
    class FILE(OutboxWhat):
        """A photo or other file."""
        blob: str
        """Which."""

@dataclasses.dataclass(kw_only=True)
class PackFault:
    """A pack of the hub that is not in use."""
    pack: str | None
    """The file's SHA-256; absent for the list of packs itself."""
    code: str
    """Why; the text is `pack.<code>`. With `unreadable` an update of the app helps."""

class Paper(enum.Enum):
    """What this device's right to write rests on."""
    INVITATION = 0
    """The invitation, until the first sync brings a certificate."""
    CERTIFICATE = 1
    """A certificate in force."""
    ENDED = 2
    """A certificate that has ended. Recording goes on, activating stamps waits; a sync renews it."""

class People(_Held):
    """Who works on this device, and the names of others."""
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    def add(self, invitation: str) -> Profile:
        """Takes another invitation of the same hub: a further person on this device, or a further organisation
        of one who is here. Works without signal and counts at once; the next sync presents it to the hub. For
        a person who is here already it also resets a forgotten PIN, as soon as the hub has taken it. Taking
        the same invitation again changes nothing.

        Raises `InvalidInput` for a text that is not an invitation; `NotAllowed` for one of another hub, and
        for one whose time is over by the hub's clock where that is known.
        """
    def add_plot(self, name: str, growing_area_code: str | None = None) -> Plot:
        """Adds a plot to the register."""
    def me(self) -> Me:
        """Who I am."""
    def portrait(self, person: uuid.UUID) -> bytes | None:
        """The face of a person of this device, a JPEG with sides of up to 384 pixels; nothing where they have given
        none. Raises `NotFound` for somebody who has not joined.
        """
    def profiles(self) -> list[Profile]:
        """Everybody who works on this device, in the order they joined."""
    def register(self) -> Register:
        """The organisation's products, plots and people."""
    def remove_portrait(self) -> None:
        """Takes the current person's face away. Nothing happens where there is none."""
    def set_pin(self, old: str | None = None, new: str | None = None) -> None:
        """Sets or changes the current person's PIN, four to eight digits; without a new one it is taken away.
        The old one must be given where there is one. The PIN keeps people who share a device from recording in
        each other's names; it does not encrypt the book. Throws as `switch_to` does.
        """
    def set_portrait(self, picture: bytes) -> None:
        """Keeps the current person's face, to be known and switched to by it. A small JPEG is made of the
        picture, upright and without position. It stays in this phone's book and in copies of that: no colleague
        and no hub ever gets it. It goes when its person takes it away, and when the hub has withdrawn all that
        they may do here. Copies made before keep it.

        Raises `InvalidInput` for a file that is empty, larger than 16 MiB, or no JPEG that can be read;
        `StorageFull`. Slow: half a second for 12 megapixels on a laptop.
        """
    def switch_to(self, person: uuid.UUID, pin: str | None = None) -> Profile:
        """Makes a person of this device the one who records, also after a restart. Who has set a PIN must give
        it; give it also for the person who records now, to unlock a shared screen.

        Raises `NotFound` for somebody who has not joined; `NotAllowed` with `pin_needed`, `wrong_pin`, or
        after five wrong tries `pin_wait_…`: a wait of one minute to an hour that neither a restart nor a
        turned clock shortens; `InvalidInput` for what is no PIN.
        """
    def work_for(self, org: uuid.UUID) -> Profile:
        """Opens new seasons, lots and visits for another organisation of the current person, and shows its
        register. Raises `NotAllowed` for one they do not work for.
        """
    def may(self, deed: Deed) -> None:
        """Whether the person may do one thing. Raises `NotAllowed`, whose sentence names who may."""
    def rights(self) -> Rights:
        """What the person may do in the book's organisation, so that a screen can hide what they may not."""

@dataclasses.dataclass(kw_only=True)
class Person:
    """A person, as others in the organisation see them."""
    id: uuid.UUID
    """Their id."""
    name: str
    """The name shown."""

@dataclasses.dataclass(kw_only=True)
class PhotoRule:
    """How photos are kept, sent and cleared away."""
    longest_side: int
    """The longest side of a kept photo, pixels. Usual: 1600."""
    bytes: int
    """The size a kept photo should not exceed, bytes. Usual: 300 KiB."""
    as_is_bytes: int
    """The largest file kept as it is, because it is no JPEG, bytes. Usual: 2 MiB."""
    thumbnail_side: int
    """The longest side of a thumbnail, pixels. Usual: 320."""
    metered_bytes: int
    """A photo up to this size does not wait for Wi-Fi, bytes. Usual: 64 KiB."""
    metered_minutes: int
    """A photo kept less than so many minutes ago does not wait for Wi-Fi. Usual: 0, all wait."""
    reserve_bytes: int
    """Space left on the device's disk for entries, bytes. Usual: 64 MiB."""
    keep_days: int
    """Days after which a photo that the hub holds may be cleared to its thumbnail. Usual: 90."""

@dataclasses.dataclass(kw_only=True)
class Place:
    """A position fix as the phone gave it."""
    lat_e7: int
    """Latitude, WGS 84, in 10⁻⁷ degrees."""
    lon_e7: int
    """Longitude, WGS 84, in 10⁻⁷ degrees."""
    accuracy_m: int
    """Radius of 68 % confidence, metres."""
    fix_age_s: int
    """Age of the fix when the fact was recorded, seconds."""
    mock: bool = False
    """The platform said the fix came from a mock provider."""

@dataclasses.dataclass(kw_only=True)
class Plot:
    """A plot of land (thửa)."""
    id: uuid.UUID
    """Its id."""
    name: str
    """The name people use."""
    growing_area_code: str | None
    """Growing-area code (mã số vùng trồng)."""

@dataclasses.dataclass(kw_only=True)
class Product:
    """A product, as it is sold."""
    id: uuid.UUID
    """Its id."""
    name: str
    """Its name."""
    group: str
    """The product group's code, such as `sticky-rice`."""
    gtin: str | None
    """Its GTIN-14, if it has one."""

@dataclasses.dataclass(kw_only=True)
class ProductGroup:
    """A product group ("modul"): the steps of a product's way from field to stamp, agreed with the authorities."""
    id: str
    """How facts name it: `sticky-rice@1`."""
    code: str
    """Its code, such as `sticky-rice`."""
    version: int
    """Its version; a published one never changes."""
    name: Wording
    """Its name."""
    guide: Wording
    """The first sentence of its handbook (sổ tay)."""
    places: Wording
    """Where it was written for."""
    standards: list[Standard]
    """The national standards it follows."""
    activation_requires: list[FactKind]
    """Kinds of fact a lot needs before its stamps are activated."""

@dataclasses.dataclass(kw_only=True)
class Profile:
    """Somebody who works on this device."""
    person: uuid.UUID
    """The person."""
    name: str
    """Their name."""
    orgs: list[ProfileOrg]
    """For whom they work here."""
    has_pin: bool
    """They have set a PIN."""
    has_portrait: bool
    """Their face is kept on this phone: ask `People.portrait` for it."""
    current: bool
    """What is recorded now is recorded by them."""
    pending: bool
    """An invitation of theirs has yet to be presented to the hub: the next sync does."""
    refused: str | None
    """Why the hub did not take their last invitation: a code whose text is `refusal.<code>`."""

@dataclasses.dataclass(kw_only=True)
class ProfileOrg:
    """An organisation a person works for."""
    org: uuid.UUID
    """The organisation."""
    name: str
    """Its name."""
    roles: list[Role]
    """What they may do there."""
    current: bool
    """New seasons, lots and visits are opened for it now."""
    pending: bool
    """The hub has not confirmed it yet."""

@dataclasses.dataclass(kw_only=True)
class Progress:
    """Where a running sync is."""
    pushed: int
    """Changes handed over and answered so far."""
    pulled: int
    """Changes of others let in so far."""
    outbox: int
    """Changes that still wait."""
    waiting_ms: int | None
    """Milliseconds until the next try, while the hub cannot be reached."""

@dataclasses.dataclass(kw_only=True)
class Proposal:
    """Ranges proposed from read stamps."""
    ranges: list[SerialRange]
    """The ranges."""
    strangers: list[str]
    """Texts that no range can hold."""

class Purpose(enum.Enum):
    """What a file is for."""
    EVIDENCE = 0
    """A lot's whole story for an auditor."""
    HAND_OVER = 1
    """Changes on their way to the hub or to another phone."""
    RECEIPTS = 2
    """Receipts on their way back."""
    QUARANTINE = 3
    """Changes that were not let in."""

@dataclasses.dataclass(kw_only=True)
class Quantity:
    """An amount as entered. An amount below zero or beyond ten million tonnes is refused when it is recorded."""
    entered: decimal.Decimal
    """The number as entered."""
    entered_unit: EnteredUnit
    """The unit as entered."""

class QuantityRole(enum.Enum):
    """What an amount says about the goods."""
    IN = 0
    """Went in (kg of paddy into the mill)."""
    OUT = 1
    """Came out, or was harvested or packed."""
    AREA = 2
    """The area worked on."""

@dataclasses.dataclass(kw_only=True)
class QuantityRule:
    """An amount a step takes."""
    role: QuantityRole
    """What the amount says about the goods."""
    units: list[EnteredUnit]
    """The units it may be entered in, for the chips beside a number pad."""
    required: bool
    """An entry without it is refused."""
    label: Wording
    """What it is, in a word or two."""

@dataclasses.dataclass(kw_only=True)
class QuarantinedChange:
    """A change that reached this phone and was not let in. It is kept, and never shown as a fact."""
    doc: uuid.UUID
    """The document it was meant for."""
    reason: str
    """Why: a code whose text is `refusal.<code>`."""
    at_ms: int
    """When it was set aside, milliseconds since 1970."""
    bytes: int
    """Its length in bytes."""
    hash: builtins.bytes
    """SHA-256 of its bytes."""
    writer: str | None
    """The name of the device that wrote it, as far as it can be read; nothing of it is proven."""

@dataclasses.dataclass(kw_only=True)
class Reason:
    """What a code means, and what to do about it."""
    said: Wording
    """What it means."""
    remedy: Wording
    """What a person can do; empty where `said` says it already."""

@dataclasses.dataclass(kw_only=True)
class Receipt:
    """A receipt of the hub as this phone holds it."""
    at: datetime.datetime
    """When, by the hub's clock."""
    epoch: bytes
    """The hub's epoch, 16 bytes: a hub restored from a backup starts a new one."""
    device: uuid.UUID
    """The device it was given to."""
    digest: bytes
    """SHA-256 over the hashes of all its changes."""
    count: int
    """How many changes it is for."""
    place: int
    """The place of this change among them, from 1."""
    counts: bool | None
    """Whether the hub let the change count; absent when it did not say."""
    verifies: bool
    """The hub's signature and the list fit."""

@dataclasses.dataclass(kw_only=True)
class Recorded:
    """A fact that is durable, and what the rules and the catalogue have to say about it."""
    view: FactView
    """The fact."""
    findings: list[Finding]
    """What the rules found; never a reason to lose it."""
    advice: list[Invalid]
    """Values that are unusual, though they may be right."""

@dataclasses.dataclass(kw_only=True)
class Register:
    """An organisation's register as it stands."""
    org: Org
    """The organisation."""
    products: list[Product]
    """Its products."""
    plots: list[Plot]
    """Its plots."""
    people: list[Person]
    """Its people."""

@dataclasses.dataclass(kw_only=True)
class Rescue:
    """What was saved from a damaged book."""
    kept_in: str
    """Where the damaged files lie: a folder inside the book's."""
    at_ms: int
    """When, milliseconds since 1970."""
    facts: int
    """Entries that are in the new book."""
    changes: int
    """Changes saved: entries, corrections and what opened seasons, lots and visits."""
    to_send: int
    """Own changes that wait to be sent to the hub."""
    missing: int
    """Changes that were in the book and could not be read: at least so many, for what is lost may have named
    more. Those the hub has come back with the next sync.
    """
    last_entries: bool
    """Only the newest entries were concerned: the phone went off while one was being written, or the end of
    the write-ahead log is damaged.
    """

@dataclasses.dataclass(kw_only=True)
class Rights:
    """What the person may do on this device, known without signal."""
    roles: list[Role]
    """Their roles."""
    documents: list[DocKind]
    """Kinds of documents they may open and correct; the register stands for plots and products."""
    facts: list[FactKind]
    """Kinds of facts they may write down."""
    on_behalf_only: list[FactKind]
    """Kinds of facts they may write down only on behalf of somebody (ghi hộ)."""
    paper: Paper
    """What this rests on."""
    until: datetime.datetime | None
    """The last moment of the certificate; absent before the first sync."""

@dataclasses.dataclass(kw_only=True)
class Rival:
    """A claim that stands in the way of another."""
    claim: uuid.UUID
    """The activation that came first."""
    range: SerialRange
    """The stamps both claim."""

class Role(enum.Enum):
    """What a person may do in an organisation."""
    FARMER = 0
    """Nông dân: records on seasons."""
    OFFICER = 1
    """Cán bộ khuyến nông: visits and records on behalf of farmers."""
    MANAGER = 2
    """Quản lý HTX: makes lots and activates stamps."""
    INSPECTOR = 3
    """Thanh tra: inspects."""

@dataclasses.dataclass(kw_only=True)
class RoledQuantity:
    """An amount and its role."""
    role: QuantityRole
    """Its role."""
    quantity: Quantity
    """The amount."""

@dataclasses.dataclass(kw_only=True)
class Room:
    """Space on the device's disk."""
    free: int | None
    """Bytes free; absent where the system does not say."""
    reserve: int
    """Bytes of them kept back for entries."""
    for_photos: int
    """Bytes photos may still take."""

@dataclasses.dataclass(kw_only=True)
class Ruling:
    """How staff settled a dispute. It is in force until they settle it anew."""
    keeps: bool
    """The claim was kept; else it was refused."""
    at: datetime.datetime
    """When, by the hub's clock."""
    in_favour_of: uuid.UUID | None
    """The claim it was settled for, where that is another one."""
    evidence: list[uuid.UUID]
    """The re-scans it rests on."""
    note: str | None
    """What staff say to it."""
    lost: list[StampSpan]
    """Stamps it took from this claim and left to others."""

@dataclasses.dataclass(kw_only=True)
class SeenCode:
    """A code in a frame, to be outlined."""
    text: str | None
    """Its text; absent for one that could not be read."""
    corners: list[Corner]
    """Its four corners, clockwise from the code's own top left."""
    mark: SeenMark
    """How it is to be shown."""

class SeenMark(enum.Enum):
    """How a code in a frame is to be shown."""
    NEW = 0
    """A stamp that became sure with this frame: beep."""
    KNOWN = 1
    """A stamp that was sure before."""
    UNSURE = 2
    """Read, and not believed yet: hold still."""
    FOREIGN = 3
    """Sure, and it does not belong here: no stamp of one item or another issuer's; once `Sweep.report` was asked,
    also what that calls a stranger.
    """
    UNREAD = 4
    """Seen and not read: hold closer. It may be print that only looks like a code."""

@dataclasses.dataclass(kw_only=True)
class SerialRange:
    """A run of serials: a prefix, a zero-padded decimal counter of fixed width, a suffix.
    `HX00000001…HX00000500` is prefix `HX`, width 8, 1 to 500.
    """
    prefix: str
    """What stands before the counter."""
    width: int
    """Digits of the counter."""
    suffix: str
    """What stands after the counter."""
    first: int
    """The first counter."""
    last: int
    """The last counter, included."""
    def count(self) -> int:
        """How many serials."""
    def first_serial(self) -> str:
        """The first serial as printed."""
    def last_serial(self) -> str:
        """The last serial as printed."""

@dataclasses.dataclass(kw_only=True)
class SetAside:
    """A change that was not let in somewhere."""
    doc: uuid.UUID
    """The document it was meant for."""
    reason: str
    """Why; the text is `refusal.<reason>`."""
    at_ms: int
    """When it was set aside, milliseconds since 1970."""
    bytes: builtins.bytes
    """Its bytes, as they came; empty when they were too large to keep."""

class Severity(enum.Enum):
    """How much a finding matters."""
    INFO = 0
    """Worth knowing."""
    WARNING = 1
    """A person should look."""
    BLOCKING = 2
    """The hub will not confirm it."""

@dataclasses.dataclass(kw_only=True)
class SheetPlace:
    """Where a code lies on its sheet, in sides of a code: x to the right and y down, as the first frame was held."""
    patch: int
    """Places of one patch can be compared, places of two cannot: parts of a sheet not seen together yet."""
    x: float
    """The middle, to the right."""
    y: float
    """The middle, down."""
    across_x: float
    """From the code's left edge to its right, to the right."""
    across_y: float
    """From the code's left edge to its right, down."""

@dataclasses.dataclass(kw_only=True)
class Sight:
    """What was seen in one picture."""
    codes: list[Code]
    """The codes that were read, each once per place."""
    unread: list[UnreadCode]
    """Where a code lies that could not be read. Print that looks like a code may be among them."""

class SpotMark(enum.Enum):
    """How a place is to be shown."""
    READ = 0
    """Read, and proposed."""
    LEFT_OUT = 1
    """Read, and left out by a person."""
    DUPLICATE = 2
    """Printed more than once."""
    STRANGER = 3
    """It does not belong here."""
    UNREAD = 4
    """Seen and not read."""
    UNSURE = 5
    """Read once only, or in two ways."""

@dataclasses.dataclass(kw_only=True)
class Stamp:
    """What a scanned text means. Nothing is rejected; `raw` is always what was read."""
    raw: str
    """The text as read."""
    scheme: str
    """The form recognised, such as `gs1_digital_link`, `gs1_element_string`, `vnptcheck`, `vietqr`."""
    issuer: str | None
    """The issuer's id, if one is known."""
    _class: StampClass
    """How much it identifies."""
    gtin: str | None
    """GTIN-14 (GS1 AI 01)."""
    lot: str | None
    """Batch or lot (GS1 AI 10)."""
    serial: str | None
    """Serial (GS1 AI 21)."""
    code: str | None
    """The issuer's own code, exactly as printed."""
    key: str
    """What makes it unique: the canonical Digital Link for GS1, else host and code."""
    digital_link: str | None
    """The canonical GS1 Digital Link (URI syntax 1.4), for GS1 forms."""

@dataclasses.dataclass(kw_only=True)
class StampClaim:
    """An activation that a stamp is in."""
    claim: uuid.UUID
    """The activation."""
    state: ClaimState
    """How it stands."""
    lot: uuid.UUID
    """The lot."""
    lot_name: str
    """What the lot is called."""

class StampClass(enum.Enum):
    """How much a scanned text identifies."""
    ITEM = 0
    """One item: it can be activated."""
    LOT = 1
    """A lot."""
    PRODUCT = 2
    """A product."""
    NOT_A_STAMP = 3
    """Recognised, and not a stamp: a payment code, Wi-Fi, a contact…"""
    UNKNOWN = 4
    """Not recognised; kept as it is."""

@dataclasses.dataclass(kw_only=True)
class StampRule:
    """The stamps a step takes."""
    required: bool
    """At least one."""

@dataclasses.dataclass(kw_only=True)
class StampSpan:
    """A span of stamps an activation or voiding speaks of."""
    roll: uuid.UUID | None
    """The roll, when the phone knows it."""
    lease: uuid.UUID | None
    """The lease it rests on, when the phone knows it."""
    range: SerialRange
    """The serials; of a list's roll its places (`#0000001…`), of a code a number that is printed nowhere."""
    code: str | None
    """For one stamp whose code counts nothing: its address, such as `tem.example.vn/x/aZ8kQx3P`."""

@dataclasses.dataclass(kw_only=True)
class StampStanding:
    """What this book knows of one stamp: whose it is, and to which lot it is bound."""
    stamp: Stamp
    """What its text means."""
    label: str
    """What to call it: its serial, else its code, else the text as read."""
    is_stamp: bool
    """Whether it is a stamp at all, one's own or another's, and no payment code, contact or other text."""
    foreign: bool
    """Another issuer's; see `Stamps.is_foreign`."""
    lease: uuid.UUID | None
    """The lease that holds it."""
    product: str | None
    """The name of the product it is printed for, where it names one that is registered."""
    claims: list[StampClaim]
    """The activations it is in, the newest first: of two that want it both. Those that were voided or refused no longer
    have it.
    """

class Stamps(_Held):
    """Reading, leases, activation and claims of stamps."""
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    def activate(self, lot: uuid.UUID, ranges: Sequence[SerialRange], capture: Capture) -> Claim:
        """Binds ranges of stamps to a lot. Offline it is a claim: pending until the hub confirms it. What the
        rules find is told at once and never keeps the entry from being saved.

        Raises `NotFound` for an unknown lot, `InvalidInput` without ranges.
        """
    def activate_codes(self, lot: uuid.UUID, texts: Sequence[str], capture: Capture) -> Claim:
        """Binds stamps of lists, whose codes count nothing, to a lot: the texts as read, or the codes as printed. At most
        1,000 at once; a stamp named twice counts once.

        Raises `NotFound` for an unknown lot, `InvalidInput` without texts and for one that can be no stamp's code.
        """
    def activate_lease(self, lot: uuid.UUID, lease: uuid.UUID, capture: Capture) -> Claim:
        """Binds all stamps of a lease to a lot: a whole roll, or a part of it, as it was leased. Raises `NotFound`."""
    def check(self, lot: uuid.UUID, stamps: Sequence[StampSpan]) -> Checked:
        """Judges an activation before it is made, and writes nothing: what activating these stamps would find, by what this
        phone knows now. `spans` and `code_spans` make spans of what was read or typed. Throws what activating them would
        throw.
        """
    def claim(self, claim: uuid.UUID) -> Claim:
        """One activation of stamps. Raises `NotFound` for what is no activation of this book."""
    def claim_history(self, claim: uuid.UUID) -> list[ClaimEvent]:
        """The life of a claim, the oldest first: activated, every word of the hub that came here, re-scans, voided.
        Raises `NotFound` for an unknown activation.
        """
    def claims(self, lot: uuid.UUID | None = None) -> list[Claim]:
        """Claims of a lot, or all, newest first."""
    def code_spans(self, texts: Sequence[str]) -> list[StampSpan]:
        """Spans for stamps of lists that are to be voided or otherwise spoken of. Raises `InvalidInput` for a text that
        can be no stamp's code.
        """
    def is_foreign(self, text: str) -> bool:
        """Whether a text is a whole stamp of another issuer: with a GTIN that no product and no lease of the organisation
        has, or in an issuer's form with a serial that no lease holds. Such a stamp may be recorded as seen on a lot's
        goods, and is never activated. A bare serial tells no issuer.
        """
    def leases(self) -> list[Lease]:
        """The leases of stamps the hub has signed for this organisation, ended and revoked ones too."""
    def listed(self, texts: Sequence[str]) -> list[str]:
        """Of texts read from stamps, those that are of a leased list of codes, in their order. One in 256 strangers is
        taken for one; the hub knows exactly.
        """
    def look_up(self, text: str) -> StampStanding:
        """What this book knows of the stamp that a text was read from, or typed off: whose it is, and to which lot it is
        bound. Quick enough for each new text of a camera.
        """
    def propose(self, texts: Sequence[str]) -> Proposal:
        """Ranges proposed from the texts of read stamps, and the texts that no range can hold."""
    def range(self, first: str, last: str) -> SerialRange:
        """The range from one printed serial to another; both may be whole stamp texts. Raises `InvalidInput`
        when no range runs between them.
        """
    def read(self, text: str) -> Stamp:
        """What a scanned text means. Never fails; what is not known keeps its raw text."""
    def rescan(self, new: NewRescan) -> Recorded:
        """Writes down which stamps of a disputed activation are in hand: an entry of the activation's lot, which goes to
        the staff who settle the dispute. It never activates or moves a stamp. Without a photo, with stamps the
        activation does not name, or where nobody disputes it, it is saved all the same and a finding says so.

        Raises `NotFound` for an unknown activation, `InvalidInput` without stamps, `NotAllowed` for who may not inspect.
        """
    def spans(self, ranges: Sequence[SerialRange]) -> list[StampSpan]:
        """Spans for serials that are to be voided or otherwise spoken of, tied to the leases that hold them."""
    def split_lease(self, ranges: Sequence[SerialRange], to: uuid.UUID, lease: uuid.UUID | None = None) -> list[SubLease]:
        """Gives stamps of the organisation's lease to one person of it: only they activate them from then on, until it is
        taken back. Works without signal.

        Raises `NotAllowed` for who is no manager, and where certificate or lease have ended or the lease was revoked;
        `InvalidInput` for stamps in no lease, given already or activated, for an unknown person, and without `lease`
        where two rolls have the same serials.
        """
    def sub_leases(self) -> list[SubLease]:
        """The parts of leases that were given to single persons, in the order they were given; those taken back too."""
    def sweep(self) -> Sweep:
        """Begins a sweep over a sheet, box or roll of stamps."""
    def sweep_again(self, id: uuid.UUID) -> Sweep:
        """Goes on with a sweep. Raises `NotFound` for one that was activated or discarded."""
    def sweeps(self) -> list[SweepView]:
        """Sweeps under way, the oldest first: those that were neither activated nor discarded. They outlive a killed
        app.
        """
    def take_back(self, sub_lease: uuid.UUID, reason: str) -> SubLease:
        """Takes such a part back, with a reason, for good. Raises `NotFound`, and `NotAllowed` for who is no manager."""

@dataclasses.dataclass(kw_only=True)
class Standard:
    """A standard a group follows."""
    id: str
    """Its number and year, such as `TCVN 12850:2019`."""
    about: Wording
    """What it is about, in plain words (not its official title)."""

@dataclasses.dataclass(kw_only=True)
class Step:
    """A step: one thing people do and write down."""
    code: str
    """Its code, such as `spray`."""
    kind: FactKind
    """The kind of fact it records."""
    name: Wording
    """Its name."""
    guide: Wording
    """What to write and why."""
    photo: Wording | None
    """What is worth a photo."""
    on: list[DocKind]
    """The documents it may be recorded on."""
    quantities: list[QuantityRule]
    """The amounts it takes."""
    inputs: InputRule | None
    """The farm inputs it takes; null for none."""
    stamps: StampRule | None
    """The stamps it takes; null for none."""
    asks_origin: bool
    """The app asks which season or lot the goods came from."""
    mass_balance: bool
    """Weight in and weight out are compared: ask for both."""
    note_required: bool
    """An entry without a note is refused."""
    fields: list[StepField]
    """What it asks."""

@dataclasses.dataclass(kw_only=True)
class StepBalance:
    """What one step of a lot took and gave, in one unit."""
    fact: uuid.UUID
    """The entry."""
    unit: NormalUnit
    """What is counted in."""
    taken: decimal.Decimal | None
    """What went into the step."""
    given: decimal.Decimal | None
    """What came out of it."""
    lost: decimal.Decimal | None
    """What drying, milling and sorting took away, where a processing says both, or what of a delivery was lost on the
    way; below zero where more came out than went in.
    """
    lost_percent: decimal.Decimal | None
    """The same of a hundred that went in, rounded to a whole number."""

@dataclasses.dataclass(kw_only=True)
class StepField:
    """One thing a step asks."""
    code: str
    """Its name in facts, such as `moisture`."""
    takes: Answer
    """The answer it takes."""
    required: bool
    """An entry without it is refused."""
    label: Wording
    """The question, in a word or two."""
    hint: Wording
    """How to answer it."""

class StrangerReason:
    """Why a code is a stranger to a sweep."""
    def __init__(self) -> None: ...
    def is_OTHER_ROLL(self) -> bool: ...
    def is_other_roll(self) -> bool: ...
    def is_OTHER_ISSUER(self) -> bool: ...
    def is_other_issuer(self) -> bool: ...
    def is_NOT_A_STAMP(self) -> bool: ...
    def is_not_a_stamp(self) -> bool: ...
    def is_NOT_AN_ITEM(self) -> bool: ...
    def is_not_an_item(self) -> bool: ...
    def is_UNKNOWN(self) -> bool: ...
    def is_unknown(self) -> bool: ...
    def is_UNCOUNTABLE(self) -> bool: ...
    def is_uncountable(self) -> bool: ...
    def is_CLAIMED(self) -> bool: ...
    def is_claimed(self) -> bool: ...
    def is_NOT_LEASED(self) -> bool: ...
    def is_not_leased(self) -> bool: ...
    @dataclasses.dataclass
    class OTHER_ROLL(StrangerReason):
        """Of the same product or issuer, but its serial lies far away or looks otherwise."""
        def __init__(self) -> None: ...
    @dataclasses.dataclass
    class OTHER_ISSUER(StrangerReason):
        """Another product's or another issuer's stamp."""
        def __init__(self) -> None: ...
    @dataclasses.dataclass
    class NOT_A_STAMP(StrangerReason):
        """A code for something else: a payment, a contact."""
        def __init__(self) -> None: ...
    @dataclasses.dataclass
    class NOT_AN_ITEM(StrangerReason):
        """It names a product or a lot and not one item."""
        def __init__(self) -> None: ...
    @dataclasses.dataclass
    class UNKNOWN(StrangerReason):
        """Nobody here knows what it is."""
        def __init__(self) -> None: ...
    @dataclasses.dataclass
    class UNCOUNTABLE(StrangerReason):
        """Its serial has no digits to count by."""
        def __init__(self) -> None: ...
    @dataclasses.dataclass
    class CLAIMED(StrangerReason):
        """Bound to a lot already."""
        claim: uuid.UUID
        """The activation."""
        lot: uuid.UUID
        """The lot."""
        state: ClaimState
        """How that claim stands."""
    @dataclasses.dataclass
    class NOT_LEASED(StrangerReason):
        """The rest of its roll is leased here and it is not, or not to this person."""
        def __init__(self) -> None: ...

@dataclasses.dataclass(kw_only=True)
class SubLease:
    """A part of an organisation's lease that a manager gave to one person of it (giao lại dải tem)."""
    id: uuid.UUID
    """Its id."""
    lease: uuid.UUID
    """The lease it is a part of."""
    person: uuid.UUID
    """Who alone may activate these stamps."""
    range: SerialRange
    """The serials."""
    taken_back: bool
    """A manager took it back: the stamps are everybody's of the organisation again."""

class Subscription(_Held):
    """A listener's place. It rings until this is cancelled or let go; a ring under way may still arrive."""
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    def cancel(self) -> None:
        """Ends the rings. Idempotent."""

class Sweep(_Held):
    """A sweep under way. What it knows is in the book at each piece of news, so that it survives a killed app."""
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    def activate(self, lot: uuid.UUID, seen: Sequence[SerialRange], codes: Sequence[str] = ()) -> list[Claim]:
        """Binds what is proposed to a lot, as `Stamps.activate` does, and ends the sweep. A sheet of more than 200 separate
        ranges or 1,000 codes becomes several claims. `seen` are the stamps of the report's ranges as the person saw them,
        `codes` those of its codes; raises `InvalidInput` `sweep_changed` when the camera has read more since.
        """
    def discard(self) -> None:
        """Ends the sweep and forgets what it saw."""
    def id(self) -> uuid.UUID:
        """Its id, for `Stamps.sweep_again`."""
    def leave_out(self, range: SerialRange) -> None:
        """Leaves stamps out of what is proposed. Raises `InvalidInput` where no proposed stamps have such serials."""
    def push_luma(self, scanner: CodeScanner, pixels: Buffer, width: int, height: int, stride: int) -> SweepNews:
        """Reads a camera frame and takes it in; the bytes are those of `CodeScanner.push_luma`. Most frames bring nothing
        but what they show (`seen`), to be outlined; what else they bring is in the book when this returns. Raises `InvalidInput` when the buffer is too short,
        `NotFound` once the sweep was activated or discarded, `Closed` while the book is paused.
        """
    def report(self) -> SweepReport:
        """What is proposed, and what is not right about it, with what the book knows now. Ask after news."""
    def take_in(self, range: SerialRange) -> None:
        """Takes stamps in again that were left out, by a person or because they were printed twice."""
    def type_in(self, text: str) -> str:
        """Adds a stamp that cannot be read, as a person reads it off: its serial, or its whole text. Gives the
        serial. Raises `InvalidInput` with the reason when it cannot belong to the sweep.
        """

@dataclasses.dataclass(kw_only=True)
class SweepGap:
    """Serials missing between two that were read."""
    range: SerialRange
    """The missing serials."""
    after: str | None
    """The last serial read before it."""
    before: str | None
    """The first read behind it."""
    missing: list[MissingStamp]
    """One by one, the first 100 of a gap and 400 in all: where each would be."""

@dataclasses.dataclass(kw_only=True)
class SweepNews:
    """What a frame brought to a sweep."""
    read: list[SweptCode]
    """Texts that became sure, each once in a sweep."""
    doubled: list[SweptCode]
    """Texts that were found at a second place."""
    doubted: list[SheetPlace]
    """Places where a second text was read: what was told of them no longer counts."""
    unread: list[SheetPlace]
    """Places where a code is seen that cannot be read so far."""
    joined: bool
    """Two parts of the sheet were found to be one; places have moved."""
    seen: list[SeenCode]
    """What this frame shows, to be outlined over the picture; also when it brought nothing else."""

@dataclasses.dataclass(kw_only=True)
class SweepReport:
    """A sweep as it stands."""
    ranges: list[SweptRange]
    """What is proposed for activation, the largest first."""
    codes: list[SweptCodes]
    """The same of leased lists of codes, which count nothing and have no gaps."""
    duplicates: list[SweptDuplicate]
    """Stamps that were printed more than once. They are left out until somebody takes them in."""
    strangers: list[SweptStranger]
    """Codes that do not belong to what is proposed."""
    unread: list[UnreadStamp]
    """Places where a code is seen and cannot be read."""
    unsure: list[UnsureStamp]
    """Places where a text was read once only, or several texts."""
    spots: list[SweptSpot]
    """Every place where a code was seen, for a picture of the sheet."""
    full: bool
    """Codes were left out, because a sweep holds 10,000."""

@dataclasses.dataclass(kw_only=True)
class SweepView:
    """A sweep as a list shows it."""
    id: uuid.UUID
    """Its id."""
    org: uuid.UUID
    """For whom."""
    person: uuid.UUID
    """Who began it."""
    begun_ms: int
    """When, by this device's clock, milliseconds since 1970."""
    read: int
    """Codes read so far."""

@dataclasses.dataclass(kw_only=True)
class SweptCode:
    """A text and where it stands."""
    spot: int
    """The number of its place in the sweep."""
    text: str
    """The text."""
    place: SheetPlace
    """Where."""

@dataclasses.dataclass(kw_only=True)
class SweptCodes:
    """Stamps of a leased list of codes."""
    lease: uuid.UUID
    """The lease."""
    stamps: list[str]
    """Proposed for activation: their addresses, such as `tem.example.vn/x/aZ8kQx3P`."""

@dataclasses.dataclass(kw_only=True)
class SweptDuplicate:
    """One stamp found at several places of a sheet."""
    text: str
    """Its text."""
    serial: str
    """Its serial."""
    places: list[SheetPlace]
    """Where."""

@dataclasses.dataclass(kw_only=True)
class SweptRange:
    """Stamps of one roll."""
    family: str
    """The GTIN or the issuer's id."""
    roll: uuid.UUID | None
    """The roll, when a lease here names it."""
    leased: bool
    """A lease in force here holds them for this person. Where none does, the hub may know better."""
    span: SerialRange
    """From the first stamp read to the last."""
    stamps: list[SerialRange]
    """Proposed for activation: exactly what was read or typed, without what is double, claimed or left out."""
    count: int
    """How many those are."""
    typed: list[str]
    """Of those, the ones a person typed."""
    left_out: list[SerialRange]
    """Read or typed, and left out by a person."""
    gaps: list[SweepGap]
    """Serials inside the span that were not read."""
    said: Wording | None
    """What is wrong with the whole of it: no lease here holds it. Absent where one does."""

@dataclasses.dataclass(kw_only=True)
class SweptSpot:
    """A place where a code was seen."""
    spot: int
    """Its number."""
    place: SheetPlace
    """Where."""
    mark: SpotMark
    """How it is to be shown."""
    label: str | None
    """The serial, or the text of what has none."""

@dataclasses.dataclass(kw_only=True)
class SweptStranger:
    """A code that does not belong to what is proposed."""
    text: str
    """Its text."""
    serial: str | None
    """Its serial, if it has one."""
    place: SheetPlace | None
    """Where it was seen; nothing for a typed one."""
    reason: StrangerReason
    """Why."""
    said: Wording
    """Why, in a few words."""

class Sync(_Held):
    """Sync with the hub."""
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    def bundle(self, docs: Sequence[uuid.UUID]) -> Bundle:
        """Whole documents with their receipts, for a colleague who has no signal either. Raises `NotFound` for a
        document this book does not have, `NotAllowed` before the first sync.
        """
    def bundle_outbox(self) -> Bundle:
        """Everything that waits to be sent, as a file another phone or a memory stick carries: this device's
        changes, and those it carries for others with their own signatures. They count as handed over, and go
        on waiting until a receipt comes back. Raises `NotAllowed` when nothing waits, and before the first sync.
        """
    def bundle_receipts(self) -> Bundle:
        """The hub's receipts for what this phone carried for others, as a file to bring back. Raises `NotAllowed`
        when there are none.
        """
    def clock(self) -> ClockView:
        """What is known of this device's clock now. Show it when it was turned, or when it is off by more than a
        few minutes: what is recorded is never rewritten, so the person should set the clock.
        """
    def follow(self, org: uuid.UUID) -> None:
        """Follows an organisation again; its documents come with the next sync. Raises `NotFound` when this
        device is not certified for it.
        """
    def followed(self) -> list[FollowedOrg]:
        """The organisations this device is certified for, and which it follows."""
    def hub_key(self) -> str:
        """The hub's public key: all that is needed to check what it signed."""
    def import_bundle(self, bytes: Buffer) -> ImportReport:
        """Takes in a bundle of another phone: checks everything before anything is kept, changes nothing of it,
        and carries it to the hub at the next sync with its authors' own signatures. Receipts in it move this
        phone's changes on. Doing it twice does no harm. Raises `InvalidInput` for a file that is none, damaged,
        or too large; then nothing was taken in.
        """
    def outbox(self, limit: int = 50, offset: int = 0) -> list[OutboxItem]:
        """What of this phone the hub has not received or does not let count, one item for each change and each file:
        held and refused first, then the newest. At most `limit`, 0 means 50; skips `offset`.
        """
    def outbox_counts(self) -> OutboxCounts:
        """The outbox counted, and beside it what the hub has received of this device: what a home screen shows. Watch
        `Topic.OUTBOX`.
        """
    def run(self, options: SyncOptions, listener: SyncListener | None = None) -> SyncRun:
        """Starts a sync on its own thread and returns at once; a second one queues behind the first. Keep the
        run: letting it go cancels it.

        Raises `InvalidInput` for an address that is none. Being offline is an `Ending`, not an error.
        """
    def status(self) -> SyncStatus:
        """What to tell a person now, also about a sync that somebody else has started; `Topic.OUTBOX` rings when it
        changes.
        """
    def unfollow(self, org: uuid.UUID) -> None:
        """Stops fetching an organisation's news. Its documents leave this phone once the hub has given receipts
        for everything in them. Raises `NotFound` when this device is not certified for it, `NotAllowed` for
        the book's own organisation.
        """
    def usage(self, days: int) -> list[DayUse]:
        """What was used on each of the last so many days, today included, the newest first; days without use
        are left out. Counted are heads and bodies of requests and answers; a request that broke is counted
        whole.
        """

class SyncListener:
    """Hears how a sync goes on."""
    def progress(self, progress: Progress) -> None:
        """Something moved. Called on a thread of its own, so it may even wait for another sync; what it throws harms nobody and is dropped."""

@dataclasses.dataclass(kw_only=True)
class SyncOptions:
    """How a sync is run."""
    hub_url: str | None = None
    """Another address of the same hub; without it, the invitation's."""
    failures_max: int | None = None
    """Gives up after so many failures in a row; without it, it goes on, with waits up to five minutes, until
    cancelled.
    """
    link: LinkKind | None = None
    """What carries the bytes (Android `isActiveNetworkMetered` and `isNetworkRoaming`, iOS `isExpensive`).
    Without it, metered: better a photo late than a bill.
    """

@dataclasses.dataclass(kw_only=True)
class SyncReport:
    """What a sync did."""
    pushed: int
    """Changes handed over and answered."""
    pulled: int
    """Changes of others let in."""
    accepted: int
    """Pushed changes the hub accepted."""
    duplicate: int
    """Pushed changes the hub already had."""
    held: list[ChangeFate]
    """Pushed changes the hub keeps for a person to look at."""
    refused: list[ChangeFate]
    """Pushed changes the hub did not take."""
    rewritten: int
    """Own changes written again, because a copy of this book had written under the same numbers."""
    quarantined: int
    """Changes of others that did not pass the checks; they are kept aside."""
    unreadable_orgs: list[uuid.UUID]
    """Organisations whose news could not be read or trusted; the others went on."""
    packs: int
    """Product groups the hub has added that were fetched, and can be recorded with from now on."""
    unreadable_packs: list[PackFault]
    """Packs of the hub that are not in use, and why. They hold up nothing else."""
    lists: int
    """Lists of leased codes that were fetched: their stamps are told offline from now on."""
    unreadable_lists: list[PackFault]
    """Lists of leased codes that did not come, and why. They are asked for again."""
    unsendable_files: list[str]
    """Files that are gone or that the hub does not take; they no longer wait."""
    receipts: int
    """Receipts received."""
    round_trips: int
    """Requests made."""
    bytes_up: int
    """Bytes of request bodies."""
    bytes_down: int
    """Bytes of answers."""
    ending: Ending | None
    """How it ended; absent when its end is not known."""

class SyncRun(_Held):
    """A running sync. Letting it go cancels it; what was exchanged stays exchanged."""
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    def cancel(self) -> None:
        """Ends it at once, whatever it waits for; nothing is lost. Idempotent."""
    def wait_for_report(self) -> SyncReport:
        """Blocks until the end, and until the listener has heard the last, and gives the report. Raises `NotFound` when somebody else has waited already."""

@dataclasses.dataclass(kw_only=True)
class SyncStatus:
    """What a person is told about sync at any time."""
    outbox: int
    """Changes the hub has not acknowledged."""
    freight: int
    """Changes carried sealed for others, also not acknowledged."""
    files: int
    """Files the hub does not have and that still wait; see `Blobs.list`."""
    last_sync_ms: int | None
    """The last sync that got an answer, milliseconds since 1970."""
    hub_offset_ms: int | None
    """Hub time minus device time at that moment, milliseconds."""
    enrolled: bool
    """The device holds a certificate."""
    certified_until_ms: int | None
    """The certificate's last moment, milliseconds since 1970."""
    certificate_ended: bool
    """The certificate has ended: entries are kept here, others no longer pass them on, and no stamps can be
    activated until a sync renews it.
    """
    receipts: int
    """Receipts held."""
    running: bool
    """A sync runs now, whoever started it."""
    waiting_ms: int | None
    """Milliseconds until its next try, while the hub cannot be reached."""
    last_ending: Ending | None
    """How the last one ended since the book was opened; absent before, and when it ended in an error."""

@dataclasses.dataclass(kw_only=True)
class Task:
    """Something that waits for a person, about one activation of stamps."""
    kind: TaskKind
    """What is to be done."""
    claim: uuid.UUID
    """The activation."""
    lot: uuid.UUID
    """Its lot."""
    state: ClaimState
    """How the activation stands."""
    stamps: list[StampSpan]
    """The stamps it is about."""
    since: datetime.datetime | None
    """Since when: the hub's word, or where staff are waited for the newest re-scan."""
    said: Wording
    """What is to be done, as a sentence."""
    remedy: Wording
    """How."""
    findings: list[Finding]
    """Why the activation does not stand."""
    evidence: list[uuid.UUID]
    """Its re-scans since then, the newest first."""
    hindrance: Wording | None
    """Why the person of this profile may not do it, and who may; absent when they may."""

class TaskKind(enum.Enum):
    """What is to be done about an activation of stamps."""
    RESCAN = 0
    """Another activation wants the same stamps: scan those in hand again, with a photo (`Stamps.rescan`)."""
    MEND = 1
    """Something about its lot is wrong or missing: the findings say what to do."""
    TAKE_OFF = 2
    """Its stamps do not stand: take them off the goods and void the activation, or re-scan what is left on them."""
    WAIT = 3
    """Nothing, for the re-scan is written down: staff at the hub settle it."""

class Tasks(_Held):
    """What waits for a person."""
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    def due(self, until: datetime.date) -> builtins.list[Due]:
        """What is due in this organisation up to a day, the earliest first, with what is overdue: nonconformities that are
        not mended, places to be looked at again, seasons whose pre-harvest interval ends, visits that were planned and
        not finished, and leases of stamps that end. Visits are told to who may inspect, whoever opened them; harvests and
        leases to who may harvest and activate; nonconformities to everybody, for they are theirs to mend.

        It reads every season that may be harvested later: a few milliseconds each. Watch `Topic.FACTS` and
        `Topic.DOCUMENTS`.
        """
    def list(self) -> builtins.list[Task]:
        """What waits for a person in this organisation, the newest first: managers, officers and inspectors see all of
        it, others what concerns their own activations. A task goes when what it asks for is done; watch
        `Topic.CLAIMS`.
        """

class Topic(enum.Enum):
    """What a screen can watch."""
    FACTS = 0
    """Facts and their amendments."""
    DOCUMENTS = 1
    """Seasons, lots, visits, the register, and who works on this device."""
    CLAIMS = 2
    """Claims of stamps, leases and verdicts."""
    OUTBOX = 3
    """What the hub has not acknowledged, photos too, and when it last answered."""
    CATALOG = 4
    """The product groups: names of steps and fields, and what can be recorded."""

@dataclasses.dataclass(kw_only=True)
class Trace:
    """A lot's whole story: the lot itself, and every season and lot its goods came from."""
    lot: TraceDoc
    """The lot."""
    origins: list[TraceDoc]
    """Where its goods came from, nearest first. What has not reached this phone is simply not told."""
    product: Product | None
    """The product."""
    org: Org
    """The organisation."""
    people: list[Person]
    """The people of the organisation, for the names behind ids."""

@dataclasses.dataclass(kw_only=True)
class TraceClaim:
    """What became of an activation."""
    state: ClaimState
    """The claim's state."""
    stamps: list[StampSpan]
    """The stamps that stand."""

@dataclasses.dataclass(kw_only=True)
class TraceConflict:
    """Two or more values of one field, none of which has been settled on."""
    field: str
    """The field."""
    values: list[FieldValue]
    """The values, the one shown first."""

@dataclasses.dataclass(kw_only=True)
class TraceDoc:
    """One document of a trace."""
    doc: DocRef
    """Which."""
    head: dict[str, FieldValue]
    """Its head: `name`, `code`, `product`, `plot`, `group`…"""
    facts: list[TraceFact]
    """Its facts, by the moment they occurred."""
    corrections: list[Correction]
    """Who wrote the standing values of its head."""

@dataclasses.dataclass(kw_only=True)
class TraceFact:
    """A fact with what is known of it beside what it says."""
    fact: Fact
    """The fact with the current values of its amended fields."""
    doc: uuid.UUID
    """The document it is in."""
    voided: bool
    """It was voided."""
    amended: list[str]
    """Names of the fields that were amended."""
    conflicts: list[TraceConflict]
    """Fields on which people disagree."""
    contradicts: uuid.UUID | None
    """A fact it provably follows although it says it was written before it."""
    claim: TraceClaim | None
    """For an activation: what became of its claim."""
    signer: Certified | None
    """Whose key signed it; null while the hub has not certified that key."""
    corrections: list[Correction]
    """Who wrote the standing corrections, and the voiding."""

@dataclasses.dataclass(kw_only=True)
class Traffic:
    """Bytes up and down."""
    up: int
    """Sent."""
    down: int
    """Received."""

@dataclasses.dataclass(kw_only=True)
class UnreadCode:
    """Where a code lies that could not be read."""
    corners: list[Corner]
    """Its four corners, as those of a `Code`."""

@dataclasses.dataclass(kw_only=True)
class UnreadStamp:
    """A code that is seen and cannot be read."""
    spot: int
    """Its number."""
    place: SheetPlace
    """Where."""
    likely: str | None
    """The serial it has if the stamps around it are in order: to be compared with what is printed, never taken
    unseen.
    """

@dataclasses.dataclass(kw_only=True)
class Unreceipted:
    """A change without a receipt."""
    doc: uuid.UUID
    """Its document."""
    number: int
    """Its place in the document, from 1."""
    change: str
    """The change."""
    fact: uuid.UUID | None
    """The fact it records, if it is one."""

@dataclasses.dataclass(kw_only=True)
class UnsureStamp:
    """A place that was read too little, or in two ways."""
    spot: int
    """Its number."""
    place: SheetPlace
    """Where."""
    texts: list[str]
    """What was read there. One text: once only."""

@dataclasses.dataclass(kw_only=True)
class Visited:
    """Everything that visits found at one place, over the years."""
    subject: uuid.UUID
    """The season or lot; a visit to neither stands for itself."""
    visits: list[uuid.UUID]
    """The visits to it, the newest first."""
    inspections: list[FactView]
    """Its inspections, the newest first."""
    nonconformities: list[Nonconformity]
    """What was found wrong, the newest first; what is mended too."""
    due: datetime.date | None
    """The first day on which somebody is to look again: of what is not mended, and of the last inspection."""

@dataclasses.dataclass(kw_only=True)
class Wording:
    """A text in every language."""
    vi: str
    """Vietnamese."""
    en: str
    """English."""

def change_state_name(state: ChangeState) -> Wording:
    """How far a change has come, in a word or two."""

def claim_state_name(state: ClaimState) -> Wording:
    """How a claim on stamps stands."""

def clock_state_name(state: ClockState) -> Wording:
    """What is known of this device's clock."""

def clock_trust_name(trust: ClockTrust) -> Wording:
    """How far the clock behind a moment can be trusted."""

def doc_kind_name(kind: DocKind) -> Wording:
    """What a season, lot, visit or register is called."""

def fact_kind_name(kind: FactKind) -> Wording:
    """What a kind of fact is called. A step has a name of its own."""

def limits() -> Limits:
    """The limits of this version. They need no book and never change while the app runs."""

def normal_quantity(quantity: Quantity) -> NormalQuantity:
    """An amount in its normal unit, for sums: `2,5 tạ` is 250 kg. Raises `InvalidInput` for a number of more than 28
    digits.
    """

def parse_quantity(text: str) -> Quantity:
    """The amount a person typed: `250 kg`, `2,5 tạ` (decimal comma), `1.5 tấn`.

    Raises `InvalidInput`; the reason says whether the number or the unit is the trouble.
    """

def quantity_role_name(role: QuantityRole) -> Wording:
    """What an amount says about the goods. A step may ask for it in its own words."""

def read_invitation(text: str) -> Invitation:
    """Reads an invitation as it was scanned, without making anything of it. Its signature is checked against the hub's key
    inside it; who that hub is, nobody can say without asking. Raises `InvalidInput` for a text that is none.
    """

def role_name(role: Role) -> Wording:
    """What a role is called."""

def say_ending(ending: Ending) -> Wording:
    """How a sync ended and what to do."""

def say_number(number: decimal.Decimal, lang: Lang) -> str:
    """A number as the language writes it: `1.250,5` or `1,250.5`."""

def say_quantity(quantity: Quantity, lang: Lang) -> str:
    """An amount as it was entered: `2,5 tạ`, in English `2.5 tạ (250 kg)`."""

def say_refusal(code: str) -> Reason:
    """What a code of the hub, or of this app over a file or a link, means: `FactView.reason`, `ChangeFate.code`,
    `Profile.refused`, the code of a file set aside. A code of a newer hub is said in general.
    """

def say_rescue(rescue: Rescue, lang: Lang) -> str:
    """The sentence for a person: what was saved, and where the damaged book lies."""

def say_stamps(stamps: Sequence[StampSpan]) -> str:
    """Stamps in one line, as a person is told them: `HX00000001…HX00000500, HX00000612`; one of a list by its address. Throws
    `InvalidInput` for a range that is none.
    """

def severity_name(severity: Severity) -> Wording:
    """How much a finding matters."""

def stamp_class_name(read: StampClass) -> Wording:
    """What a scanned text is."""

def unexpected_error(details: str) -> FieldbookError:
    """The `Unexpected` for something that is no `FieldbookError`, such as a panic inside the library: with it an app
    has one kind of error to show. The layers of Kotlin and Swift call it; an app need not.
    """

def unit_name(unit: EnteredUnit) -> str:
    """The name of a unit as people read it in both languages, such as `tạ`."""

def verify_evidence(bytes: Buffer, hub_key: str) -> Evidence:
    """Checks an evidence file or bundle with nothing but the hub's public key: no book is needed. Gives what it
    proves; what it does not prove is in `unreceipted` and `missing_origins`.

    Raises `InvalidInput` that names the first thing wrong: which document, which change, whose.
    """
