#!/usr/bin/env python3
"""Counts the instructions of `clio check` on small generated histories, under callgrind, and holds them against a stored baseline.

Time on a shared machine says little about a change of some percent; a count of instructions is nearly the same each time. A row that needs more than the
tolerance above its baseline fails (exit 1); one that needs less is named, so that the baseline can follow: --update writes it.
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys

PLAIN = ["--processes", "16", "--keys", "100", "--seed", "1", "--ops", "10000"]
TRANSACTIONS = ["--sessions", "20", "--keys", "100", "--seed", "1", "--format", "plume", "--ops", "10000"]
HISTORIES = {
    "linearizable store": [*PLAIN, "--shape", "linearizable"],
    "64 overlapping processes": ["--shape", "always-overlapping", "--processes", "64", "--ops", "10000"],
    "repeated values": [*PLAIN, "--values", "50"],
    "cas": [*PLAIN, "--cas", "0.2", "--unknown", "0.02", "--failed", "0.02"],
    "sequential store": [*PLAIN, "--shape", "sequential"],
    "causal store": [*PLAIN, "--shape", "causal"],
    "causal transactions": ["--transactions", "causal", *TRANSACTIONS],
    "serializable transactions": ["--transactions", "serializable", *TRANSACTIONS],
}
ROWS = [
    ("linearizable store", "linearizable"), ("64 overlapping processes", "linearizable"), ("repeated values", "linearizable"), ("cas", "linearizable"),
    ("linearizable store", "sequential"), ("sequential store", "sequential"), ("sequential store", "cache"),
    ("sequential store", "causal-convergent"), ("causal store", "causal"), ("causal store", "weak-causal"), ("causal store", "pram"), ("causal store", "monotonic-reads"),
    ("causal transactions", "read-committed"), ("causal transactions", "read-atomic"), ("causal transactions", "causal-convergent"),
    ("serializable transactions", "serializable"), ("serializable transactions", "snapshot-isolation"),
]


def instructions(command):
    """Of one run; callgrind says how many it collected."""
    done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command], capture_output=True, text=True)
    found = re.search(r"Collected\s*:\s*(\d+)", done.stderr)
    if done.returncode != 0 or not found:  # every row holds: a wrong verdict would look fast
        sys.exit(f"{' '.join(command)}: exit {done.returncode}\n{done.stderr}")
    return int(found.group(1))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clio", required=True)
    parser.add_argument("--generate", required=True)
    parser.add_argument("--data", required=True, help="where generated histories go")
    parser.add_argument("--baseline", default=str(pathlib.Path(__file__).with_name("instructions.json")))
    parser.add_argument("--tolerance", type=float, default=0.05, help="what a row may need above its baseline (0.05)")
    parser.add_argument("--update", action="store_true", help="write the baseline anew")
    options = parser.parse_args()
    data = pathlib.Path(options.data)
    data.mkdir(parents=True, exist_ok=True)
    paths = {}
    for name, arguments in HISTORIES.items():
        paths[name] = data / (name.replace(" ", "-") + (".plume" if "plume" in arguments else ".jsonl"))
        subprocess.run([options.generate, *arguments, "-o", str(paths[name])], check=True)
    baseline = {} if options.update else json.loads(pathlib.Path(options.baseline).read_text())
    counted, failed = {}, False
    print("| history and model | instructions an operation | baseline | change |  |\n| --- | --- | --- | --- | --- |")
    for name, model in ROWS:
        title = f"{name}: {model}"
        count = counted[title] = instructions([options.clio, "check", "--jobs", "1", "-m", model, str(paths[name])])
        before = baseline.get(title)
        change = count / before - 1 if before else 0.0
        worse, better = change > options.tolerance, change < -options.tolerance
        failed = failed or worse or (before is None and not options.update)
        word = "slower ✗" if worse else "faster: let the baseline follow (--update)" if better else "no baseline ✗" if before is None and not options.update else ""
        print(f"| {title} | {count / 10000:.0f} | {before / 10000 if before else 0:.0f} | {change:+.1%} | {word} |", flush=True)
    if options.update:
        pathlib.Path(options.baseline).write_text(json.dumps(counted, indent=1) + "\n")
    sys.exit(1 if failed else 0)


main()
