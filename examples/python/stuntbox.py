"""Starts stuntbox and moves its time. It needs nothing but the standard library: copy it into your tests."""

import json
import os
import shlex
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

# A URL of this machine never goes through a proxy.
urlopen = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


class Stuntbox:
    """A server of its own on free ports, or the one that `stuntbox run` has started around the tests."""

    def __init__(self, *vendors):
        self.folder = self.process = None
        if "STUNTBOX_CONTROL_URL" in os.environ:
            self.url, self.control = os.environ["STUNTBOX_URL"], os.environ["STUNTBOX_CONTROL_URL"]
            self.token = os.environ["STUNTBOX_TOKEN"]
        else:
            self._start(vendors)

    def _start(self, vendors):
        self.folder = tempfile.TemporaryDirectory()
        path = os.path.join(self.folder.name, "ready.json")
        flags = ["--port", "0", "--control-port", "0", "--clock", "manual", "--quiet", "--ready-file", path]
        command = shlex.split(os.environ.get("STUNTBOX", "npx stuntbox"))
        self.process = subprocess.Popen([*command, "serve", *vendors, *flags], stdout=subprocess.DEVNULL)
        # The file appears whole, once the server listens.
        while not os.path.exists(path):
            if self.process.poll() is not None:
                raise RuntimeError(f"stuntbox ended with {self.process.returncode} before it was ready")
            time.sleep(0.01)
        with open(path) as file:
            ready = json.load(file)
        self.url, self.control, self.token, self.pid = ready["url"], ready["control"], ready["token"], ready["pid"]

    def close(self):
        if self.process is None:
            return
        os.kill(self.pid, signal.SIGTERM)
        self.process.wait()
        self.folder.cleanup()

    def advance(self, seconds):
        """Moves the server's time: everything that is due by then has happened when this returns."""
        return self._ask("POST", "/clock/advance", {"ms": round(seconds * 1000)})

    def play(self, scenario):
        return self._ask("POST", "/scenarios/play", {"scenario": scenario})

    def reset(self):
        return self._ask("POST", "/reset", {})

    def journal(self, operation=None):
        """The requests so far, with their replies: all of them, or those of an operation such as `POST /servers/`."""
        query = "" if operation is None else "?" + urllib.parse.urlencode({"operation": operation})
        return self._ask("GET", "/journal" + query)["exchanges"]

    def _ask(self, method, path, body=None):
        request = urllib.request.Request(
            f"{self.control}/clouds/default{path}",
            method=method,
            headers={"authorization": f"Bearer {self.token}", "content-type": "application/json"},
            data=None if body is None else json.dumps(body).encode(),
        )
        try:
            with urlopen(request, timeout=30) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            raise RuntimeError(json.load(error)["detail"]) from error
