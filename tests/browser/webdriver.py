"""A headless Chromium, driven through ChromeDriver's WebDriver interface (https://www.w3.org/TR/webdriver2/) with nothing but the standard library.

    with Browser() as browser:
        browser.open("file:///tmp/report.html")
        browser.run("return document.title")

Everything that the browser starts is ended with it.
"""

import base64
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
# Without these Chromium asks for updates and accounts, which is nobody's business in a test.
ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
             "--disable-dev-shm-usage", "--hide-scrollbars", "--force-device-scale-factor=1"]


def missing():
    """What a browser test needs and this machine has not; empty: nothing is missing."""
    return [name for name in ("chromium", "chromedriver") if shutil.which(name) is None]


class WebDriverError(Exception):
    pass


class Browser:
    def __init__(self, width=1400, height=860, dark=False, reduced_motion=False):
        self.size, self.dark, self.reduced_motion = (width, height), dark, reduced_motion

    def __enter__(self):
        self.profile = tempfile.mkdtemp(prefix="clio-browser-")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.base = f"http://127.0.0.1:{port}"
        self.log = open(os.path.join(self.profile, "driver.log"), "w+b")
        self.driver = subprocess.Popen(["chromedriver", f"--port={port}"], stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL)
        try:
            self.wait_for_driver()
            options = {"binary": shutil.which("chromium"), "args": ARGUMENTS + [f"--user-data-dir={self.profile}/data", f"--window-size={self.size[0]},{self.size[1]}"]}
            self.session = ""
            answer = self.call("POST", "/session", {"capabilities": {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}}})
            self.session = "/session/" + answer["sessionId"]
            self.command("Emulation.setDeviceMetricsOverride", width=self.size[0], height=self.size[1], deviceScaleFactor=1, mobile=False)
            self.command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if self.dark else "light"},
                                                               {"name": "prefers-reduced-motion", "value": "reduce" if self.reduced_motion else "no-preference"}])
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, *_):
        try:
            if getattr(self, "session", ""):
                self.call("DELETE", "")
        except (WebDriverError, OSError):
            pass
        self.driver.terminate()
        try:
            self.driver.wait(10)
        except subprocess.TimeoutExpired:
            self.driver.kill()
            self.driver.wait()
        self.log.close()
        shutil.rmtree(self.profile, ignore_errors=True)

    def wait_for_driver(self):
        for _ in range(200):
            try:
                with urllib.request.urlopen(self.base + "/status", timeout=5) as answer:
                    if json.load(answer)["value"]["ready"]:
                        return
            except (OSError, ValueError, KeyError):
                if self.driver.poll() is not None:
                    break
            time.sleep(0.05)  # the driver has no other way to say that it listens
        raise WebDriverError("chromedriver does not answer")

    def call(self, method, path, body=None):
        data = None if method == "DELETE" or method == "GET" else json.dumps(body or {}).encode()
        request = urllib.request.Request(self.base + (self.session if getattr(self, "session", "") else "") + path, data=data, method=method, headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise WebDriverError(json.load(error)["value"]["message"]) from None

    def command(self, name, **parameters):
        """A command of Chromium's own protocol."""
        return self.call("POST", "/goog/cdp/execute", {"cmd": name, "params": parameters})

    def open(self, url):
        self.call("POST", "/url", {"url": "about:blank"})
        self.call("POST", "/url", {"url": url})

    def run(self, script, *arguments):
        """The value of a script's `return`."""
        return self.call("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def run_async(self, script, *arguments):
        """What a script hands to its last argument, a function."""
        return self.call("POST", "/execute/async", {"script": script, "args": list(arguments)})

    def painted(self):
        """After the next two frames: what was asked for is drawn."""
        self.run_async("const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 150)))")

    def find(self, selector):
        return self.call("POST", "/element", {"using": "css selector", "value": selector})

    def click(self, selector):
        self.call("POST", f"/element/{self.find(selector)[ELEMENT]}/click")
        self.painted()

    def keys(self, text, selector="body"):
        self.call("POST", f"/element/{self.find(selector)[ELEMENT]}/value", {"text": text})
        self.painted()

    def press(self, *keys):
        """Keys for whatever has the focus, by their WebDriver code points or characters."""
        actions = [action for key in keys for action in ({"type": "keyDown", "value": key}, {"type": "keyUp", "value": key})]
        self.call("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})
        self.painted()

    def mouse(self, *actions):
        """A sequence of pointer actions as WebDriver has them."""
        self.call("POST", "/actions", {"actions": [{"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": list(actions)}]})
        self.painted()

    def move(self, x, y):
        self.mouse({"type": "pointerMove", "duration": 0, "x": round(x), "y": round(y)})

    def press_at(self, x, y):
        self.mouse({"type": "pointerMove", "duration": 0, "x": round(x), "y": round(y)}, {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0})

    def drag(self, x0, y0, x1, y1):
        self.mouse({"type": "pointerMove", "duration": 0, "x": round(x0), "y": round(y0)}, {"type": "pointerDown", "button": 0}, {"type": "pointerMove", "duration": 60, "x": round(x1), "y": round(y1)},
                   {"type": "pointerUp", "button": 0})

    def wheel(self, x, y, dx, dy):
        self.call("POST", "/actions", {"actions": [{"type": "wheel", "id": "wheel", "actions": [{"type": "scroll", "x": round(x), "y": round(y), "deltaX": dx, "deltaY": dy}]}]})
        self.painted()

    def screenshot(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.call("GET", "/screenshot")))

    def pdf(self):
        return base64.b64decode(self.command("Page.printToPDF", printBackground=True)["data"])

    def messages(self):
        """What the page said to the console since it was asked last."""
        return [entry["message"] for entry in self.call("POST", "/se/log", {"type": "browser"})]

    def requests(self):
        """The addresses that were asked for since this was asked last, without the page's own."""
        events = [json.loads(entry["message"])["message"] for entry in self.call("POST", "/se/log", {"type": "performance"})]
        return [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]
