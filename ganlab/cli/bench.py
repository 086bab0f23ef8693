"""Measure what the README promises: `python -m ganlab bench`. Medians, side by side in one run, on this machine.

The GAN that is timed is the GAN that the app runs. The browser part needs Chromium and the tests' requirements.
"""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from ganlab.data import distribution, shape_of
from ganlab.gan.config import DEFAULT, RunConfig, from_values
from ganlab.gan.networks import build_pair
from ganlab.lazy import torch
from ganlab.observe import classifier
from ganlab.presets import PRESETS

ROOT = Path(__file__).parents[2]
SURE, GOAL_CLASSES, GOAL_SURE = 0.5, 8, 0.6  # when DCGAN's pictures are recognisable digits of several classes
SMALL_2D = from_values({"dataset": "ring", "g_hidden": (16, 16), "d_hidden": (16, 16), "batch_size": 150})


def bench(opens: int = 500) -> int:
    """Print every figure with its target; `opens` is how many pages the memory part opens and closes."""
    torch.set_num_threads(1)
    _row("2-D training / textbook loop", _versus_textbook(SMALL_2D, None, 200), "≥ 1.3 ×", "×")
    _pictures()
    _lost()
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print("live view: not measured; it needs Chromium")
        return 0
    _live(chromium, opens)
    return 0


def _pictures() -> None:
    """Measure the recipes for MNIST, where there is MNIST."""
    from ganlab.data.images import DataError, load

    try:
        images = load("mnist", allow_download=False)
    except DataError as error:
        print(f"MNIST recipes: not measured; {error}")
        return
    for name, key, steps in (("seed recipe", "seed-mnist", 20), ("DCGAN", "mnist-dcgan", 10)):
        _row(f"MNIST {name} / textbook loop", _versus_textbook(PRESETS[key].config, images, steps), "≥ 1.1 ×", "×")
    seconds, steps = _until_digits(PRESETS["mnist-dcgan"].config, images)
    goal = f"{GOAL_CLASSES} classes, {GOAL_SURE:.0%} of the pictures sure digits"
    _row(f"CPU seconds of one core until DCGAN makes {goal}", [seconds], "≤ 60 s", "s")
    print(f"  (a picture is one where the classifier gives a digit {SURE:.0%}; reached at step {steps:,})")


def _until_digits(config: RunConfig, images, limit: float = 300.0) -> tuple[float, int]:
    """Return (CPU seconds of training, steps) until G's pictures are digits, or the limit; the checks are not counted.

    CPU time, as the machine may be shared: alone on it, the clock shows the same.
    """
    from ganlab.gan.trainer import Trainer

    trainer, seconds = Trainer(config, images), 0.0
    while seconds < limit:
        since = time.process_time()
        for _ in range(50):
            trainer.step()
        seconds += time.process_time() - since
        classes, sure = digits_made(trainer)
        if classes >= GOAL_CLASSES and sure >= GOAL_SURE:
            break
    return seconds, trainer.step_count


def digits_made(trainer, n: int = 500) -> tuple[int, float]:
    """Return (classes, share) of n fresh pictures: the share that the classifier is sure of, and their classes.

    A class counts with a fifth of its fair share of all pictures.
    """
    confidence, seen = classifier.told(classifier.unit(trainer.samples(n), trainer.config))
    sure = confidence >= SURE
    counts = torch.bincount(seen[sure], minlength=classifier.CLASSES)
    return int((counts >= n / classifier.CLASSES / 5).sum()), sure.float().mean().item()


def _row(name: str, values: list[float], target: str, unit: str = "") -> None:
    middle, low, high = statistics.median(values), min(values), max(values)
    print(f"{name:44} {middle:8.2f} {unit:5} ({low:.2f} to {high:.2f})   target {target}", flush=True)


def _textbook(config: RunConfig, images):
    """Return a step as textbooks write it: nn.Sequential, torch.optim, BCEWithLogitsLoss, `.item()` each step."""
    nn, n = torch.nn, config.batch_size
    generator, discriminator = build_pair(config, shape_of(config.dataset))
    make = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD}[config.d_optimizer]
    g_optimizer = make(generator.parameters(), lr=config.g_lr)
    d_optimizer = make(discriminator.parameters(), lr=config.d_lr)
    loss, real_label = nn.BCEWithLogitsLoss(), torch.full((n, 1), config.real_label)
    zero, one, rng = torch.zeros(n, 1), torch.ones(n, 1), torch.Generator().manual_seed(0)
    pixels = None if images is None else images.pixels[:, None].float() / 255

    def step():
        if pixels is None:
            real = distribution(config).sample(n, rng)
        else:
            real = pixels[torch.randint(len(pixels), (n,), generator=rng)]
        z = torch.randn(n, config.latent_dim) * config.latent_std
        fake = generator(z)
        d_optimizer.zero_grad()
        d_loss = loss(discriminator(real), real_label) + loss(discriminator(fake.detach()), zero)
        d_loss.backward()
        d_optimizer.step()
        if not config.reuse_z:
            z = torch.randn(n, config.latent_dim) * config.latent_std
        g_optimizer.zero_grad()
        g_loss = loss(discriminator(generator(z)), one)
        g_loss.backward()
        g_optimizer.step()
        return d_loss.item(), g_loss.item()

    return step


