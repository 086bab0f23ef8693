"""Firefox, headless, as tests speak to it."""

import itertools
import json
import re
import shutil
import subprocess
from contextlib import contextmanager

import pytest
from websockets.sync.client import connect

PATIENCE = 120  # seconds for a page that opens in ten: nothing else is waited for


class Firefox:
    """Firefox, which speaks WebDriver BiDi itself."""

    def __init__(self, socket):
        self.socket, self.numbers = socket, itertools.count()
        self.ask("session.new", capabilities={})
        self.tab = self.ask("browsingContext.getTree")["contexts"][0]["context"]

    def ask(self, method, **params):
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while (answer := json.loads(self.socket.recv(PATIENCE))).get("id") != number:
            pass  # an event
        assert answer["type"] == "success", answer
        return answer["result"]

    def open(self, address):
        self.ask("browsingContext.navigate", context=self.tab, url=address, wait="complete")

    def run(self, script):
        told = self.ask("script.evaluate", expression=script, target={"context": self.tab}, awaitPromise=True)
        assert told["type"] == "success", told
        return told["result"]["value"]


@contextmanager
def started(profile):
    """Start it with a profile's folder, whose `user.js` may have settings; skip where there is none."""
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    if program is None:
        pytest.skip("needs Firefox (Debian: apt install firefox-esr)")
    command = [program, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        found = (re.search(r"BiDi listening on (ws://\S+)", line) for line in process.stderr)
        with connect(f"{next(filter(None, found))[1]}/session", max_size=None) as socket:
            yield Firefox(socket)
        process.terminate()
