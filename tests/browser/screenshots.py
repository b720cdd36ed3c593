"""Makes the pictures of reports that the documents show: python3 -B tests/browser/screenshots.py [--clio build/bin/clio], from the root of the project. Look at them before they are committed."""

import argparse
import os
import subprocess
import tempfile

from webdriver import Browser

LECTURE = "histories/lecture"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--clio", default="build/bin/clio")
    clio = os.path.abspath(parser.parse_args().clio)
    with tempfile.TemporaryDirectory() as folder:
        def page(name, path, within="."):  # the page shows the path as it was given
            subprocess.run([clio, "check", "--report", f"{folder}/{name}.html", path], cwd=within, stdout=subprocess.DEVNULL, check=True)
            return f"file://{folder}/{name}.html"

        run = os.path.join(folder, "failover")
        subprocess.run([clio, "record", "--scenario", f"{LECTURE}/scenarios/async_failover.json", "-o", run + ".jsonl", "--trace", run + "-trace.jsonl"], stdout=subprocess.DEVNULL, check=True)
        pictures = [("report_counterexample", False, page("causal", f"{LECTURE}/causal_positive_1.history") + "#/h/1/edge/1"), ("report_trace", True, page("trace", "failover.jsonl", folder) + "#/h/1/edge/2")]
        for name, dark, url in pictures:
            with Browser(1280, 800, dark) as browser:
                browser.open(url)
                browser.painted()
                browser.screenshot(f"docs/pictures/{name}.png")


if __name__ == "__main__":
    main()