def _versus_textbook(config: RunConfig, images, steps: int, rounds: int = 15) -> list[float]:
    """Return our steps per second over the textbook's, round by round, the two in turn."""
    from ganlab.gan.trainer import Trainer

    ours, theirs = Trainer(config, images).step, _textbook(config, images)
    ratios = []
    for _ in range(rounds + 1):
        seconds = []
        for step in (ours, theirs):
            since = time.perf_counter()
            for _ in range(steps):
                step()
            seconds.append(time.perf_counter() - since)
        ratios.append(seconds[1] / seconds[0])
    return ratios[1:]  # the first round warms up


def looked(config: RunConfig, images, seconds: float) -> tuple[float, float]:
    """Return the share of the processor's time, in per cent, that a watched run spends on frames and on measures, and
    the longest that one of them held it up, in ms; after the first measures, which make the floors too."""
    from ganlab.engine.run import Run

    run = Run("the-bench-run", 0, config, pickle.dumps)
    run.begin(images)
    spent, longest, began = {"stepping": 0.0, "looking": 0.0}, 0.0, None
    while began is None or time.monotonic() - began < seconds:
        for what, actions in {
            "stepping": [lambda: run.advance(lambda: False)],
            "looking": [run.measure, run.show],
        }.items():
            for action in actions:
                since = time.thread_time()
                action()
                took = time.thread_time() - since
                if began:
                    spent[what] += took
                    longest = max(longest, took) if what == "looking" else longest
        if began is None and run.measured.metrics is not None:
            began = time.monotonic()
    return 100 * spent["looking"] / sum(spent.values()), 1000 * longest


def _lost() -> None:
    """Print what looking and measuring cost in the image lab, of the sets of pictures that are here."""
    from ganlab.data.images import DataError, load

    for key in ("seed-mnist", "mnist-dcgan", "digits"):
        config = PRESETS[key].config
        try:
            lost, longest = looked(config, load(config.dataset, allow_download=False), 15.0)
        except DataError:
            continue
        _row(f"time lost to metrics and snapshots, {key}", [lost], "≤ 10 %", "%")
        _row(f"longest hold-up of these, {key}", [longest], "≤ 60 ms", "ms")


_WATCH = """() => {
  const root = document.querySelector(".gl-root");
  window.ages = [];
  new MutationObserver(() => window.ages.push(Date.now() - 1000 * root.dataset.made)).observe(root, { attributeFilter: ["data-frames"] });
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
  const look = () => performance.now() - from > 5000 ? resolve(5000) : root.dataset.dLr !== rate && Number(root.dataset.step) > before ? resolve(performance.now() - from) : requestAnimationFrame(look);
  look();
})"""


class _Server:
    """The app in a process of its own, as `streamlit run app.py` starts it."""

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://localhost:{port}"
        command = ["-m", "streamlit", "run", "app.py", "--server.port", str(port), "--server.headless", "true"]
        environment = {**os.environ, "GANLAB_RUNS": self.folder.name, "GANLAB_WORKERS": "1"}
        self.process = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
        )
        while True:
            try:
                urllib.request.urlopen(f"{self.address}/_stcore/health").close()
                return self
            except OSError:
                time.sleep(0.1)

    def __exit__(self, *error):
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


def _alone(seconds: float = 6.0) -> float:
    """Return steps per second of the opening run in a worker that nobody looks at."""
    from ganlab.engine.lab import Lab

    lab = Lab(workers=1)
    entry = lab.open(DEFAULT)
    steps = []
    for pause in (4.0, seconds):
        time.sleep(pause)
        with lab.watch(entry.run_id, lambda: None):
            while entry.snapshot is None:
                time.sleep(0.005)
            steps.append((time.perf_counter(), entry.snapshot.step))
    lab.stop()
    return (steps[1][1] - steps[0][1]) / (steps[1][0] - steps[0][0])


