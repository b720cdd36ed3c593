#!/usr/bin/env python3
"""Measures whole runs of `clio check` on generated histories and prints the README's performance table.

For each row: the median over the runs of wall-clock seconds of the whole process (reading the file included), of the check alone (as `clio check --json`
reports it), and the peak of anonymous resident memory (without file mappings, sampled from /proc) in bytes an operation, beside the target.
Prints only; asserts nothing but that the verdicts are the expected ones.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import threading
import time


def anonymous_peak(pid, stop, result):
    """Samples RssAnon until told to stop."""
    peak = 0
    path = f"/proc/{pid}/status"
    while not stop.is_set():
        try:
            for line in open(path):
                if line.startswith("RssAnon:"):
                    peak = max(peak, int(line.split()[1]) * 1024)
        except (FileNotFoundError, ProcessLookupError):
            break
        time.sleep(0.002)
    result.append(peak)


def run(command):
    """One run: wall seconds, user+system seconds, peak anonymous bytes, the JSON objects it printed."""
    start = time.perf_counter()
    before = os.times()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    stop, peak = threading.Event(), []
    sampler = threading.Thread(target=anonymous_peak, args=(process.pid, stop, peak))
    sampler.start()
    output, errors = process.communicate()
    wall = time.perf_counter() - start
    stop.set()
    sampler.join()
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    if process.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)}: exit {process.returncode}\n{errors.decode()}")
    return wall, cpu, peak[0], [json.loads(line) for line in output.decode().splitlines()]


class Bench:
    def __init__(self, options):
        self.options = options
        self.data = pathlib.Path(options.data)
        self.data.mkdir(parents=True, exist_ok=True)
        self.rows = []

    def history(self, name, *arguments):
        path = self.data / f"{name}.jsonl"
        if not path.exists():
            subprocess.run([self.options.generate, *arguments, "-o", str(path)], check=True)
        return path

    def measure(self, title, path, models, expect=None, wall=None, alone=None, memory=None):
        if self.options.only and self.options.only not in title:
            return None
        command = [self.options.clio, "check", "--json", "--jobs", str(self.options.jobs)] + (["-m", models] if models else []) + [str(path)]
        runs = [run(command) for _ in range(self.options.runs)]
        results = [r for r in runs[-1][3][0]["results"]]
        if expect is not None and any(r["verdict"] != expect for r in results):
            sys.exit(f"{title}: expected {expect}, got {[(r['model'], r['verdict']) for r in results]}")
        operations = runs[-1][3][0]["operations"]
        checks = [sum(r["seconds"] for r in one[3][0]["results"]) for one in runs]
        row = {
            "title": title, "operations": operations, "wall": statistics.median(r[0] for r in runs), "cpu": statistics.median(r[1] for r in runs),
            "check": statistics.median(checks), "bytes": max(r[2] for r in runs) / max(1, operations),
            "targets": {"wall": wall, "check": alone, "bytes": memory},
        }
        self.rows.append(row)
        target = ", ".join(t for t in (f"whole {wall} s" if wall else "", f"check {alone} s" if alone else "", f"{memory} B/op" if memory else "") if t)
        print(f"| {title} | {row['wall']:.2f} | {row['cpu']:.2f} | {row['check']:.3f} | {row['bytes']:.0f} | {target} |", flush=True)
        return row


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clio", required=True)
    parser.add_argument("--generate", required=True)
    parser.add_argument("--data", required=True, help="where generated histories are kept between runs")
    parser.add_argument("--logs", help="a folder of Jepsen console logs to judge in one process")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--large", action="store_true", help="10,000,000 operations too")
    parser.add_argument("--only", help="rows whose title contains this")
    parser.add_argument("--json", help="write the rows there")
    options = parser.parse_args()
    bench = Bench(options)

    print("| history and model | whole process s | cpu s | check s | bytes/op | target |\n| --- | --- | --- | --- | --- | --- |")
    million = ["--ops", "1000000", "--processes", "16", "--keys", "1000", "--seed", "1"]
    linearizable = bench.history("linearizable", *million, "--shape", "linearizable")
    sequential = bench.history("sequential", *million, "--shape", "sequential")
    causal = bench.history("causal", *million, "--shape", "causal")
    overlapping = bench.history("overlapping", "--ops", "1000000", "--processes", "64", "--keys", "1", "--seed", "1", "--shape", "always-overlapping")
    bench.measure("linearizable store: linearizable", linearizable, "linearizable", "satisfied", 1.5, 0.2, 200)
    bench.measure("one key, 64 overlapping processes: linearizable", overlapping, "linearizable", "satisfied", 1.5, 0.2, 200)
    for model in ("cache", "causal-convergent", "causal", "weak-causal", "pram", "read-your-writes", "monotonic-reads", "monotonic-writes",
                  "writes-follow-reads"):
        alone = 0.4 if model in ("weak-causal", "causal-convergent") else None
        bench.measure(f"sequential store: {model}", sequential, model, "satisfied", 1.5, alone, 200)
    for model in ("causal-convergent", "causal", "weak-causal", "pram", "writes-follow-reads"):
        alone = 0.4 if model in ("weak-causal", "causal-convergent") else None
        bench.measure(f"causal store: {model}", causal, model, None, 1.5, alone, 200)
    bench.measure("linearizable store: sequential", linearizable, "sequential", "satisfied", 5, None, 200)
    bench.measure("sequential store: sequential", sequential, "sequential", "satisfied", 5, None, 200)
    drifting = bench.history("drifting", *million, "--shape", "sequential", "--untimed", "yes", "--drift", "1000")
    bench.measure("sequential store, no times, sessions 1,000 places apart: sequential", drifting, "sequential", "satisfied", 5, None, 200)
    for where in ("early", "middle", "late"):
        planted = bench.history(f"stale-{where}", *million, "--shape", f"stale-{where}")
        bench.measure(f"a stale read planted {where}: linearizable", planted, "linearizable", "violated", 1.5, 0.2, 200)
        broken = bench.history(f"causal-{where}", *million, "--shape", f"causal-violation-{where}")
        bench.measure(f"a causality violation planted {where}: sequential", broken, "sequential", "violated", 5, None, 200)
        bench.measure(f"a causality violation planted {where}: weak-causal", broken, "weak-causal", "violated", 1.5, None, 200)
    bench.measure("sequential store: all models", sequential, None)
    if options.logs:
        walls = []
        for _ in range(options.runs):
            walls.append(run([options.clio, "check", "--json", "-m", "linearizable", options.logs])[0])
        print(f"| the Jepsen etcd logs in one process: linearizable | {statistics.median(walls):.2f} | | | | whole 0.15 s |")
    if options.large:
        print("\n| growth | 100,000 | 1,000,000 | 10,000,000 | seconds an operation, largest over smallest |\n| --- | --- | --- | --- | --- |")
        for model, shape in (("linearizable", "linearizable"), ("causal-convergent", "sequential"), ("weak-causal", "sequential"), ("causal", "sequential"),
                             ("pram", "sequential"), ("writes-follow-reads", "sequential"), ("cache", "sequential")):
            seconds = []
            for size in (100_000, 1_000_000, 10_000_000):
                path = bench.history(f"{shape}-{size}", "--ops", str(size), "--processes", "16", "--keys", "1000", "--seed", "1", "--shape", shape)
                runs = [run([options.clio, "check", "--json", "--jobs", str(options.jobs), "-m", model, str(path)]) for _ in range(3)]
                seconds.append(statistics.median(r[3][0]["results"][0]["seconds"] for r in runs) / size)
            print(f"| {model} | {seconds[0]*1e9:.0f} ns/op | {seconds[1]*1e9:.0f} ns/op | {seconds[2]*1e9:.0f} ns/op | {max(seconds)/min(seconds):.2f} |", flush=True)
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(bench.rows, indent=1))


main()
