"""What a viewer gets: frames, latency, traffic, and what they cost the server; in headless Chromium."""

from __future__ import annotations

import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from ganlab.cli.bench import maps, taking
from ganlab.cli.bench.figure import Figure
from ganlab.data.images import DataError, load
from ganlab.engine.lab import Lab
from ganlab.gan.config import DEFAULT, RunConfig
from ganlab.presets import PRESETS

if TYPE_CHECKING:  # of the tests' requirements, which the app does without
    from playwright.sync_api import Browser, Page, WebSocket

ROOT = Path(__file__).parents[3]
_WATCH = """ahead => {  // by so many seconds the calendar's clock is ahead of that of the frames
  const root = document.querySelector(".gl-root");
  window.ages = [];
  const note = () => window.ages.push(Date.now() - 1000 * (Number(root.dataset.made) + ahead));
  new MutationObserver(note).observe(root, { attributeFilter: ["data-frames"] });
}"""
_WALLS = """{
  const put = CanvasRenderingContext2D.prototype.putImageData;  // how a whole wall of 64 pictures comes onto its canvas
  window.walls = 0;
  CanvasRenderingContext2D.prototype.putImageData = function (image, ...rest) {
    window.walls += image.width === 64 * 28;
    return put.call(this, image, ...rest);
  };
}"""
_RATE = """rate => new Promise(resolve => {
  const root = document.querySelector(".gl-root"), from = performance.now(), before = Number(root.dataset.step);
  const look = () => {
    const late = performance.now() - from > 5000;
    const acted = root.dataset.dLr !== rate && Number(root.dataset.step) > before;
    if (late || acted) resolve(late ? 5000 : performance.now() - from);
    else requestAnimationFrame(look);
  };
  look();
})"""


class Server:
    """The app in a process of its own, as `streamlit run app.py` starts it, with so many workers."""

    def __init__(self, workers: int = 1):
        self.workers = workers

    def __enter__(self) -> Self:
        self.folder = tempfile.TemporaryDirectory()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://localhost:{port}"
        command = ["-m", "streamlit", "run", "app.py", "--server.port", str(port), "--server.headless", "true"]
        environment = {**os.environ, "GANLAB_RUNS": self.folder.name, "GANLAB_WORKERS": str(self.workers)}
        self.process = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
        )
        while True:
            try:
                urllib.request.urlopen(f"{self.address}/_stcore/health").close()
                return self
            except OSError:
                time.sleep(0.1)

    def __exit__(self, *error: object) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(15)
        self.folder.cleanup()

    def cpu_ms(self) -> float:
        """Return the CPU time that the server has used, without its workers."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> float:
        """Return the resident memory of the server, without its workers."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return int(next(line.split()[1] for line in lines if line.startswith("VmRSS"))) / 1024


def _alone(config: RunConfig, seconds: float = 6.0) -> float:
    """Return steps per second of a run in a worker that nobody looks at."""

    lab = Lab(workers=1)
    entry = lab.open(config)
    steps = []
    for pause in (4.0, seconds):
        time.sleep(pause)
        with lab.watch(entry.run_id, lambda: None):
            while entry.snapshot is None or entry.snapshot.status != "running":
                time.sleep(0.005)
            steps.append((time.perf_counter(), entry.snapshot.step))
    lab.stop()
    return (steps[1][1] - steps[0][1]) / (steps[1][0] - steps[0][0])


class _Thread:
    """The browser's main thread in one page, on its own clock: a busy machine takes nothing from it."""

    def __init__(self, page: Page):
        self._session = page.context.new_cdp_session(page)
        self._session.send("Performance.enable", {"timeDomain": "threadTicks"})
        self._before = self._durations()

    def _durations(self) -> dict[str, float]:
        found = self._session.send("Performance.getMetrics")["metrics"]
        return {one["name"]: 1000 * one["value"] for one in found if one["name"].endswith("Duration")}

    def spent(self) -> tuple[float, float]:
        """Return the ms since then in all tasks, and of these in finding styles and laying out."""
        spent = {name: value - self._before[name] for name, value in self._durations().items()}
        return spent["TaskDuration"], spent["RecalcStyleDuration"] + spent["LayoutDuration"]


