#!/usr/bin/env python3
"""The bad-link bench: one day's work, a sync with nothing new and a fresh phone, over an emulated mobile link,
Fieldbook beside automerge-repo with its own sync server. Needs root, Node and npm:

    python3 tests/badlink/run.py                          all links, 300 lots, and Fieldbook with 2,000
    python3 tests/badlink/run.py --lots 100 --links 3g    smaller

Both sides run as processes of their own in network namespaces of their own; bytes are counted on the wire,
IP and TCP heads included. A day is 120 facts in 40 lots up and 75 in 25 lots down.
"""

import argparse
import json
import os
import shutil
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from link import GPRS, HUB, LOSSY, UMTS, Link, Weather

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
PEER = HERE / "automerge-repo"
LINKS = {"2g": GPRS, "3g": UMTS, "lossy": LOSSY}
PORT = "8080"
SEED = 1
# Both sides are silent for so long: nothing more comes.
QUIET_S = 15.0
# Less than this in that time is a websocket keeping itself alive, a few hundred bytes every five seconds.
KEEP_ALIVE_BYTES = 1500


class Said:
    """A running command and when it said what."""

    def __init__(self, command: list[str]) -> None:
        self.at: dict[str, float] = {}
        self.heard = threading.Condition()
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=PEER)
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()

    def _listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            with self.heard:
                self.at.setdefault(line.strip(), time.monotonic())
                self.heard.notify_all()
        with self.heard:
            self.at.setdefault("end", time.monotonic())
            self.heard.notify_all()

    def when(self, word: str, patience: float) -> float | None:
        with self.heard:
            self.heard.wait_for(lambda: word in self.at or "end" in self.at, patience)
            return self.at.get(word)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


def build(release: bool) -> Path:
    flags = ["--release"] if release else []
    words = ["cargo", "build", "--locked", "-p", "fieldbook-tests", "-p", "fieldbook-hub", "--bins", *flags]
    subprocess.run(words, cwd=PROJECT, check=True)
    target = Path(os.environ.get("CARGO_TARGET_DIR", PROJECT / "target"))
    return target / ("release" if release else "debug")


def wait_for_port(link: Link) -> None:
    knock = f"import socket; socket.create_connection(('127.0.0.1', {PORT}), 1)"
    for _ in range(100):
        if subprocess.run(link.command(1, ["python3", "-c", knock]), stderr=subprocess.DEVNULL).returncode == 0:
            return
        time.sleep(0.1)
    raise SystemExit("the hub does not answer")


def row(what: str, seconds: float | None, wire: tuple[int, int], more: str = "") -> str:
    shown = "did not end" if seconds is None else f"{seconds:.1f} s"
    return f"{what:<58} | {shown:>12} | {wire[0] / 1000:>9.1f} | {wire[1] / 1000:>9.1f} | {more}"


