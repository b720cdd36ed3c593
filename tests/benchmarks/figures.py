#!/usr/bin/env python3
"""Measures whole runs of `clio check` on generated histories and prints the README's performance table.

For each row: the median over the runs of wall-clock seconds of the whole process (reading the file included), of its CPU seconds, of the check alone (as
`clio check --json` reports it), and the peak of resident memory without file mappings (sampled from /proc) in bytes an operation, beside the target.
A target that is missed is marked with a cross; where only the wall clock misses it and the CPU time does not, the mark says that the machine was busy.
Prints only; asserts nothing but that the verdicts are the expected ones.
"""
import argparse
import json
import pathlib
import resource
import statistics
import subprocess
import sys
import threading
import time

MILLION = ["--processes", "16", "--keys", "1000", "--seed", "1"]
TRANSACTIONS = ["--sessions", "50", "--keys", "1000", "--seed", "1", "--format", "plume"]
GUARANTEES = ("read-your-writes", "monotonic-reads", "monotonic-writes", "writes-follow-reads")
POLYNOMIAL = ("causal-convergent", "read-atomic", "read-committed", *GUARANTEES, "adya-read-committed")
CAUSAL_FAMILY = ("causal-convergent", "causal", "weak-causal", "pram", "read-your-writes", "monotonic-reads", "monotonic-writes", "writes-follow-reads")


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
    """One run: wall seconds, user+system seconds, peak anonymous bytes, what it printed."""
    start = time.perf_counter()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    stop, peak = threading.Event(), []
    sampler = threading.Thread(target=anonymous_peak, args=(process.pid, stop, peak))
    sampler.start()
    output, errors = process.communicate()
    wall = time.perf_counter() - start
    stop.set()
    sampler.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if process.returncode not in (0, 1, 3):
        sys.exit(f"{' '.join(command)}: exit {process.returncode}\n{errors.decode()}")
    return wall, cpu, peak[0], output.decode()


def mark(name, wall, cpu, target):
    """Of a decision alone only the wall clock is known; its CPU time is taken to be the same share of it as of the whole process."""
    if target is None or wall <= target:
        return []
    return [f"{name} ✗" if cpu is None or cpu > target else f"{name} ✗ (machine busy)"]