@dataclass
class _Seen:
    """Hold what one page saw: a second, but for `ages` and `sliders` in ms, and of a frame `size` in bytes and in ms
    `cpu`, the server's, `main`, the browser's main thread, and what of this went into `looks`, styles and layout.
    """

    rate: float
    frames: float
    walls: float
    ages: list[float]
    cpu: float
    main: float
    looks: float
    size: float
    sliders: list[float]


def _play(page: Page, address: str) -> None:
    """Open the lab, and let its run go as fast as it can."""
    page.goto(address)
    page.get_by_test_id("gl-begin").wait_for()
    page.get_by_test_id("gl-speed").press("End")
    page.get_by_test_id("gl-begin").click()
    page.wait_for_selector(".gl-root[data-status=running]")


def figures(chromium: str, opens: int) -> Iterator[Figure]:
    """Open the page in a browser, again and again."""
    from playwright.sync_api import sync_playwright

    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield Figure("training rate with one viewer, share", [_share(browser) for _ in range(3)], "≥ 75 %", "%")
        yield from _points(browser)
        yield from _images(browser)
        yield from _mnist(browser)
        with Server() as server:
            page = browser.new_page(viewport={"width": 1280, "height": 720})
            _play(page, server.address)
            page.wait_for_timeout(8000)
            yield from taking.figures(page)
        with Server(workers=2) as server:
            page = browser.new_page(viewport={"width": 1280, "height": 720})
            page.goto(server.address)
            page.get_by_test_id("gl-begin").click()
            page.wait_for_timeout(4000)
            yield from maps.figures(page, server.process.pid, _moved)
        if opens > 50:
            with Server() as server:
                growth = [_growth(browser, server, opens)]
                yield Figure(f"server memory growth, {opens} opens after 50", growth, "≤ 5 %", "%")
        browser.close()


def _share(browser: Browser) -> float:
    """Return by how many per cent of its rate the opening run trains while a page looks at it."""
    alone = _alone(DEFAULT)
    with Server() as server:
        return 100 * _watched(browser, server, "", 6.0).rate / alone


def _main(seen: _Seen, where: str, most: int) -> Iterator[Figure]:
    """Say what a frame costs the browser's main thread."""
    yield Figure(f"browser's main thread per frame, {where}", [seen.main], f"≤ {most} ms", "ms")
    yield Figure(f"styles and layout of this, {where}", [seen.looks], "≤ 3 ms", "ms")


def _points(browser: Browser) -> Iterator[Figure]:
    with Server() as server:
        seen = _watched(browser, server, "", 10.0, sliders=20)
        yield Figure("frames drawn per second, 2-D lab", [seen.frames], "≥ 28")
        yield from _main(seen, "2-D lab", 16)
        all_on = _watched(browser, server, "", 10.0, layers=("manifold", "density", "ideal"))
        yield Figure("frames drawn per second, all layers on", [all_on.frames], "≥ 20")
        ages = sorted(seen.ages)
        yield Figure("snapshot to pixels, median", [statistics.median(ages)], "≤ 60 ms", "ms")
        yield Figure("snapshot to pixels, 95th percentile", [ages[int(0.95 * len(ages))]], "≤ 150 ms", "ms")
        yield Figure("slider to first step, 95th percentile", [sorted(seen.sliders)[-2]], "≤ 300 ms", "ms")
        yield Figure("server CPU per frame", [seen.cpu], "≤ 3 ms", "ms")
        yield Figure("bytes per frame, 2-D lab", [seen.size / 1024], "≤ 16 KB", "KB")


