"""`with`, `for` and Ctrl-C over the book, its watches and its sync."""

import _thread
import logging
import pathlib
import queue
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator

import fieldbook as fb
import pytest

from conftest import Hub
from field_day import NOBODY, SOON, Rings, Throws, harvest


def test_a_book_is_open_as_long_as_its_with(tmp_path: pathlib.Path, invitation: str) -> None:
    with fb.create(tmp_path / "book", invitation, "Máy tính của xã") as book:
        assert isinstance(book, fb.Fieldbook)
        season = book.documents().open_season(fb.NewSeason(name="Vụ mùa 2026")).doc.id
        fact = book.journal().record(harvest(season)).view.fact.id
    with pytest.raises(fb.FieldbookError.Closed):
        book.journal().get(fact)
    with fb.open(str(tmp_path / "book")) as again:
        assert again.journal().get(fact).fact.id == fact
    with pytest.raises(KeyError), fb.open(fb.Config(dir=str(tmp_path / "book"))) as failing:
        raise KeyError("the program's own mistake")
    with pytest.raises(fb.FieldbookError.Closed):
        failing.journal().get(fact)


def test_changes_come_at_once_then_conflated_and_end(book: fb.Fieldbook, season: uuid.UUID) -> None:
    changes = book.changes(fb.Topic.FACTS, timeout=0.3)
    assert next(changes) == fb.Topic.FACTS
    for _ in range(20):
        book.journal().record(harvest(season))
    time.sleep(0.2)
    assert list(changes) == [fb.Topic.FACTS], "twenty changes are one piece of news"
    both = book.changes(fb.Topic.FACTS, fb.Topic.OUTBOX, timeout=0.3)
    assert {next(both), next(both)} == {fb.Topic.FACTS, fb.Topic.OUTBOX}
    both.close()  # type: ignore[attr-defined] # every generator has it


def test_changes_come_from_another_thread_and_end_with_the_book(book: fb.Fieldbook, season: uuid.UUID) -> None:
    counts: queue.Queue[int] = queue.Queue()

    def follow() -> None:
        for _ in book.changes(fb.Topic.FACTS):
            counts.put(len(book.journal().query(fb.FactQuery())))

    following = threading.Thread(target=follow)
    following.start()
    assert counts.get(timeout=SOON) == 0
    book.journal().record(harvest(season))
    while counts.get(timeout=SOON) != 1:
        pass
    book.shutdown()
    following.join(SOON)
    assert not following.is_alive()


def ends(book: fb.Fieldbook) -> bool:
    """Whether `changes` without a timeout ends."""
    following = threading.Thread(target=lambda: list(book.changes(fb.Topic.FACTS)), daemon=True)
    following.start()
    following.join(SOON)
    return not following.is_alive()


def test_changes_of_a_closed_book_are_none(book: fb.Fieldbook) -> None:
    book.shutdown()
    assert ends(book)


def test_changes_end_with_the_book_also_when_the_disk_is_full(
    book: fb.Fieldbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: fb.Fieldbook) -> None:
        raise fb.unexpected_error("đĩa đầy")

    changes = book.changes(fb.Topic.FACTS, timeout=SOON)
    assert next(changes) == fb.Topic.FACTS
    begun = time.monotonic()
    with monkeypatch.context() as full_disk:
        full_disk.setattr(fb.Fieldbook.__bases__[0], "shutdown", full)
        with pytest.raises(fb.FieldbookError):
            book.shutdown()
    assert list(changes) == [] and time.monotonic() - begun < SOON / 2
    assert ends(book)


def test_changes_may_begin_while_the_book_is_shut_down(book: fb.Fieldbook) -> None:
    open_ones = [book.changes(fb.Topic.FACTS) for _ in range(500)]
    assert [next(changes) for changes in open_ones] == [fb.Topic.FACTS] * 500
    began: list[Iterator[fb.Topic]] = []
    stop = threading.Event()

    def begin() -> None:
        while not stop.is_set():
            changes = book.changes(timeout=0)
            next(changes, None)
            began.append(changes)

    beginning = threading.Thread(target=begin)
    switching = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # as many races as there can be
    try:
        beginning.start()
        for _ in range(300):
            book.shutdown()
    finally:
        stop.set()
        beginning.join(SOON)
        sys.setswitchinterval(switching)
    assert began and all(next(changes, None) is None for changes in open_ones)


def test_a_watch_takes_a_function_and_ends_with_its_with(book: fb.Fieldbook, season: uuid.UUID) -> None:
    heard: queue.Queue[fb.Topic] = queue.Queue()
    with book.watch(fb.Topic.FACTS, heard.put) as subscription:
        assert isinstance(subscription, fb.Subscription)
        assert heard.get(timeout=SOON) == fb.Topic.FACTS
    book.journal().record(harvest(season))
    with pytest.raises(queue.Empty):
        heard.get(timeout=0.3)


