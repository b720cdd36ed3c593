// A history as the page works with it: the document's columns as typed arrays, names made showable, times as numbers.

const NO_SOURCE = -1, INITIAL = -2, SEVERAL = -3;

const WORDS = {
  register: { R: "read", W: "write", C: "compare-and-set", D: "delete" },
  counter: { A: "add", R: "read" },
  set: { A: "add", X: "remove", H: "contains", R: "read" },
  queue: { E: "enqueue", Q: "dequeue" },
  stack: { U: "push", O: "pop" },
  list: { A: "append", R: "read" },
  mutex: { L: "acquire", F: "release" },
  text: { W: "write", A: "append", R: "read" },
};
const OBSERVERS = "RHQO";  // kinds that answer with something

class History {
  constructor(document) {
    this.document = document;
    const columns = document.operations, n = columns.count;
    this.size = n;
    this.object = document.object;
    this.timed = document.timed;
    this.transactional = document.transactional;
    this.kind = columns.kind;
    this.outcome = columns.outcome;
    this.process = Uint32Array.from(columns.process);
    this.key = Uint32Array.from(columns.key);
    this.value = Int32Array.from(columns.value);
    this.expected = columns.expected ? Int32Array.from(columns.expected) : null;
    this.node = columns.node ? Int32Array.from(columns.node) : null;
    this.version = columns.version || null;
    this.names = {};
    for (const name of ["processes", "keys", "nodes", "values"]) this.names[name] = columns.names[name].map(shown);
    this.cut = columns.names.cut;
    this.initial = columns.initial || null;
    this.id = running(columns.id, n, -1, (i) => i);
    this.line = running(columns.line, n, 0, () => 0);
    this.byId = columns.id ? new Map(Array.from(this.id, (id, i) => [id, i])) : null;
    this.source = new Int32Array(n);
    for (let i = 0; i < n; i++) {
      const from = columns.source[i];
      this.source[i] = from === null ? INITIAL : from === true ? SEVERAL : from === 0 ? NO_SOURCE : i - from;
    }
    this.group(columns.transactions);
    this.base = BigInt(columns.base || 0);
    if (this.timed) this.read(columns);
    else this.order();
    this.stale = new Map();
    if (document.staleness) for (const [op, versions, time] of document.staleness.of) this.stale.set(op, { versions, time });
  }

  /** Transactions: the first operation and the length of each; a plain operation is one of its own. */
  group(lengths) {
    const n = this.size;
    this.first = lengths ? new Uint32Array(lengths.length) : Uint32Array.from({ length: n }, (_, i) => i);
    this.length = lengths ? Uint32Array.from(lengths) : new Uint32Array(n).fill(1);
    this.unit = lengths ? new Uint32Array(n) : this.first;
    if (!lengths) return;
    let at = 0;
    for (let t = 0; t < lengths.length; t++) {
      this.first[t] = at;
      for (let i = 0; i < lengths[t]; i++) this.unit[at++] = t;
    }
  }

  read(columns) {
    const n = this.size;
    this.call = new Float64Array(n);
    this.end = new Float64Array(n);
    let at = 0;
    for (let i = 0; i < n; i++) {
      at += columns.call[i];
      this.call[i] = at;
      this.end[i] = columns.span[i] === null ? Infinity : at + columns.span[i];
    }
  }

  /** Without times: each operation behind those of its process and behind what it read, as Lamport's clocks count. */
  order() {
    const n = this.size;
    this.call = new Float64Array(n);
    this.end = new Float64Array(n);
    const free = new Float64Array(this.names.processes.length), done = new Uint8Array(n);
    for (let t = 0; t < this.first.length; t++) {
      const begin = this.first[t], length = this.length[t], process = this.process[begin];
      let at = free[process];
      for (let i = begin; i < begin + length; i++) {
        const from = this.source[i];
        if (from >= 0 && done[from] && this.process[from] !== process) at = Math.max(at, this.end[from] + 0.2);
      }
      for (let i = begin; i < begin + length; i++) {
        this.call[i] = at;
        this.end[i] = this.outcome[i] === "u" ? Infinity : at + length * 0.8;
        done[i] = 1;
      }
      if (this.outcome[begin] === "u") for (let i = begin; i < begin + length; i++) done[i] = 0;
      free[process] = at + length;
    }
  }