def _live(chromium: str, opens: int) -> None:
    from playwright.sync_api import sync_playwright

    shares = []
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        for _ in range(3):
            alone = _alone()
            with _Server() as server:
                shares.append(100 * _watched(browser, server, "", 6.0)["rate"] / alone)
        _row("training rate with one viewer, share", shares, "≥ 70 %", "%")
        with _Server() as server:
            seen = _watched(browser, server, "", 10.0, sliders=20)
            _row("frames drawn per second, 2-D lab", [seen["frames"]], "≥ 20")
            all_on = _watched(browser, server, "", 10.0, layers=("manifold", "density", "ideal"))
            _row("frames drawn per second, all layers on", [all_on["frames"]], "≥ 20")
            ages = sorted(seen["ages"])
            _row("snapshot to pixels, median", [statistics.median(ages)], "≤ 60 ms", "ms")
            _row("snapshot to pixels, 95th percentile", [ages[int(0.95 * len(ages))]], "≤ 150 ms", "ms")
            _row("slider to first step, 95th percentile", [sorted(seen["sliders"])[-2]], "≤ 300 ms", "ms")
            _row("server CPU per frame", [seen["cpu"]], "≤ 3 ms", "ms")
            _row("bytes per frame, 2-D lab", [seen["bytes"] / 1024], "≤ 16 KB", "KB")
        with _Server() as server:
            seen = _watched(browser, server, "?preset=digits", 10.0)
            _row("frames drawn per second, image lab", [seen["frames"]], "–")
            _row("walls of pictures drawn per second, fixed and fresh", [seen["walls"]], "≥ 8")
            _row("bytes per frame, image lab", [seen["bytes"] / 1024], "≤ 40 KB", "KB")
            asked = _watched(browser, server, "?preset=digits-asked", 10.0)
            _row("bytes per frame, image lab, asked for digits", [asked["bytes"] / 1024], "≤ 40 KB", "KB")
        if opens > 50:
            with _Server() as server:
                _row(f"server memory growth, {opens} opens after 50", [_growth(browser, server, opens)], "≤ 5 %", "%")
        browser.close()


def _watched(browser, server: _Server, query: str, seconds: float, sliders: int = 0, layers: tuple = ()) -> dict:
    """Open one page and return what it saw in so many seconds."""
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    sizes: list[int] = []
    page.on("websocket", lambda s: "/live/" in s.url and s.on("framereceived", lambda data: sizes.append(len(data))))
    page.add_init_script(_WALLS)
    page.goto(f"{server.address}/{query}")
    page.wait_for_selector(".gl-root[data-status=running]")
    for layer in layers:
        page.get_by_test_id(f"gl-layer-{layer}").click()
    page.wait_for_timeout(4000)
    page.evaluate(_WATCH)
    sizes.clear()
    page.evaluate("window.walls = 0")
    number = "Number(document.querySelector('.gl-root').dataset.step)"
    since, cpu, step = time.perf_counter(), server.cpu_ms(), page.evaluate(number)
    page.wait_for_timeout(1000 * seconds)
    took, cpu, steps = time.perf_counter() - since, server.cpu_ms() - cpu, page.evaluate(number) - step
    ages, walls = page.evaluate("[window.ages, window.walls]")
    seen = {"rate": steps / took, "frames": len(ages) / took, "ages": ages, "cpu": cpu / len(ages)}
    seen["walls"] = walls / took
    seen["bytes"] = statistics.mean(sizes)
    seen["sliders"] = []
    if sliders:
        slider = page.get_by_role("slider", name="D learning rate")
        slider.focus()
        for turn in range(sliders):
            rate = page.evaluate("document.querySelector('.gl-root').dataset.dLr")
            waiting = page.evaluate_handle(f"() => ({{ done: ({_RATE})('{rate}') }})")
            page.keyboard.press("ArrowRight" if turn % 2 else "ArrowLeft")
            seen["sliders"].append(waiting.evaluate("held => held.done"))
            page.wait_for_timeout(500)
    page.close()
    return seen


def _growth(browser, server: _Server, opens: int) -> float:
    """Return by how many per cent the server's memory grows from the 50th page open to the last."""
    settled = 0.0
    for count in range(1, opens + 1):
        page = browser.new_page()
        page.goto(server.address)
        page.wait_for_selector(".gl-root[data-status=running]")
        page.close()
        if count == 50:
            settled = server.memory_mb()
    return 100 * (server.memory_mb() / settled - 1)
