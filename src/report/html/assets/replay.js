// The witness played back: the operations in the order that explains every answer, with what each key holds after each of them.
//
// Going back plays again from the beginning: a hundred thousand steps take some milliseconds, and there is one way to a state.

class Replay {
  constructor(history, order) {
    this.history = history;
    this.order = order;
    this.units = order.transactions;
    this.steps = order.order;
    this.at = 0;
    this.state = new Map();
    this.touched = [];
  }
  get length() {
    return this.steps.length;
  }
  /** The operations of a step, 1-based: one, or those of a transaction. */
  ops(step) {
    if (step < 1 || step > this.length) return [];
    const op = this.steps[step - 1];
    if (!this.units) return [op];
    const unit = this.history.unit[op];
    return Array.from({ length: this.history.length[unit] }, (_, i) => this.history.first[unit] + i);
  }
  go(step) {
    step = clamp(step, 0, this.length);
    if (step < this.at) {
      this.at = 0;
      this.state.clear();
      this.touched = [];
    }
    while (this.at < step) {
      this.at++;
      this.touched = [];
      for (const op of this.ops(this.at)) this.apply(op);
    }
  }
  apply(op) {
    const { history, state } = this, key = history.key[op], kind = history.kind[op];
    const value = history.valueText(history.value[op]), held = state.has(key) ? state.get(key) : this.first(key);
    let next = held, changed = false;  // collections change in place: going back begins anew
    const done = history.outcome[op] === "o" || history.outcome[op] === "u";
    if (!done) next = held;
    else if (kind === "W" || kind === "C") next = value;
    else if (kind === "D") next = "null";
    else if (kind === "E" || kind === "U" || (kind === "A" && history.object === "list")) changed = held.push(value) > 0;
    else if ((kind === "Q" || kind === "O") && (value !== "null" || history.outcome[op] === "u")) changed = (kind === "Q" ? held.shift() : held.pop()) !== undefined;
    else if (kind === "A" && history.object === "counter") next = String(BigInt(held) + BigInt(value));
    else if (kind === "A" && history.object === "set") changed = held.size < held.add(value).size;
    else if (kind === "A") next = text(held) + value;
    else if (kind === "X") changed = held.delete(value);
    else if (kind === "L") next = `held by ${history.processText(op)}`;
    else if (kind === "F") next = "free";
    changed ||= next !== held;
    this.touched.push({ op, key, changed });
    if (changed || !state.has(key)) {
      state.delete(key);  // the keys that changed last stand last
      state.set(key, next);
    }
  }
  first(key) {
    const { object } = this.history;
    if (object === "queue" || object === "stack" || object === "list") return [];
    if (object === "set") return new Set();
    if (object === "mutex") return "free";
    const initial = this.history.initialOf(key);
    return initial === null ? (object === "counter" ? "0" : "null") : this.history.valueText(initial);
  }
  /** What a key holds, for people. */
  held(key) {
    let value = this.state.has(key) ? this.state.get(key) : this.first(key);
    if (value instanceof Set) value = [...value];
    if (!Array.isArray(value)) return value;
    return value.length > 40 ? `[… ${value.slice(-40).join(", ")}]` : `[${value.join(", ")}]`;
  }
  /** A point of each operation's interval at which it may have taken effect, in this order: in the middle of the earliest and the latest. Null where the order does not run within time. */
  points() {
    const { history, length } = this;
    if (!history.timed) return null;
    const times = new Float64Array(length);
    for (let i = 0, at = -Infinity; i < length; i++) {
      at = Math.max(at, history.call[this.steps[i]]);
      if (at > history.end[this.steps[i]]) return null;
      times[i] = at;
    }
    for (let i = length - 1, at = Infinity; i >= 0; i--) {
      at = Math.min(at, history.end[this.steps[i]]);
      if (isFinite(at)) times[i] = (times[i] + at) / 2;
    }
    return times;
  }
}

function text(value) {
  return value === "null" || value === undefined ? "" : String(value);
}

/** Where operations take effect, around the step that is played: a dot at the foot of each bar, joined in their order. */
Timeline.prototype.paintPoints = function () {
  if (!this.points) return;
  const { replay, times } = this.points, c = this.context, low = Math.max(1, replay.at - 12), high = Math.min(replay.length, replay.at + 12);
  const at = (step) => {
    const box = this.box(replay.steps[step - 1]);
    if (!box) return null;
    return { x: times ? this.x(this.layout.scale.to(times[step - 1])) : box.x + box.w / 2, y: box.y + box.h, box };
  };
  let before = null;
  for (let step = low; step <= high; step++) {
    const point = at(step);
    if (!point) continue;
    if (before) {
      c.strokeStyle = this.colours.satisfied;
      c.globalAlpha = step <= replay.at ? 0.85 : 0.3;
      c.lineWidth = step === replay.at ? 2.5 : 1.5;
      c.beginPath();
      c.moveTo(before.x, before.y);
      c.lineTo(point.x, point.y);
      c.stroke();
      c.globalAlpha = 1;
    }
    before = point;
  }
  for (let step = low; step <= high; step++) {
    const point = at(step);
    if (!point) continue;
    const now = step === replay.at;
    c.fillStyle = step <= replay.at ? this.colours.satisfied : this.colours.panel;
    c.strokeStyle = this.colours.satisfied;
    c.lineWidth = 1.5;
    c.beginPath();
    c.arc(point.x, point.y, now ? 6 : 4, 0, 7);
    c.fill();
    c.stroke();
    if (now) {
      c.strokeStyle = this.colours.satisfied;
      c.lineWidth = 2.5;
      c.beginPath();
      c.roundRect(point.box.x - 3, point.box.y - 3, point.box.w + 6, point.box.h + 6, 6);
      c.stroke();
    }
  }
};
