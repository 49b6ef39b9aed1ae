"""What happens on a day in the field: a harvest, a camera held still, somebody who listens."""

import queue
import time
import uuid
from decimal import Decimal
from typing import Any

import fieldbook as fb
import pytest
import segno

SOON = 10
# Port 9 is `discard`: nobody answers, as in a valley without signal.
NOBODY = "http://127.0.0.1:9"


def harvest(season: uuid.UUID, **more: Any) -> fb.NewFact:
    return fb.NewFact(
        doc=season,
        step="harvest",
        quantities=[fb.RoledQuantity(role=fb.QuantityRole.OUT, quantity=fb.parse_quantity("2,5 tạ"))],
        fields={"moisture": fb.FieldValue.NUMBER(Decimal("24.5"))},
        note="Gặt ở ruộng Đặng, lúa ẩm",
        **more,
    )


def luma(code: segno.QRCode, scale: int = 8, border: int = 4) -> tuple[bytes, int, int]:
    """A QR code as the camera's luma plane: bytes, width, height."""
    rows = [bytes(0 if dark else 255 for dark in row) for row in code.matrix_iter(scale=scale, border=border)]
    return b"".join(rows), len(rows[0]), len(rows)


def seen_by_camera(scanner: fb.CodeScanner, pixels: bytes, width: int, height: int) -> fb.Code:
    """Holds the camera still: a code may be read some frames after it came into view."""
    patience = time.monotonic() + SOON
    while time.monotonic() < patience:
        for code in scanner.push_luma(pixels, width, height, width):
            return code
    pytest.fail("no frame was read")


class Rings(fb.Listener):
    def __init__(self) -> None:
        self.heard: queue.Queue[fb.Topic] = queue.Queue()

    def ring(self, topic: fb.Topic) -> None:
        self.heard.put(topic)


class Throws(fb.Listener):
    def __init__(self) -> None:
        self.times = 0

    def ring(self, topic: fb.Topic) -> None:
        self.times += 1
        raise KeyError("a listener's own mistake")


def sheet_row(serials: list[str], scale: int = 5, border: int = 4) -> tuple[bytes, int, int]:
    """A row of stamps side by side, as the camera's luma plane."""
    link = "https://id.gs1.org/01/08939999000017/21/{}"
    codes = [segno.make(link.format(serial), error="m", version=4, micro=False) for serial in serials]
    pictures = [list(code.matrix_iter(scale=scale, border=border)) for code in codes]
    rows = [b"".join(bytes(0 if dark else 255 for dark in part) for part in row) for row in zip(*pictures)]
    return b"".join(rows), len(rows[0]), len(rows)
