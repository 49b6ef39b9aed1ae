"""A bad link between two hosts: two network namespaces joined by a user-space emulator over TUN.

`tc netem` is not in every kernel, so packets are carried by hand: each direction has a rate, half of the
round-trip time, a bounded queue and a seeded loss. Real TCP of the real kernel runs over it. Needs root and
/dev/net/tun; touches nothing but its own two namespaces.
"""

import fcntl
import heapq
import os
import random
import select
import struct
import subprocess
import threading
import time
from dataclasses import dataclass

TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000
MTU = 1400
# A base station keeps seconds of packets; what comes on top of that is lost.
QUEUE_BYTES = 64 * 1024

PHONE, HUB = "10.77.0.1", "10.77.0.2"


@dataclass(frozen=True)
class Weather:
    """What a link is like: name, round trip in ms, rate in kbit/s each way, packets lost of a hundred."""

    name: str
    rtt_ms: int
    kbit: int
    loss: float = 0.0


GPRS = Weather("2G: 600 ms, 40 kbit/s", 600, 40)
UMTS = Weather("3G: 200 ms, 400 kbit/s", 200, 400)
LOSSY = Weather("3G losing 5 %", 200, 400, 5.0)


def ip(*words: str, inside: str | None = None) -> None:
    command = ["ip", *(["-n", inside] if inside else []), *words]
    subprocess.run(command, check=True)


class Way:
    """One direction: packets leave one after another at the rate, and arrive half a round trip later."""

    def __init__(self, weather: Weather, dice: random.Random) -> None:
        self.weather, self.dice = weather, dice
        self.free_at = 0.0
        self.bytes = self.packets = self.lost = 0

    def arrival(self, length: int, now: float) -> float | None:
        """When a packet that is sent now arrives; None when it is lost."""
        rate = self.weather.kbit * 125.0
        self.bytes += length
        self.packets += 1
        queued = max(0.0, self.free_at - now) * rate
        if queued + length > QUEUE_BYTES or self.dice.random() * 100 < self.weather.loss:
            self.lost += 1
            return None
        self.free_at = max(now, self.free_at) + length / rate
        return self.free_at + self.weather.rtt_ms / 2000.0


class Link:
    """The two namespaces and what carries packets between them. Use it in a `with`."""

    def __init__(self, weather: Weather, seed: int) -> None:
        self.weather, self.seed = weather, seed
        self.spaces = (f"fb-phone-{os.getpid()}", f"fb-hub-{os.getpid()}")
        self.ends: list[int] = []
        self.ways: list[Way] = []
        self.stop = threading.Event()

    def __enter__(self) -> "Link":
        for at, (space, own, other) in enumerate(
            [(self.spaces[0], PHONE, HUB), (self.spaces[1], HUB, PHONE)]
        ):
            name = f"fb{os.getpid()}{'ab'[at]}"[-15:]
            end = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
            fcntl.ioctl(end, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
            self.ends.append(end)
            ip("netns", "add", space)
            ip("link", "set", name, "netns", space)
            ip("link", "set", "lo", "up", inside=space)
            ip("addr", "add", own, "peer", other, "dev", name, inside=space)
            ip("link", "set", name, "mtu", str(MTU), "up", inside=space)
        self.reset()
        self.carrier = threading.Thread(target=self._carry, daemon=True)
        self.carrier.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.carrier.join()
        for end in self.ends:
            os.close(end)
        for space in self.spaces:
            subprocess.run(["ip", "netns", "del", space], check=False)

    def reset(self) -> None:
        """Counts bytes from 0 and throws the dice from the start."""
        self.ways = [Way(self.weather, random.Random(self.seed + at)) for at in (0, 1)]

    def up_down(self) -> tuple[int, int]:
        """Bytes on the wire since the last reset, IP heads included: from the phone, to the phone."""
        return self.ways[0].bytes, self.ways[1].bytes

    def command(self, side: int, words: list[str]) -> list[str]:
        """A command as run by the phone (0) or the hub (1)."""
        return ["ip", "netns", "exec", self.spaces[side], *words]

    def _carry(self) -> None:
        flying: list[tuple[float, int, int, bytes]] = []
        count = 0
        while not self.stop.is_set():
            now = time.monotonic()
            wait = min(0.05, max(0.0, flying[0][0] - now)) if flying else 0.05
            ready, _, _ = select.select(self.ends, [], [], wait)
            now = time.monotonic()
            for end in ready:
                side = self.ends.index(end)
                packet = os.read(end, 65536)
                if packet[0] >> 4 != 4:
                    continue  # IPv6 neighbours looking for each other are not the traffic measured
                arrives = self.ways[side].arrival(len(packet), now)
                if arrives is not None:
                    count += 1
                    heapq.heappush(flying, (arrives, count, 1 - side, packet))
            while flying and flying[0][0] <= time.monotonic():
                _, _, side, packet = heapq.heappop(flying)
                try:
                    os.write(self.ends[side], packet)
                except OSError:
                    pass  # the other end is closing


if __name__ == "__main__":
    with Link(GPRS, 1) as link:
        subprocess.run(link.command(0, ["ping", "-c", "4", "-i", "1", HUB]), check=False)
        print(link.up_down())
