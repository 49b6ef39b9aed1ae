"""The book, its watches and its sync as Python has such things: `with`, `for`, and Ctrl-C that is heard."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from types import TracebackType
from typing import TypeVar

from ._library import fieldbook as _fieldbook
from ._library.fieldbook import FieldbookError, Listener, Progress, SyncListener, SyncOptions, SyncReport, Topic

N = TypeVar("N")
T = TypeVar("T")

# A lock that waits for ever hears no Ctrl-C on Windows. Whoever is waited for wakes the waiter at once all the same.
_HEARING = 0.5
_log = logging.getLogger("fieldbook")

# Held only to look and to put down, never while anybody waits; a signal's handler may come in between.
_turn = threading.RLock()


class _Bell(Listener):
    def __init__(self, listener: Listener | Callable[[Topic], object]) -> None:
        self._tell = _heard(listener.ring if isinstance(listener, Listener) else listener)

    def ring(self, topic: Topic) -> None:
        self._tell(topic)


class _Teller(SyncListener):
    def __init__(self, listener: SyncListener | Callable[[Progress], object]) -> None:
        self._tell = _heard(listener.progress if isinstance(listener, SyncListener) else listener)
        self._thread: int | None = None

    def progress(self, progress: Progress) -> None:
        self._thread = threading.get_ident()
        try:
            self._tell(progress)
        finally:
            # A later thread may get the same number.
            self._thread = None

    def is_telling_here(self) -> bool:
        return self._thread == threading.get_ident()


def _heard(tell: Callable[[N], object]) -> Callable[[N], None]:
    """Writes a listener's mistakes to the log, because the library has nobody to tell."""
    if not callable(tell):
        raise TypeError(f"a listener is a function or a subclass, and not a {type(tell).__name__}")

    def logged(news: N) -> None:
        try:
            tell(news)
        except Exception:
            _log.exception("a listener failed")

    return logged


class _Rings:
    """Topics that rang and were not taken yet, each once."""

    def __init__(self) -> None:
        self._waiting: dict[Topic, None] = {}
        self._rang = threading.Condition()
        self._over = False

    def ring(self, topic: Topic) -> None:
        with self._rang:
            self._waiting[topic] = None
            self._rang.notify_all()

    def end(self) -> None:
        with self._rang:
            self._over = True
            self._rang.notify_all()

    def take(self, timeout: float | None) -> Topic | None:
        until = None if timeout is None else time.monotonic() + timeout
        with self._rang:
            while not self._waiting and not self._over:
                left = _HEARING if until is None else until - time.monotonic()
                if left <= 0:
                    return None
                self._rang.wait(min(left, _HEARING))
            if self._over:
                return None
            topic = next(iter(self._waiting))
            del self._waiting[topic]
            return topic


class Subscription(_fieldbook.Subscription):
    __doc__ = _fieldbook.Subscription.__doc__

    def __enter__(self) -> Subscription:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.cancel()


class SyncRun(_fieldbook.SyncRun):
    __doc__ = f"{_fieldbook.SyncRun.__doc__}\n\nAt the end of `with` it is cancelled, if it still runs, and has ended."

    _report: Future[SyncReport] | None = None
    _teller: _Teller | None = None

    def wait_for_report(self) -> SyncReport:
        """Blocks until the end, and until the listener has heard the last, and gives the report. Ctrl-C ends the
        wait and not the sync: wait again for the report. Raises `NotFound` when it was given already.
        """
        if self._teller is not None and self._teller.is_telling_here():
            # The library does not wait for a listener that waits for its own run: it knows it by its thread.
            return super().wait_for_report()
        with _turn:
            report = self._report = self._report or _elsewhere(super().wait_for_report)
        while not report.done():
            wait([report], _HEARING)
        with _turn:
            # Only what was handed out is gone: after Ctrl-C it waits here for the next who asks.
            if self._report is report:
                self._report = None
        return report.result()

    def __enter__(self) -> SyncRun:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.cancel()
        # An error under way, such as Ctrl-C, says more than how the cancelled sync ended.
        with contextlib.suppress(FieldbookError.NotFound if error is None else FieldbookError):
            self.wait_for_report()