  /** The position of an operation that the file calls by this id; -1: there is none. */
  at(id) {
    if (!this.byId) return id >= 0 && id < this.size ? id : -1;
    const found = this.byId.get(id);
    return found === undefined ? -1 : found;
  }

  /** A time as the file has it. */
  time(t) {
    if (!isFinite(t)) return "never";
    return this.base === 0n ? grouped(Math.round(t * 1000) / 1000) : (this.base + BigInt(Math.round(t))).toString();
  }

  valueText(code) {
    return code >= 0 ? String(code) : this.names.values[-1 - code];
  }
  processText(op) {
    return this.names.processes[this.process[op]];
  }
  keyText(op) {
    return this.names.keys[this.key[op]];
  }
  nodeText(op) {
    return this.node && this.node[op] >= 0 ? this.names.nodes[this.node[op]] : "";
  }
  word(op) {
    return WORDS[this.object]?.[this.kind[op]] || "operation";
  }
  observes(op) {
    return OBSERVERS.includes(this.kind[op]);
  }
  initialOf(key) {
    return this.initial ? this.initial[key] : null;
  }
  isInitial(op) {
    if (this.source[op] === INITIAL) return true;
    if (this.initial && this.object !== "set" && this.object !== "list") return this.initial[this.key[op]] === this.value[op];
    const text = this.valueText(this.value[op]);
    return this.object === "set" || this.object === "list" ? text === "[]" : text === "null";
  }

  /** In lecture notation, without the process: "R(x)a", "C(x)1>2:no". */
  label(op) {
    const kind = this.kind[op], outcome = this.outcome[op], value = this.valueText(this.value[op]);
    let text = `${kind}(${isolated(this.keyText(op))})`;
    if (kind === "C") text += `${isolated(this.valueText(this.expected[op]))}>${isolated(value)}`;
    else if (kind === "R") text += outcome !== "o" && value === "null" ? "" : this.isInitial(op) ? "-" : isolated(value);
    else if (kind === "Q" || kind === "O") text += outcome !== "o" && value === "null" ? "" : isolated(value);
    else if (kind !== "D" && kind !== "L" && kind !== "F") text += isolated(value);
    return text + (outcome === "n" ? ":no" : outcome === "u" ? "?" : outcome === "f" ? "!" : "");
  }
  /** With its process: "P2 R(x)a". */
  full(op) {
    return `${isolated(this.processText(op))} ${this.label(op)}`;
  }
  unitLabel(unit) {
    const begin = this.first[unit], labels = [];
    for (let i = 0; i < this.length[unit]; i++) labels.push(this.label(begin + i));
    return this.transactional ? `[${labels.join(" ")}]` : labels[0];
  }
  /** How a state of affairs is told: "ok", "unknown: it may have happened at any time after its call, or never". */
  outcomeText(op) {
    return { o: "ok", n: "ok, answered no", u: "unknown: it may have taken effect at any time after its call, or never", f: "failed: it certainly did not take effect" }[this.outcome[op]];
  }
  outcomeWord(op) {
    return { o: "ok", n: "answered no", u: "unknown", f: "failed" }[this.outcome[op]];
  }
  /** The operations that read from this one. */
  readers(op) {
    if (!this.readersOf) {
      this.readersOf = new Map();
      for (let i = 0; i < this.size; i++) {
        const from = this.source[i];
        if (from < 0) continue;
        const known = this.readersOf.get(from);
        if (known) known.push(i);
        else this.readersOf.set(from, [i]);
      }
    }
    return this.readersOf.get(op) || [];
  }
}

function running(column, n, before, otherwise) {
  const result = new Float64Array(n);
  let at = before;
  for (let i = 0; i < n; i++) result[i] = column ? (at += column[i]) : otherwise(i);
  return result;
}
