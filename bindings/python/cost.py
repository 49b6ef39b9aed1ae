"""What a call costs from Python, as one line of JSON for each: `cost.py DIR INVITATION`, then `cost.py DIR --open`.

The first makes a book in DIR with a thousand harvests and measures on it; the second measures a cold start and wants a
process of its own.
"""

import time

BEGAN = time.perf_counter_ns()

import fieldbook as fb  # noqa: E402 # loading it belongs to a cold start

import json  # noqa: E402
import statistics  # noqa: E402
import sys  # noqa: E402
import threading  # noqa: E402
import uuid  # noqa: E402
from collections.abc import Callable  # noqa: E402
from decimal import Decimal  # noqa: E402

WARM = 20


def tell(call: str, times: list[int]) -> None:
    last = sorted(times)[max(0, -(-len(times) * 95 // 100) - 1)]
    figures = {"call": call, "n": len(times), "median_ns": int(statistics.median(times)), "p95_ns": last}
    print(json.dumps(figures, separators=(",", ":")), flush=True)


def measure(call: str, n: int, work: Callable[[], object]) -> None:
    for _ in range(WARM):
        work()
    times = []
    for _ in range(n):
        began = time.perf_counter_ns()
        work()
        times.append(time.perf_counter_ns() - began)
    tell(call, times)


def watch_ring(book: fb.Fieldbook) -> int:
    rang = threading.Event()
    began = time.perf_counter_ns()
    subscription = book.watch(fb.Topic.FACTS, lambda topic: rang.set())
    rang.wait()
    took = time.perf_counter_ns() - began
    subscription.cancel()
    return took


def day(folder: str, invitation: str) -> None:
    with fb.create(folder, invitation, "Máy đo") as book:
        out = fb.RoledQuantity(role=fb.QuantityRole.OUT, quantity=fb.parse_quantity("2,5 tạ"))
        journal, scanner = book.journal(), book.scanner()

        # An entry costs more in a long season, so that what is compared is written into seasons of equal length.
        def season() -> uuid.UUID:
            return book.documents().open_season(fb.NewSeason(name="Vụ mùa 2026")).doc.id

        def record(season: uuid.UUID) -> None:
            moisture = fb.FieldValue.NUMBER(Decimal("24.5"))
            journal.record(
                fb.NewFact(
                    doc=season,
                    step="harvest",
                    quantities=[out],
                    fields={"moisture": moisture},
                    note="Gặt ở ruộng Đặng, lúa ẩm",
                )
            )

        long, fresh = season(), season()
        for _ in range(1000):
            record(long)
        measure("record", 200, lambda: record(fresh))
        measure("query_page", 500, lambda: journal.query(fb.FactQuery(limit=50)))
        for _ in range(WARM):
            watch_ring(book)
        tell("watch_ring", [watch_ring(book) for _ in range(500)])
        frame = bytes([128]) * (1280 * 720)
        measure("push_luma", 200, lambda: scanner.push_luma(frame, 1280, 720, 1280))


def cold_open(folder: str) -> None:
    book = fb.open(folder)
    book.journal().query(fb.FactQuery(limit=50))
    took = time.perf_counter_ns() - BEGAN
    book.shutdown()
    tell("cold_open", [took])


if sys.argv[2] == "--open":
    cold_open(sys.argv[1])
else:
    day(*sys.argv[1:])