class Sync(_fieldbook.Sync):
    __doc__ = _fieldbook.Sync.__doc__

    def run(
        self,
        options: SyncOptions | None = None,
        listener: SyncListener | Callable[[Progress], object] | None = None,
    ) -> SyncRun:
        """Starts a sync on its own thread and returns at once; a second one queues behind the first. Keep the run:
        letting it go cancels it. Being offline is an `Ending`, not an error.

        The listener is called on a thread of its own; what it raises goes to the log `fieldbook`.
        """
        teller = None if listener is None else _Teller(listener)
        run = super().run(SyncOptions() if options is None else options, teller)
        assert isinstance(run, SyncRun)
        run._teller = teller
        return run

    def run_and_wait(
        self,
        options: SyncOptions | None = None,
        listener: SyncListener | Callable[[Progress], object] | None = None,
    ) -> SyncReport:
        """Syncs and gives the report. Ctrl-C cancels the sync and waits for its end; nothing is lost.

        >>> report = book.sync().run_and_wait(fb.SyncOptions(failures_max=3))
        >>> isinstance(report.ending, fb.Ending.COMPLETE)
        True
        """
        with self.run(options, listener) as run:
            return run.wait_for_report()


class Fieldbook(_fieldbook.Fieldbook):
    __doc__ = f"{_fieldbook.Fieldbook.__doc__}\n\nIt is shut down at the end of `with`."

    _listening: weakref.WeakSet[_Rings] | None = None
    _over = False

    def watch(self, topic: Topic, listener: Listener | Callable[[Topic], object]) -> Subscription:
        """Rings the listener once now and after every change of the topic, until the subscription is cancelled or
        let go, or `with` ends. It is called on the book's own thread and may call into the book; what it raises
        goes to the log `fieldbook`.

        >>> with book.watch(fb.Topic.FACTS, lambda topic: heard.append(topic)):
        ...     harvest = book.journal().record(new_harvest)
        """
        subscription = super().watch(topic, _Bell(listener))
        assert isinstance(subscription, Subscription)
        return subscription

    def changes(self, *topics: Topic, timeout: float | None = None) -> Iterator[Topic]:
        """Gives each topic at once, and again after it changed, however many changes there were. Ends when nothing
        has changed for `timeout` seconds, and when the book is shut down.

        >>> for topic in book.changes(fb.Topic.FACTS, timeout=0.2):
        ...     print(topic, len(book.journal().query(fb.FactQuery())) > 0)
        Topic.FACTS True
        """
        rings = _Rings()
        with contextlib.ExitStack() as subscribed:
            for topic in topics:
                subscribed.enter_context(self.watch(topic, rings.ring))
            with _turn:
                # Either `shutdown` finds these rings, or they find that it was there already.
                self._listening = self._listening or weakref.WeakSet()
                self._listening.add(rings)
                if self._over:
                    rings.end()
            while (rang := rings.take(timeout)) is not None:
                yield rang

    def shutdown(self) -> None:
        """Ends watches and closes the file for good. Idempotent. Nothing is lost when it is never called."""
        try:
            super().shutdown()
        finally:
            # Also when it raises, as on a full disk: nothing rings any more.
            with _turn:
                self._over = True
                for rings in list(self._listening or ()):
                    rings.end()

    def sync(self) -> Sync:
        """Sync with the hub."""
        room = super().sync()
        assert isinstance(room, Sync)
        return room

    def __enter__(self) -> Fieldbook:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.shutdown()


def _elsewhere(call: Callable[[], T]) -> Future[T]:
    """Makes a call on a thread of its own: while one is inside the library, Python hears no Ctrl-C."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(call())
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=run, name="fieldbook-wait", daemon=True).start()
    return future


# UniFFI makes its objects by these names: with them every book, run and subscription is one of ours.
for _cls in (Fieldbook, Subscription, Sync, SyncRun):
    _cls.__module__ = "fieldbook"
    setattr(_fieldbook, _cls.__name__, _cls)