def test_a_listener_may_call_back_and_its_mistakes_are_logged(
    book: fb.Fieldbook, season: uuid.UUID, caplog: pytest.LogCaptureFixture
) -> None:
    counts: queue.Queue[int] = queue.Queue()

    def record_once_more(topic: fb.Topic) -> None:
        count = len(book.journal().query(fb.FactQuery()))
        counts.put(count)
        if count < 3:
            book.journal().record(harvest(season))

    with caplog.at_level(logging.ERROR, "fieldbook"):
        with book.watch(fb.Topic.FACTS, record_once_more), book.watch(fb.Topic.FACTS, Throws()):
            while counts.get(timeout=SOON) < 3:
                pass
        assert "a listener's own mistake" in caplog.text


def test_a_subscription_let_go_rings_no_more(book: fb.Fieldbook, season: uuid.UUID) -> None:
    rings = Rings()
    subscription = book.watch(fb.Topic.FACTS, rings)
    assert rings.heard.get(timeout=SOON) == fb.Topic.FACTS
    del subscription
    book.journal().record(harvest(season))
    with pytest.raises(queue.Empty):
        rings.heard.get(timeout=0.3)


def test_run_and_wait_syncs_and_tells(hub: Hub, book: fb.Fieldbook, season: uuid.UUID) -> None:
    book.journal().record(harvest(season))
    told: list[fb.Progress] = []
    report = book.sync().run_and_wait(fb.SyncOptions(failures_max=3), told.append)
    assert isinstance(report.ending, fb.Ending.COMPLETE)
    assert report.accepted == 2 and told[-1].outbox == 0
    last = fb.moment(book.sync().status().last_sync_ms)
    assert last is not None and abs(last.timestamp() - time.time()) < 60
    assert isinstance(book.sync().run_and_wait().ending, fb.Ending.COMPLETE)


def test_a_run_is_over_at_the_end_of_its_with(book: fb.Fieldbook) -> None:
    with book.sync().run(fb.SyncOptions(hub_url=NOBODY)) as run:
        assert isinstance(run, fb.SyncRun)
    with pytest.raises(fb.FieldbookError.NotFound):
        run.wait_for_report()
    with book.sync().run(fb.SyncOptions(hub_url=NOBODY, failures_max=1)) as short:
        assert isinstance(short.wait_for_report().ending, fb.Ending.OFFLINE)


def test_ctrl_c_ends_the_wait_and_the_report_is_there_later(book: fb.Fieldbook) -> None:
    run = book.sync().run(fb.SyncOptions(hub_url=NOBODY))
    pressed = threading.Timer(0.3, _thread.interrupt_main)
    pressed.start()
    with pytest.raises(KeyboardInterrupt):
        run.wait_for_report()
    run.cancel()
    patience = time.monotonic() + SOON
    while any(thread.name == "fieldbook-wait" for thread in threading.enumerate()) and time.monotonic() < patience:
        time.sleep(0.01)
    assert isinstance(run.wait_for_report().ending, fb.Ending.CANCELLED)
    with pytest.raises(fb.FieldbookError.NotFound):
        run.wait_for_report()


def test_a_listener_may_wait_for_its_own_run(book: fb.Fieldbook) -> None:
    runs: queue.Queue[fb.SyncRun] = queue.Queue()
    reports: queue.Queue[fb.SyncReport] = queue.Queue()
    told: list[fb.Progress] = []

    def wait_once(progress: fb.Progress) -> None:
        told.append(progress)
        if len(told) == 1:
            reports.put(runs.get(timeout=SOON).wait_for_report())

    run = book.sync().run(fb.SyncOptions(hub_url=NOBODY, failures_max=2), wait_once)
    runs.put(run)
    assert isinstance(reports.get(timeout=SOON).ending, fb.Ending.OFFLINE)
    with pytest.raises(fb.FieldbookError.NotFound):
        run.wait_for_report()


ENDLESS = """
import sys, threading
import fieldbook as fb

with fb.open(sys.argv[1]) as book:
    try:
        told = lambda progress: print("tries", flush=True)
        book.sync().run_and_wait(fb.SyncOptions(hub_url="http://127.0.0.1:9"), told)
    except KeyboardInterrupt:
        waits = [thread for thread in threading.enumerate() if thread.name == "fieldbook-wait"]
        print("left", book.sync().status().outbox, len(waits), flush=True)
"""


def test_ctrl_c_cancels_a_sync_and_leaves_cleanly(
    book: fb.Fieldbook, season: uuid.UUID, config: fb.Config
) -> None:
    fact = book.journal().record(harvest(season)).view.fact.id
    book.shutdown()
    child = subprocess.Popen([sys.executable, "-c", ENDLESS, config.dir], stdout=subprocess.PIPE, text=True)
    # Whoever does not hear Ctrl-C would wait for ever.
    impatience = threading.Timer(2 * SOON, child.kill)
    impatience.start()
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == "tries\n"
        asked = time.monotonic()
        child.send_signal(signal.SIGINT)
        left = [line for line in child.stdout if line.startswith("left")]
        assert child.wait() == 0
    impatience.cancel()
    assert left == ["left 2 0\n"], "nothing was sent, and nobody waits any more"
    assert time.monotonic() - asked < 5
    with fb.open(config) as again:
        assert again.journal().get(fact).fact.id == fact
