"""Sổ Đồng from Python: a farm's book, its facts, stamps and sync, and what of it goes into pandas.

A book is a folder. Make one from an invitation of the hub, or open the one that is there; it closes at the end of
`with`. Every entry is durable when the call returns, also without signal.

>>> from decimal import Decimal
>>> import fieldbook as fb
>>> with fb.create(folder, invitation, "Máy tính của xã") as book:
...     season = book.documents().open_season(fb.NewSeason(name="Vụ mùa 2026"))
...     recorded = book.journal().record(fb.NewFact(
...         doc=season.doc.id,
...         step="harvest",
...         quantities=[fb.RoledQuantity(role=fb.QuantityRole.OUT, quantity=fb.parse_quantity("2,5 tạ"))],
...         fields={"moisture": fb.FieldValue.NUMBER(Decimal("13.5"))},
...     ))
...     recorded.view.state
<ChangeState.ON_PHONE: 0>

Records are dataclasses with keyword arguments. A value of one of several kinds is told with `match`:

>>> match recorded.view.fact.fields["moisture"]:
...     case fb.FieldValue.NUMBER(number):
...         print(number)
13.5

What was not done is a `FieldbookError`, whose `said` has the sentence for a person in both languages:

>>> try:
...     fb.create(folder, invitation, "Máy tính của xã")
... except fb.FieldbookError.NotAllowed as error:
...     print(error.reason, error.said.vi, sep=": ")
book_exists: Chỗ này đã có sổ. Chọn thư mục khác, hoặc dùng tiếp sổ đang có.

Ids are `uuid.UUID`, numbers `decimal.Decimal`, moments `datetime.datetime` with their offset; a field that ends in
`_ms` and counts from 1970 becomes one with `moment`. Calls block the thread they are made on and let others run;
everything may be used from many threads. Tables for pandas are in `fieldbook.frames`.
"""

from __future__ import annotations

import datetime
import os
from typing import overload

from ._library import fieldbook as _fieldbook
from ._polish import polish as _polish

_polish(_fieldbook, __name__, finished=frozenset({"Fieldbook", "Subscription", "Sync", "SyncRun"}))

from ._book import Fieldbook, Subscription, Sync, SyncRun
from ._library.fieldbook import *

__all__ = ["Fieldbook", "Subscription", "Sync", "SyncRun", "create", "moment", "open"]
__all__ += _fieldbook.__all__


def open(where: str | os.PathLike[str] | Config) -> Fieldbook:
    """Opens the book in a folder; `Config` says more than the folder. Use it with `with`.

    >>> with fb.open(folder) as book:
    ...     print(book.people().me().name)
    Lò Thị Mai

    Raises what `Fieldbook.open` raises, such as `FieldbookError.NotFound` when there is none.
    """
    return Fieldbook.open(_config(where))


def create(where: str | os.PathLike[str] | Config, invitation: str, device_name: str) -> Fieldbook:
    """Makes a new book in an empty folder from an invitation; see `Fieldbook.create`. Use it with `with`."""
    return Fieldbook.create(_config(where), invitation, device_name)


@overload
def moment(ms: int) -> datetime.datetime: ...
@overload
def moment(ms: None) -> None: ...
def moment(ms: int | None) -> datetime.datetime | None:
    """Milliseconds since 1970, as fields that end in `_ms` have them, as a moment in UTC; nothing for nothing.

    >>> fb.moment(1_791_000_000_123).isoformat()
    '2026-10-03T04:00:00.123000+00:00'
    """
    if ms is None:
        return None
    # Whole numbers only: a float of seconds loses the last millisecond.
    return datetime.datetime.fromtimestamp(0, datetime.timezone.utc) + datetime.timedelta(milliseconds=ms)


def _config(where: str | os.PathLike[str] | Config) -> Config:
    return where if isinstance(where, Config) else Config(dir=os.fspath(where))
