#!/usr/bin/env python3
"""Judges histories on which no engine of Clio answers soon, under a limit of time and under one of memory, and prints how well the limits are kept.

The corpus is a list of generators' arguments: found by trying many, kept where the answer did not come within seconds. What is decided today is listed all the same, so that progress is seen.
For each: how long the decision took beyond its limit; and, with a limit of memory, the peak of resident memory beyond that of reading the same file (`clio lint`).
Prints only; asserts nothing.
"""
import argparse
import json
import pathlib
import sys

sys.dont_write_bytecode = True
from figures import Bench, run

REGISTERS = [  # model, arguments
    ("linearizable", "--shape linearizable --gap 0 --ops 2000 --processes 16 --keys 1 --values 10 --unknown 0.2 --cas 0.5 --seed 1"),
    ("linearizable", "--shape linearizable --gap 0 --ops 20000 --processes 60 --keys 10 --values 10 --unknown 0.2 --cas 0.5 --seed 2"),
    ("linearizable", "--shape linearizable --gap 0 --ops 20000 --processes 16 --keys 1 --values 2 --unknown 0.2 --cas 0.5 --seed 1"),
    ("sequential", "--shape sequential --ops 2000 --processes 16 --keys 1 --values 10 --seed 1"),
    ("sequential", "--shape causal --ops 20000 --processes 16 --keys 1 --values 10 --seed 1"),
    ("sequential", "--shape causal --ops 2000 --processes 60 --keys 10 --values 3 --seed 2"),
    ("sequential", "--shape linearizable --untimed yes --drift 500 --ops 20000 --processes 60 --keys 10 --values 10 --seed 1"),
    ("causal-convergent", "--shape causal --ops 20000 --processes 30 --keys 3 --values 10 --seed 1"),
    ("linearizable", "--shape linearizable --gap 0 --ops 2000 --processes 4 --keys 1 --values 5 --unknown 0.2 --cas 0.2 --seed 2"),
    ("cache", "--shape linearizable --gap 0 --ops 100000 --processes 4 --keys 1 --values 10 --unknown 0.05 --cas 0.5 --plant stale --seed 7"),
    ("sequential", "--shape linearizable --gap 0 --ops 100000 --processes 60 --keys 3 --values 30 --unknown 0.2 --cas 0.5 --seed 8"),
    ("causal", "--shape linearizable --gap 0 --ops 100000 --processes 60 --keys 3 --values 30 --unknown 0.2 --cas 0.5 --seed 8"),
    ("weak-causal", "--shape linearizable --gap 0 --ops 100000 --processes 60 --keys 1 --values 10 --unknown 0.2 --cas 0.2 --seed 7"),
    ("sequential", "--shape causal --ops 2000 --processes 4 --keys 10 --values 2 --seed 7"),
    ("sequential", "--shape causal-convergent --ops 100000 --processes 4 --keys 10 --values 10 --seed 9"),
    ("cache", "--shape causal --ops 2000 --processes 60 --keys 10 --values 30 --seed 4"),
    ("pram", "--shape causal-convergent --ops 100000 --processes 4 --keys 1 --values 30 --seed 2"),
    ("causal-convergent", "--shape causal --ops 500 --processes 4 --keys 1 --values 5 --seed 6"),
]
TRANSACTIONS = [
    ("adya-snapshot-isolation", "--transactions causal --ops 1000000 --sessions 50 --keys 1000 --seed 1"),
    ("adya-snapshot-isolation", "--transactions prefix --ops 200000 --sessions 50 --keys 1000 --reads 0.7 --delay 4000 --seed 1"),
    ("adya-serializable", "--transactions snapshot-isolation --ops 200000 --sessions 50 --keys 1000 --reads 0.7 --delay 4000 --seed 2"),
]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clio", required=True)
    parser.add_argument("--generate", required=True)
    parser.add_argument("--data", required=True, help="where generated histories are kept between runs")
    parser.add_argument("--timeout", type=float, default=5, help="seconds for each decision (5)")
    parser.add_argument("--memory", type=int, default=256, help="MiB for the tables of a search, in the second run of each (256)")
    options = parser.parse_args()
    options.quick = False
    bench = Bench(options)
    print(f"| hard histories, and model | within {options.timeout:g} s | after s | beyond the limit | within {options.memory} MiB and {4 * options.timeout:g} s | MiB beyond reading |\n| --- | --- | --- | --- | --- | --- |")

    def decide(path, model, *limits):
        _, _, peak, output = run([options.clio, "check", "--json", *limits, "-m", model, str(path)])
        result = json.loads(output)["results"][0]
        return result["verdict"], result["seconds"], peak, result.get("reason", "")

    for model, arguments in REGISTERS + TRANSACTIONS:
        words = arguments.split()
        operations = int(words[words.index("--ops") + 1])
        without = [word for i, word in enumerate(words) if word != "--ops" and (i == 0 or words[i - 1] != "--ops")]
        path = bench.history(*without, operations=operations)
        verdict, seconds, _, _ = decide(path, model, "--timeout", str(options.timeout))
        late = f"{max(0, seconds / options.timeout - 1):.0%}" if verdict == "unknown" else ""
        base = run([options.clio, "lint", str(path)])[2]
        bounded, _, peak, reason = decide(path, model, "--timeout", str(4 * options.timeout), "--memory", str(options.memory))
        print(f"| {arguments}: {model} | {verdict} | {seconds:.2f} | {late} | {bounded}{': ' + reason if reason else ''} | {max(0, peak - base) / 2**20:.0f} |", flush=True)


if __name__ == "__main__":
    main()