def _images(browser: Browser) -> Iterator[Figure]:
    with Server() as server:
        seen = _watched(browser, server, "?preset=digits", 10.0)
        yield Figure("frames drawn per second, image lab", [seen.frames], "–")
        yield Figure("walls of pictures drawn per second, fixed and fresh", [seen.walls], "≥ 8")
        yield Figure("bytes per frame, image lab", [seen.size / 1024], "≤ 40 KB", "KB")
        asked = _watched(browser, server, "?preset=digits-asked", 10.0)
        yield Figure("bytes per frame, image lab, asked for digits", [asked.size / 1024], "≤ 40 KB", "KB")


def _mnist(browser: Browser) -> Iterator[Figure]:
    """Look at a run on MNIST, where there is MNIST."""
    try:
        load("mnist", allow_download=False)
    except DataError as error:
        print(f"live view of MNIST: not measured; {error}")
        return
    alone = _alone(PRESETS["mnist-dcgan"].config)
    with Server() as server:
        seen = _watched(browser, server, "?preset=mnist-dcgan", 10.0)
    yield Figure("walls of pictures drawn per second, MNIST", [seen.walls], "≥ 12")
    yield Figure("training rate with one viewer, MNIST, share", [100 * seen.rate / alone], "≥ 75 %", "%")
    yield from _main(seen, "MNIST", 25)


def _watched(
    browser: Browser, server: Server, query: str, seconds: float, sliders: int = 0, layers: tuple[str, ...] = ()
) -> _Seen:
    """Open one page and return what it saw in so many seconds."""
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    sizes: list[int] = []
    page.on("websocket", lambda opened: _note_sizes(opened, sizes))
    page.add_init_script(_WALLS)
    _play(page, f"{server.address}/{query}")
    if layers:
        page.get_by_test_id("gl-layers-open").click()
    for layer in layers:
        page.get_by_test_id(f"gl-layer-{layer}").click()
    page.wait_for_timeout(4000)
    page.evaluate(_WATCH, time.time() - time.monotonic())
    sizes.clear()
    page.evaluate("window.walls = 0")
    number = "Number(document.querySelector('.gl-root').dataset.step)"
    since, cpu, step, thread = time.perf_counter(), server.cpu_ms(), page.evaluate(number), _Thread(page)
    page.wait_for_timeout(1000 * seconds)
    took, cpu, steps = time.perf_counter() - since, server.cpu_ms() - cpu, page.evaluate(number) - step
    ages, walls = page.evaluate("[window.ages, window.walls]")
    main, looks = (spent / len(ages) for spent in thread.spent())
    size = statistics.mean(sizes)
    moved = _moved(page, sliders) if sliders else []
    page.close()
    return _Seen(steps / took, len(ages) / took, walls / took, ages, cpu / len(ages), main, looks, size, moved)


def _note_sizes(opened: WebSocket, sizes: list[int]) -> None:
    """Note the bytes of every message of the live route."""
    if "/live/" in opened.url:
        opened.on("framereceived", lambda data: sizes.append(len(data)))


def _moved(page: Page, turns: int) -> list[float]:
    """Move the slider of D's learning rate so many times; return the ms until a step was taken with the new rate."""
    took: list[float] = []
    slider = page.get_by_role("slider", name="D learning rate")
    slider.focus()
    for turn in range(turns):
        rate = page.evaluate("document.querySelector('.gl-root').dataset.dLr")
        waiting = page.evaluate_handle(f"() => ({{ done: ({_RATE})('{rate}') }})")
        page.keyboard.press("ArrowRight" if turn % 2 else "ArrowLeft")
        took.append(waiting.evaluate("held => held.done"))
        page.wait_for_timeout(500)
    return took


def _growth(browser: Browser, server: Server, opens: int) -> float:
    """Return by how many per cent the server's memory grows from the 50th page open to the last."""
    settled = 0.0
    for count in range(1, opens + 1):
        page = browser.new_page()
        _play(page, server.address)
        page.close()
        if count == 50:
            settled = server.memory_mb()
    return 100 * (server.memory_mb() / settled - 1)
