"""Killed processes, many threads and long days: nothing acknowledged is lost, and nothing piles up."""

import gc
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time
import uuid
import weakref
from concurrent.futures import ThreadPoolExecutor

import fieldbook as fb
import pytest

from field_day import SOON, Rings, harvest

RECORDS = """
import sys, uuid
sys.path.insert(0, sys.argv[3])
import fieldbook as fb
from field_day import harvest

book = fb.open(sys.argv[1])
while True:
    print(book.journal().record(harvest(uuid.UUID(sys.argv[2]))).view.fact.id, flush=True)
"""


def test_what_was_acknowledged_survives_kill_9(book: fb.Fieldbook, season: uuid.UUID, config: fb.Config) -> None:
    book.shutdown()
    acknowledged: list[uuid.UUID] = []
    for after in (5, 17, 40):
        command = [sys.executable, "-c", RECORDS, config.dir, str(season), str(pathlib.Path(__file__).parent)]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        with child:
            assert child.stdout is not None
            for _ in range(after):
                acknowledged.append(uuid.UUID(child.stdout.readline().strip()))
            child.send_signal(signal.SIGKILL)
            acknowledged += [uuid.UUID(line.strip()) for line in child.stdout if line.endswith("\n")]
        with fb.open(config) as again:
            assert again.rescue() is None, "nothing was damaged"
            kept = {view.fact.id for view in again.journal().query(fb.FactQuery(limit=10_000))}
            assert kept >= set(acknowledged)
            assert len(kept) <= len(acknowledged) + after, "at most what could not be told any more"


def test_eight_threads_record_read_and_watch(book: fb.Fieldbook, season: uuid.UUID) -> None:
    rings = Rings()

    def day(number: int) -> list[uuid.UUID]:
        journal = book.journal()
        made = []
        for _ in range(25):
            made.append(journal.record(harvest(season)).view.fact.id)
            assert journal.get(made[-1]).fact.note
            assert journal.query(fb.FactQuery(limit=5))
        return made

    with book.watch(fb.Topic.FACTS, rings), ThreadPoolExecutor(8) as threads:
        made = [fact for facts in threads.map(day, range(8)) for fact in facts]
        assert rings.heard.get(timeout=SOON) == fb.Topic.FACTS
    kept = [view.fact.id for view in book.journal().query(fb.FactQuery(limit=1000))]
    assert len(made) == 200 and set(kept) == set(made) and len(kept) == 200


def test_others_run_while_a_call_is_inside_the_library(book: fb.Fieldbook, season: uuid.UUID) -> None:
    """Frames take long: meanwhile another thread must get on, or a window would freeze."""
    frame, steps, over = bytes(b"\x80" * (640 * 480)), 0, threading.Event()

    def read() -> None:
        for _ in range(3):
            book.scanner().read_still(frame, 640, 480, 640)
        over.set()

    reading = threading.Thread(target=read)
    reading.start()
    while not over.is_set():
        time.sleep(0.001)
        steps += 1
    reading.join()
    assert steps >= 10




def resident() -> int:
    """Kilobytes of memory that this process holds."""
    status = pathlib.Path("/proc/self/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])


@pytest.mark.skipif(not pathlib.Path("/proc/self/fd").exists(), reason="counts files as Linux shows them")
def test_books_opened_and_closed_leave_nothing_behind(
    book: fb.Fieldbook, season: uuid.UUID, config: fb.Config
) -> None:
    book.journal().record(harvest(season))
    book.shutdown()

    def once() -> weakref.ref[fb.Fieldbook]:
        with fb.open(config) as again:
            with again.watch(fb.Topic.FACTS, lambda topic: None):
                again.journal().query(fb.FactQuery())
            return weakref.ref(again)

    for _ in range(10):
        once()
    gc.collect()
    files, threads, kilobytes = len(os.listdir("/proc/self/fd")), threading.active_count(), resident()
    left = [once() for _ in range(40)]
    gc.collect()
    assert all(gone() is None for gone in left)
    assert len(os.listdir("/proc/self/fd")) <= files + 2
    assert threading.active_count() <= threads + 1
    assert resident() <= kilobytes + 20_000, "forty books later"


def test_a_listener_is_let_go_with_its_subscription(book: fb.Fieldbook) -> None:
    rings = Rings()
    gone = weakref.ref(rings)
    with book.watch(fb.Topic.FACTS, rings):
        assert rings.heard.get(timeout=SOON) == fb.Topic.FACTS
    del rings
    patience = time.monotonic() + SOON
    while gone() is not None and time.monotonic() < patience:
        gc.collect()
        time.sleep(0.01)
    assert gone() is None


@pytest.mark.skipif(not pathlib.Path("/proc/self/status").exists(), reason="weighs memory as Linux shows it")
def test_frames_and_answers_do_not_pile_up(book: fb.Fieldbook, season: uuid.UUID) -> None:
    frame = bytearray(b"\x80" * (640 * 480))
    for _ in range(20):
        book.journal().record(harvest(season))

    def work(times: int) -> None:
        for _ in range(times):
            book.scanner().push_luma(frame, 640, 480, 640)
            book.journal().query(fb.FactQuery())

    work(20)
    before = resident()
    work(80)
    gc.collect()
    assert resident() <= before + 10_000, "eighty frames of 300 kB would be 24,000"