def ours(link: Link, bins: Path, prepared: Path, fresh: bool) -> list[str]:
    """Fieldbook over one link, on a copy of what was prepared."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(prepared, folder, dirs_exist_ok=True)
        serve = [str(bins / "fieldbook-hub"), "--data", f"{folder}/hub", "serve", "--listen", f"0.0.0.0:{PORT}"]
        hub = subprocess.Popen(link.command(1, serve), stdout=subprocess.DEVNULL)
        try:
            wait_for_port(link)
            url = f"http://{HUB}:{PORT}"
            steps = [("a day", ["sync", f"{folder}/phone", url]), ("nothing new", ["sync", f"{folder}/phone", url])]
            if fresh:
                steps.append(("a fresh phone", ["fresh", folder, url]))
            for name, words in steps:
                link.reset()
                command = link.command(0, [str(bins / "shared-book"), *words])
                told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
                first = f", first lots after {told['first_ms'] / 1000:.1f} s" if told["first_ms"] else ""
                more = f"{told['rounds']} round trips, {told['pushed']}/{told['pulled']} changes{first}"
                rows.append(row(f"Fieldbook, {name}", told["ms"] / 1000, link.up_down(), more))
        finally:
            hub.kill()
            hub.wait()
    return rows


def theirs(link: Link, prepared: Path, fresh: bool, patience: float) -> list[str]:
    """automerge-repo over one link."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(prepared, folder, dirs_exist_ok=True)
        steps = ["a day", "nothing new"] + (["a fresh phone"] if fresh else [])
        for name in steps:
            hub = Said(link.command(1, ["node", "peer.mjs", "hub", folder, PORT]))
            who = "fresh" if name == "a fresh phone" else "phone"
            try:
                if hub.when("ready", 600) is None:
                    raise SystemExit("the peer's hub does not start")
                link.reset()
                began = time.monotonic()
                phone = Said(link.command(0, ["node", "peer.mjs", who, folder, f"ws://{HUB}:{PORT}"]))
                # Loading its own documents is not the link's time.
                began = phone.when("ready", 600) or began
                if name == "nothing new":
                    wire, seconds = until_quiet(link, began, patience)
                    rows.append(row(f"automerge-repo, {name}", seconds, wire))
                else:
                    ends = [phone.when("complete", patience), hub.when("complete", patience)]
                    seconds = None if None in ends else max(filter(None, ends)) - began
                    first = phone.at.get("first")
                    more = f"first after {first - began:.1f} s" if first and fresh else ""
                    rows.append(row(f"automerge-repo, {name}", seconds, link.up_down(), more))
                    time.sleep(2)  # both write their files
                phone.stop()
            finally:
                hub.stop()
    return rows


def until_quiet(link: Link, began: float, patience: float) -> tuple[tuple[int, int], float | None]:
    """Waits until nothing but the odd keep-alive moves."""
    last, wire = began, link.up_down()
    while time.monotonic() - last < QUIET_S:
        time.sleep(0.1)
        now = link.up_down()
        if sum(now) - sum(wire) > KEEP_ALIVE_BYTES:
            last, wire = time.monotonic(), now
        if time.monotonic() - began > patience:
            return link.up_down(), None
    return wire, last - began


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--lots", type=int, default=300, help="shared lots (at least 65)")
    ask.add_argument("--facts", type=int, default=20, help="facts in each")
    ask.add_argument("--many", type=int, default=2000, help="lots of Fieldbook's second run; 0 leaves it out")
    ask.add_argument("--links", default="2g,3g,lossy")
    ask.add_argument("--fresh", default="3g", help="links over which a fresh phone is measured too")
    ask.add_argument("--patience", type=float, default=600, help="seconds until the peer is given up")
    ask.add_argument("--debug", action="store_true", help="debug builds, to try the bench itself")
    wanted = ask.parse_args()

    bins = build(not wanted.debug)
    if not (PEER / "node_modules").exists():
        subprocess.run(["npm", "install", "--silent"], cwd=PEER, check=True)
    with tempfile.TemporaryDirectory() as folder:
        few, many, peer = (Path(folder) / name for name in ("few", "many", "peer"))
        for place, lots in [(few, wanted.lots), (many, wanted.many)]:
            place.mkdir()
            if lots:
                words = ["prepare", str(place), str(lots), str(wanted.facts), f"http://{HUB}:{PORT}"]
                subprocess.run([str(bins / "shared-book"), *words], check=True)
        peer.mkdir()
        words = ["node", "peer.mjs", "prepare", str(peer), str(wanted.lots), str(wanted.facts)]
        subprocess.run(words, cwd=PEER, check=True)

        print(f"{'what':<58} | {'time':>12} | {'up kB':>9} | {'down kB':>9} |")
        for key in wanted.links.split(","):
            weather: Weather = LINKS[key]
            fresh = key in wanted.fresh.split(",")
            print(f"-- {weather.name}; {wanted.lots} lots × {wanted.facts} facts, seed {SEED}", flush=True)
            with Link(weather, SEED) as link:
                for line in ours(link, bins, few, fresh):
                    print(line, flush=True)
                for line in theirs(link, peer, fresh, wanted.patience):
                    print(line, flush=True)
                if wanted.many:
                    print(f"-- the same link; {wanted.many} lots × {wanted.facts} facts", flush=True)
                    for line in ours(link, bins, many, fresh):
                        print(line, flush=True)


if __name__ == "__main__":
    main()