class Bench:
    def __init__(self, options):
        self.options = options
        self.data = pathlib.Path(options.data)
        self.data.mkdir(parents=True, exist_ok=True)
        self.operations = 100_000 if options.quick else 1_000_000
        self.rows = []

    def wanted(self, title):
        return not self.options.only or self.options.only in title

    def history(self, *arguments, operations=None):
        """The history of these arguments, kept in a file that is named for them."""
        arguments = [*arguments, "--ops", str(operations or self.operations)]
        path = self.data / ("_".join(a.removeprefix("--") for a in arguments) + (".plume" if "plume" in arguments else ".clio" if "columnar" in arguments else ".jsonl"))
        if not path.exists():
            part = path.with_suffix(".part")
            subprocess.run([self.options.generate, *arguments, "-o", str(part)], check=True)
            part.rename(path)
        return path

    def groups(self, count, *arguments, operations):
        """One history of so many parts that are alike and share neither processes nor keys."""
        part = self.history(*arguments, operations=operations)
        path = self.data / f"{count}_times_{part.name}"
        if not path.exists():
            whole = path.with_suffix(".part")
            with open(whole, "w") as out:
                out.write('{"clio":1}\n')
                for number in range(count):
                    for line in open(part):
                        if line.startswith('{"process":'):
                            out.write(line.replace('"process":', f'"process":{number + 1}00', 1).replace('"key":"', f'"key":"{number}.', 1))
            whole.rename(path)
        return path

    def measure(self, title, arguments, models, expect=None, wall=None, alone=None, memory=200, operations=None):
        if not self.wanted(title):
            return
        path = self.history(*arguments, operations=operations and (operations // 10 if self.options.quick else operations))
        command = [self.options.clio, "check", "--json", "--timeout", "60", "--jobs", str(self.options.jobs)] + (["-m", models] if models else []) + [str(path)]
        runs = [run(command) for _ in range(self.options.runs)]
        answers = [json.loads(one[3]) for one in runs]
        verdicts = {r["verdict"] for r in answers[-1]["results"]}
        if expect is not None and not verdicts <= {expect, "unknown"}:
            sys.exit(f"{title}: expected {expect}, got {[(r['model'], r['verdict']) for r in answers[-1]['results']]}")
        operations = answers[-1]["operations"]
        checks = [sum(r["seconds"] for r in answer["results"]) for answer in answers]
        row = {
            "title": title, "operations": operations, "wall": statistics.median(r[0] for r in runs), "cpu": statistics.median(r[1] for r in runs),
            "check": statistics.median(checks), "bytes": max(r[2] for r in runs) / max(1, operations),
            "targets": {"wall": wall, "check": alone, "bytes": memory}, "verdicts": sorted(verdicts),
        }
        self.rows.append(row)
        target = ", ".join(t for t in (f"whole {wall} s" if wall else "", f"check {alone} s" if alone else "", f"{memory} B/op" if memory else "") if t)
        missed = mark("whole", row["wall"], row["cpu"], wall) + mark("check", row["check"], row["check"] * min(1.0, row["cpu"] / row["wall"]), alone) + mark("memory", row["bytes"], None, memory)
        missed += ["undecided ✗"] if "unknown" in verdicts else []
        print(f"| {title} | {row['wall']:.2f} | {row['cpu']:.2f} | {row['check']:.3f} | {row['bytes']:.0f} | "
              f"{'' if self.options.quick else target} | {'' if self.options.quick else ', '.join(missed)} |", flush=True)


def main_table(bench):
    print("| history and model | whole process s | cpu s | check s | bytes/op | target | missed |\n| --- | --- | --- | --- | --- | --- | --- |")
    linearizable = [*MILLION, "--shape", "linearizable"]
    sequential = [*MILLION, "--shape", "sequential"]
    causal = [*MILLION, "--shape", "causal"]
    overlapping = ["--processes", "64", "--keys", "1", "--seed", "1", "--shape", "always-overlapping"]
    mixed = [*linearizable, "--cas", "0.2", "--unknown", "0.02", "--failed", "0.02"]
    repeated = [*linearizable, "--values", "100"]
    drifting = [*linearizable, "--untimed", "yes", "--drift", "1000"]
    own_check = {"weak-causal": 0.4, "causal-convergent": 0.4}

    bench.measure("linearizable store: linearizable", linearizable, "linearizable", "satisfied", 1.5, 0.15)
    bench.measure("one key, 64 overlapping processes: linearizable", overlapping, "linearizable", "satisfied", 1.5, 0.15)
    for model in ("cache", *CAUSAL_FAMILY):
        bench.measure(f"sequential store: {model}", sequential, model, "satisfied", 1.5, own_check.get(model))
    for model in CAUSAL_FAMILY:
        bench.measure(f"causal store: {model}", causal, model, None, 1.5, own_check.get(model))
    bench.measure("sequential store: causal, pram and the four session guarantees together", sequential, ",".join(("causal", "pram", *GUARANTEES)), "satisfied", 0.8)
    bench.measure("linearizable store: sequential", linearizable, "sequential", "satisfied", 5)
    bench.measure("sequential store: sequential", sequential, "sequential", "satisfied", 5)
    bench.measure("linearizable store without times, processes up to 1,000 places ahead: sequential", drifting, "sequential", "satisfied", 5)
    for model in ("linearizable", "sequential", "causal-convergent", "causal"):
        bench.measure(f"10 % cas, 1 % unknown, 1 % failed: {model}", mixed, model, "satisfied", 5 if model == "sequential" else 1.5)
    for model in ("linearizable", "sequential", "causal-convergent", "causal"):
        bench.measure(f"each value written five times: {model}", repeated, model, "satisfied", 5 if model == "sequential" else 1.5)
    for where in ("early", "middle", "late"):
        stale = [*linearizable, "--plant", "stale", "--at", where]
        broken = [*sequential, "--plant", "causal", "--at", where]
        bench.measure(f"a stale read planted {where}: linearizable", stale, "linearizable", "violated", 1.5, 0.15)
        bench.measure(f"a causality violation planted {where}: weak-causal", broken, "weak-causal", "violated", 1.5)
        bench.measure(f"a causality violation planted {where}: sequential", broken, "sequential", "violated", 5)
        for plant, name in (("store-buffering", "store buffering"), ("long-fork", "a long fork")):
            bench.measure(f"{name} planted {where}: sequential", [*sequential, "--plant", plant, "--at", where], "sequential", "violated", 5)
    bench.measure("sequential store: all models", sequential, None, memory=None)
    if bench.options.logs and bench.wanted("the Jepsen etcd logs"):
        runs = [run([bench.options.clio, "check", "--json", "-m", "linearizable", bench.options.logs]) for _ in range(max(5, bench.options.runs))]
        wall, cpu = (statistics.median(r[i] for r in runs) for i in (0, 1))
        missed = mark("whole", wall, cpu, 0.15)
        print(f"| the Jepsen etcd logs in one process: linearizable | {wall:.2f} | {cpu:.2f} | | | whole 0.15 s | {', '.join(missed)} |", flush=True)


def transaction_table(bench):
    print("\n| transactions (Plume's text) and model | whole process s | cpu s | check s | bytes/op | target | missed |\n| --- | --- | --- | --- | --- | --- | --- |")
    causal = ["--transactions", "causal", *TRANSACTIONS]
    single = [*causal, "--length", "1"]
    for model, wall in (("read-committed", 0.2), ("read-atomic", 0.2), ("causal-convergent", 0.3)):
        bench.measure(f"causal store, transactions of 8, 50 sessions: {model}", causal, model, "satisfied", wall, memory=100)
    for model in (*GUARANTEES, "adya-read-committed"):
        bench.measure(f"causal store, transactions of 8, 50 sessions: {model}", causal, model, "satisfied", memory=100)
    bench.measure("causal store, transactions of 8, 50 sessions: all polynomial models", causal, ",".join(POLYNOMIAL), "satisfied", 1.5, memory=None)
    bench.measure("causal store, transactions of one, 50 sessions: causal-convergent", single, "causal-convergent", "satisfied", 0.5, memory=150)
    bench.measure("sequential store, plain operations (JSON Lines): all polynomial models of both tables", [*MILLION, "--shape", "sequential"],
                  ",".join((*CAUSAL_FAMILY, "read-atomic", "read-committed", "adya-read-committed")), "satisfied", 1.5, memory=None)
    for plant, model in (("fractured-read", "read-atomic"), ("causality-violation", "causal-convergent"), ("aborted-read", "read-committed"), ("circular-information", "read-committed")):
        bench.measure(f"{plant.replace('-', ' ')} planted late: {model}", [*causal, "--plant", plant, "--at", "late"], model, "violated", 0.4, memory=None)
    hundred_thousand = ["--sessions", "20", "--keys", "1000", "--seed", "1", "--format", "plume"]
    for model in ("serializable", "snapshot-isolation"):
        for store in ("serializable", "snapshot-isolation"):
            held = "satisfied" if store == model or store == "serializable" else "violated"
            bench.measure(f"{store} store, 100,000 transactions of 8, 20 sessions: {model}", ["--transactions", store, *hundred_thousand], model, held, 5, memory=None, operations=800_000)
        for plant in ("lost-update", "long-fork"):
            bench.measure(f"{plant.replace('-', ' ')} planted late, 100,000 transactions of 8, 20 sessions: {model}",
                          ["--transactions", "serializable", *hundred_thousand, "--plant", plant, "--at", "late"], model, "violated", 5, memory=None, operations=800_000)
    bench.measure("write skew planted late, 100,000 transactions of 8, 20 sessions: serializable",
                  ["--transactions", "serializable", *hundred_thousand, "--plant", "write-skew", "--at", "late"], "serializable", "violated", 5, memory=None, operations=800_000)
    hot = ["--sessions", "100", "--keys", "100", "--seed", "1", "--format", "plume"]
    for store, model in (("serializable", "serializable"), ("snapshot-isolation", "snapshot-isolation"), ("snapshot-isolation", "serializable")):
        held = "satisfied" if store == model else "violated"
        bench.measure(f"{store} store, 10,000 transactions of 8, 100 sessions, 100 keys: {model}", ["--transactions", store, *hot], model, held, 10, memory=None, operations=80_000)
    lists = ["--transactions", "serializable", "--data", "lists", "--sessions", "20", "--keys", "1000", "--seed", "1"]
    for model in ("serializable", "snapshot-isolation", None):
        bench.measure(f"serializable store of lists, transactions of 8, 20 sessions (JSON Lines): {model or 'all models'}", lists, model, "satisfied", memory=None)
    bench.measure("serializable store, transactions of 8, 50 sessions: all models", ["--transactions", "serializable", *TRANSACTIONS], None, memory=None)


def transaction_growth_table(bench):
    """CPU seconds with one thread, an operation, of the whole process, and its memory; 50 sessions, 10,000 keys."""
    sizes = (10_000, 100_000, 1_000_000) if bench.options.quick else (100_000, 1_000_000, 10_000_000)
    columns = " | ".join(f"{size:,}" for size in sizes)
    print(f"\n| growth over transactions: CPU ns an operation, whole process | {columns} | largest over smallest | largest: whole s, bytes/op |  |\n| --- | {'--- | ' * len(sizes)}--- | --- | --- |")
    for model in POLYNOMIAL:
        title = f"causal store, transactions of 8, 50 sessions, 10,000 keys: {model}"
        if not bench.wanted(title):
            continue
        per, last = [], None
        for size in sizes:
            path = bench.history("--transactions", "causal", "--sessions", "50", "--keys", "10000", "--seed", "1", "--format", "plume", operations=size)
            runs = [run([bench.options.clio, "check", "--jobs", "1", "-m", model, str(path)]) for _ in range(bench.options.runs if size > 100_000 else 5 * bench.options.runs)]
            per.append(min(r[1] for r in runs) / size * 1e9)
            last = (min(r[0] for r in runs), max(r[2] for r in runs) / size)
        missed = (["growth ✗"] if max(per) / min(per) > 1.5 else []) + (["✗ beyond 12 s"] if last[0] > 12 else []) + (["✗ beyond 1.2 GB"] if last[1] > 120 else [])
        print(f"| {title} | {' | '.join(f'{ns:.0f}' for ns in per)} | {max(per) / min(per):.2f} | {last[0]:.1f} s, {last[1]:.0f} | {', '.join(missed)} |", flush=True)


def huge_table(bench):
    """100,000,000 operations as binary columns: 3 GB a file, which stays on the disk's pages; memory is what is held beside it."""
    print("\n| 100,000,000 operations as binary columns, and model | whole process s | cpu s | check s | bytes/op | target | missed |\n| --- | --- | --- | --- | --- | --- | --- |")
    for shape, model in (("linearizable", "linearizable"), ("causal-convergent", "causal-convergent")):
        bench.measure(f"{shape} store, 100,000,000 operations: {model}", [*MILLION, "--shape", shape, "--format", "columnar"], model, "satisfied", memory=160, operations=100_000_000)


def large_table(bench):
    """10,000,000 operations over transactions in Plume's text."""
    print("\n| 10,000,000 operations by 8, 100 sessions, 10,000 keys, and model | whole process s | cpu s | check s | bytes/op | target | missed |\n| --- | --- | --- | --- | --- | --- | --- |")
    arguments = ["--transactions", "causal", "--sessions", "100", "--keys", "10000", "--seed", "1", "--format", "plume"]
    for model in ("read-committed", "read-atomic", "causal-convergent"):
        bench.measure(f"causal store: {model}", arguments, model, "satisfied", 10, memory=100, operations=10_000_000)


def growth_table(bench):
    """CPU seconds with one thread, an operation: of the whole process, and of the decision (check less lint, which reads the same and derives the same relations)."""
    sizes = (10_000, 100_000, 1_000_000) if bench.options.quick else (100_000, 1_000_000, 10_000_000)
    columns = " | ".join(f"{size:,}" for size in sizes)
    print(f"\n| growth: CPU ns an operation, whole process / decision alone | {columns} | largest over smallest |  |\n| --- | {'--- | ' * len(sizes)}--- | --- |")

    def cpu(arguments, path, size):
        runs = bench.options.runs if size > 100_000 else 5 * bench.options.runs
        return min(run([bench.options.clio, *arguments, str(path)])[1] for _ in range(runs))

    lint = {}
    for shape, model in (("linearizable", "linearizable"), ("sequential", "cache"), *(("sequential", model) for model in CAUSAL_FAMILY),
                         ("causal", "causal"), ("causal", "causal-convergent"), ("linearizable", "sequential")):
        title = f"{shape} store: {model}"
        if not bench.wanted(title):
            continue
        whole, alone = [], []
        for size in sizes:
            path = bench.history(*MILLION, "--shape", shape, operations=size)
            if path not in lint:
                lint[path] = cpu(["lint"], path, size)
            total = cpu(["check", "--jobs", "1", "-m", model], path, size)
            whole.append(total / size * 1e9)
            alone.append(max(1.0, (total - lint[path]) / size * 1e9))
        ratios = [max(ns) / min(ns) for ns in (whole, alone)]
        cells = " | ".join(f"{w:.0f} / {a:.0f}" for w, a in zip(whole, alone))
        print(f"| {title} | {cells} | {ratios[0]:.2f} / {ratios[1]:.2f} | {'✗ beyond 1.5' if ratios[0] > 1.5 else ''} |", flush=True)


def linearizability_table(bench):
    """Registers of the sizes and overlaps on which a search by configurations was measured elsewhere; the target is a tenth of its time for the check, 30 s where it gave up."""
    print("\n| registers, half reads, and model | whole process s | cpu s | check s | bytes/op | target | missed |\n| --- | --- | --- | --- | --- | --- | --- |")

    def row(operations, keys, processes, alone, *more, title=""):
        arguments = ["--processes", str(processes), "--keys", str(keys), "--seed", "1", "--shape", "linearizable", *more]
        bench.measure(f"{operations:,} operations, {keys} key{'' if keys == 1 else 's'}, {processes} processes{title}: linearizable", arguments, "linearizable", "satisfied",
                      alone=alone, memory=None, operations=operations)

    for processes, alone in ((4, 0.0043), (16, 0.31), (64, 30)):
        row(10_000, 1, processes, alone)
    for processes, alone in ((4, 0.13), (16, 30)):
        row(100_000, 1, processes, alone)
    row(100_000, 10, 16, 0.029)
    for keys in (1, 10):
        for processes in (4, 16):
            row(1_000_000, keys, processes, 30)
    row(1_000_000, 100, 16, 0.35)
    row(1_000_000, 1000, 16, 0.17)
    row(1_000_000, 1000, 16, 0.51, "--distribution", "zipf", title=", zipf")
    row(1_000_000, 100, 16, 0.31, "--values", "5", title=", 5 values")
    for processes, alone in ((16, 1.5), (24, 30), (32, 30), (64, 30)):
        row(1000, 1, processes, alone, "--gap", "0", title=" always busy")
    for values, alone in ((2, 0.01), (5, 0.02), (100, 0.05)):
        row(10_000, 1, 8, alone, "--gap", "0", "--values", str(values), title=f" always busy, {values} values")
    row(1000, 1, 32, 30, "--gap", "0", "--values", "5", title=" always busy, 5 values")


def binary_table(bench):
    """Histories of the main table as binary columns."""
    print("\n| binary columns, and model | whole process s | cpu s | check s | bytes/op | target | missed |\n| --- | --- | --- | --- | --- | --- | --- |")
    for shape, model in (("linearizable", "linearizable"), ("causal-convergent", "causal-convergent")):
        bench.measure(f"{shape} store, columns: {model}", [*MILLION, "--shape", shape, "--format", "columnar"], model, "satisfied", memory=None)


def reading_table(bench):
    """Reading alone (`clio lint`, which also looks for what weakens verdicts), of the same histories in the formats that can be written."""
    print("\n| reading and lint, one thread | MB of text | whole process s | MB/s | bytes/op beside the text |\n| --- | --- | --- | --- | --- |")
    sources = {
        "operations": (bench.history(*MILLION, "--shape", "linearizable"), ("native", "jepsen-edn", "jepsen-json", "csv", "columnar")),
        "transactions of 8": (bench.history("--transactions", "causal", *TRANSACTIONS), ("native", "plume", "dbcop-text", "jepsen-edn")),
    }
    for what, (source, formats) in sources.items():
        for to in formats:
            title = f"{bench.operations:,} operations as {to}" if what == "operations" else f"{bench.operations:,} operations in {what} as {to}"
            if not bench.wanted(title):
                continue
            path = source.with_name(f"{source.stem}-as-{to}")
            if not path.exists():
                subprocess.run([bench.options.clio, "convert", "--lossy", "--to", to, str(source), str(path)], check=True, capture_output=True)
            runs = [run([bench.options.clio, "lint", "--format", to, str(path)]) for _ in range(bench.options.runs)]
            wall, peak = statistics.median(r[0] for r in runs), max(r[2] for r in runs)
            size = path.stat().st_size / 1e6
            print(f"| {title} | {size:.0f} | {wall:.2f} | {size / wall:.0f} | {peak / bench.operations:.0f} |", flush=True)


def threads_table(bench):
    """What a second thread gains, where histories are judged side by side and within one; and what two processes do, which share nothing but the machine."""
    print("\n| one thread and two | 1: s | 2: s | times as fast |\n| --- | --- | --- | --- |")

    def median(jobs, model, paths, processes=1, limits=()):
        command = [bench.options.clio, "check", "--jobs", str(jobs), *(["-m", model] if model else []), *limits, *map(str, paths)]
        walls = []
        for _ in range(bench.options.runs):
            start = time.perf_counter()
            started = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(processes)]
            if any(process.wait() not in (0, 1, 3) for process in started):
                sys.exit(f"{' '.join(command)} failed")
            walls.append(time.perf_counter() - start)
        return statistics.median(walls)

    def row(title, model, paths, limits=()):
        if bench.wanted(title):
            one, two = median(1, model, paths, limits=limits), median(2, model, paths, limits=limits)
            print(f"| {title}: {model or 'all models'} | {one:.2f} | {two:.2f} | {one / two:.2f} |", flush=True)

    many = [bench.history("--processes", "16", "--keys", "1000", "--seed", str(seed), "--shape", "sequential", operations=bench.operations // 10) for seed in range(1, 17)]
    row(f"16 histories of {bench.operations // 10:,} operations", "sequential", many)
    row(f"16 histories of {bench.operations // 10:,} operations", "causal-convergent", many)
    row("one history, JSON Lines", "linearizable", [bench.history(*MILLION, "--shape", "linearizable")])
    row("one history, 64 keys, 32 processes always busy, 4 values", "linearizable",
        [bench.history("--processes", "32", "--keys", "64", "--seed", "1", "--shape", "linearizable", "--gap", "0", "--values", "4")])
    row("one history, 16 keys that each need a search, 32 processes each", "linearizable",
        [bench.groups(16, "--processes", "32", "--keys", "1", "--seed", "3", "--shape", "linearizable", "--gap", "0", "--values", "4", "--unknown", "0.05", "--cas", "0.4", operations=1500)])
    row("one history, 16 groups that share neither processes nor keys", "sequential",
        [bench.groups(16, "--processes", "16", "--keys", "60", "--seed", "1", "--shape", "sequential", operations=bench.operations // 16)])
    row("one history on which four models end at 2 s each", None,
        [bench.history("--processes", "16", "--keys", "1", "--seed", "1", "--shape", "linearizable", "--gap", "0", "--values", "10", "--unknown", "0.2", "--cas", "0.5", operations=2000)],
        limits=("--timeout", "2"))
    by_eight = [bench.history("--transactions", "causal", *TRANSACTIONS)]
    row("one history, transactions of 8", "read-atomic", by_eight)
    title = "two processes, each with transactions of 8"
    if bench.wanted(title):
        alone, together = median(1, "causal-convergent", by_eight), median(1, "causal-convergent", by_eight, processes=2)
        print(f"| {title}: causal-convergent | {2 * alone:.2f} one after the other | {together:.2f} | {2 * alone / together:.2f} |", flush=True)


def compared(rows, earlier):
    """Prints how each row changed; whether none got worse."""
    print("\n| against the earlier rows | cpu s before | now | change | bytes/op before | now |  |\n| --- | --- | --- | --- | --- | --- | --- |")
    before = {row["title"]: row for row in earlier}
    good = True
    for row in rows:
        if (old := before.pop(row["title"], None)) is None:
            print(f"| {row['title']} | | {row['cpu']:.2f} | | | {row['bytes']:.0f} | new |")
            continue
        slower = row["cpu"] > 1.1 * old["cpu"] and row["cpu"] > old["cpu"] + 0.01
        larger = row["bytes"] > 1.1 * old["bytes"] and row["bytes"] > old["bytes"] + 1
        other = row["verdicts"] != old["verdicts"]
        good = good and not (slower or larger or other)
        words = [word for word, said in (("slower ✗", slower), ("larger ✗", larger), ("another verdict ✗", other)) if said]
        print(f"| {row['title']} | {old['cpu']:.2f} | {row['cpu']:.2f} | {row['cpu'] / max(old['cpu'], 0.001) - 1:+.0%} | {old['bytes']:.0f} | {row['bytes']:.0f} | {', '.join(words)} |")
    for title in before:
        print(f"| {title} | | | | | | not measured now |")
    return good


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clio", required=True)
    parser.add_argument("--generate", required=True)
    parser.add_argument("--data", required=True, help="where generated histories are kept between runs")
    parser.add_argument("--logs", help="a folder of Jepsen console logs to judge in one process")
    parser.add_argument("--runs", type=int, help="of each row (3; with --quick 1)")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--quick", action="store_true", help="a tenth of the operations and one run: says that everything works, not how fast")
    parser.add_argument("--large", action="store_true", help="also the growth from 100,000 to 10,000,000 operations")
    parser.add_argument("--huge", action="store_true", help="also 100,000,000 operations as binary columns: 6 GB on disk, 10 GB of memory, some minutes")
    parser.add_argument("--only", help="rows whose title contains this")
    parser.add_argument("--json", help="write the rows there")
    parser.add_argument("--compare", help="rows that --json wrote before: print each row's change and exit 1 where CPU time or memory grew by more than a tenth (and 10 ms, 1 byte)")
    options = parser.parse_args()
    options.runs = options.runs or (1 if options.quick else 3)
    bench = Bench(options)
    main_table(bench)
    transaction_table(bench)
    linearizability_table(bench)
    binary_table(bench)
    reading_table(bench)
    threads_table(bench)
    if options.large:
        large_table(bench)
        growth_table(bench)
        transaction_growth_table(bench)
    if options.huge:
        huge_table(bench)
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(bench.rows, indent=1))
    if options.compare and not compared(bench.rows, json.loads(pathlib.Path(options.compare).read_text())):
        sys.exit(1)


if __name__ == "__main__":
    main()
