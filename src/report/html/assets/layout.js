// Where everything stands: bars in rows, rows in lanes, and the axis.
//
// The axis has two scales. "time" is the recording's own. "order" keeps which event comes before which and nothing else, as lecture notation does: events are spaced so that the label of every bar fits, however
// long the pauses between them were. Both are monotonic, so intervals overlap on the one exactly when they do on the other.
//
// A lane is a process, a key or a replica. Bars of one lane that overlap stand in several rows, each row sorted and free of overlaps: so what is visible of it is found by two binary searches.

const LETTER = 7.25;   // width of a character of a label, in pixels
const LABEL_SPACE = 16;
const COLLATOR = new Intl.Collator("en", { numeric: true });

class TimeScale {
  to(time) {
    return time;
  }
  from(x) {
    return x;
  }
}

class OrderScale {
  /** Bars as [begin, end, pixels that its label needs]; other events are only kept in order. */
  constructor(bars, others) {
    const times = [];
    for (const [begin, end] of bars) {
      times.push(begin);
      if (isFinite(end)) times.push(end);
    }
    for (const time of others) times.push(time);
    this.times = Float64Array.from(new Set(times)).sort();
    this.places = new Float64Array(this.times.length);
    const ending = new Map();
    for (const bar of bars) {
      if (!isFinite(bar[1]) || bar[1] === bar[0]) continue;
      const known = ending.get(bar[1]);
      if (known) known.push(bar);
      else ending.set(bar[1], [bar]);
    }
    for (let i = 1; i < this.times.length; i++) {
      let place = this.places[i - 1] + 14;
      for (const [begin, , need] of ending.get(this.times[i]) || []) place = Math.max(place, this.to(begin) + need);
      this.places[i] = place;
    }
  }
  to(time) {
    return interpolated(time, this.times, this.places);
  }
  from(x) {
    return interpolated(x, this.places, this.times);
  }
}

/** The first position whose entry is at least `value`. */
function lowerBound(sorted, value, end = sorted.length) {
  let low = 0, high = end;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function interpolated(value, from, to) {
  const last = from.length - 1;
  if (last < 0) return 0;
  const i = lowerBound(from, value);
  if (i > last) return to[last] + (last > 0 ? clamp(value - from[last], 0, 40) : 0);
  if (from[i] === value || i === 0) return i === 0 && value < from[0] ? to[0] - clamp(from[0] - value, 0, 40) : to[i];
  return to[i - 1] + ((to[i] - to[i - 1]) * (value - from[i - 1])) / (from[i] - from[i - 1]);
}

class Layout {
  /** lanes: "process", "key" or "node"; axis: "time" or "order"; keep: a mark for each operation that is drawn, or null; events: other times that the order scale should know. */
  constructor(history, { lanes, axis, keep, events }) {
    this.history = history;
    this.lanes = lanes;
    this.axis = axis;
    this.keep = keep;
    this.collect();
    this.scale = axis === "order" ? this.orderScale(events || []) : new TimeScale();
    this.place();
    this.pack();
    this.measure();
  }

  /** Bars: whole transactions, or single operations where lanes are keys. */
  collect() {
    const { history, keep } = this, first = [], length = [];
    const single = this.lanes === "key" || !history.transactional;
    if (single) {
      for (let op = 0; op < history.size; op++) if (!keep || keep[op]) first.push(op), length.push(1);
    } else {
      for (let unit = 0; unit < history.first.length; unit++) {
        let wanted = !keep;
        for (let i = 0; !wanted && i < history.length[unit]; i++) wanted = keep[history.first[unit] + i] === 1;
        if (wanted) first.push(history.first[unit]), length.push(history.length[unit]);
      }
    }
    this.single = single;
    this.count = first.length;
    this.first = Uint32Array.from(first);
    this.length = Uint32Array.from(length);
    this.barOf = new Map();
    if (this.count < history.size || !single) for (let bar = 0; bar < this.count; bar++) for (let i = 0; i < length[bar]; i++) this.barOf.set(first[bar] + i, bar);
    else this.barOf = null;
  }

  /** The bar that an operation belongs to; -1: it is not drawn. */
  bar(op) {
    if (!this.barOf) return op;
    const bar = this.barOf.get(op);
    return bar === undefined ? -1 : bar;
  }
  shownOps(bar) {
    const ops = [];
    for (let i = 0; i < this.length[bar]; i++) if (!this.keep || this.keep[this.first[bar] + i]) ops.push(this.first[bar] + i);
    return ops;
  }
  label(bar) {
    const labels = this.shownOps(bar).map((op) => this.history.label(op));
    return this.single ? labels[0] : `[${labels.join(" ")}]`;
  }

  times(bar) {
    const op = this.first[bar], { history } = this;
    let begin = history.call[op], end = history.end[op];
    if (this.lanes === "key" && history.transactional) {  // its share of the transaction
      const unit = history.unit[op], share = (isFinite(end) ? end - begin : 0) / history.length[unit];
      begin += share * (op - history.first[unit]);
      if (isFinite(end)) end = begin + share;
    }
    return [begin, end];
  }

  orderScale(events) {
    const labelled = this.count <= 3000, bars = [];
    for (let bar = 0; bar < this.count; bar++) {
      const [begin, end] = this.times(bar);
      bars.push([begin, end, labelled ? this.label(bar).length * LETTER + LABEL_SPACE : 0]);
    }
    return new OrderScale(bars, events);
  }

  place() {
    this.begin = new Float64Array(this.count);
    this.end = new Float64Array(this.count);
    this.open = new Uint8Array(this.count);
    const widths = [];
    for (let bar = 0; bar < this.count; bar++) {
      const [begin, end] = this.times(bar);
      this.begin[bar] = this.scale.to(begin);
      this.open[bar] = isFinite(end) ? 0 : 1;
      this.end[bar] = this.open[bar] ? Infinity : this.scale.to(end);
      if (!this.open[bar] && (bar % 16 === 0 || this.count < 5000)) widths.push(this.end[bar] - this.begin[bar]);
    }
    widths.sort((a, b) => a - b);
    this.typical = widths[widths.length >> 1] || (this.axis === "order" ? 60 : 1);
  }

  laneOf(bar) {
    const op = this.first[bar];
    if (this.lanes === "key") return this.history.key[op];
    if (this.lanes === "node") return this.history.node ? this.history.node[op] : -1;
    return this.history.process[op];
  }
  laneName(lane) {
    const { names } = this.history;
    if (this.lanes === "key") return names.keys[lane] || "(no key)";
    if (this.lanes === "node") return lane < 0 ? "(no replica)" : names.nodes[lane];
    return names.processes[lane];
  }

  pack() {
    const order = Uint32Array.from({ length: this.count }, (_, i) => i);
    let sorted = true;
    for (let i = 1; sorted && i < this.count; i++) sorted = this.begin[i - 1] <= this.begin[i];
    if (!sorted) order.sort((a, b) => this.begin[a] - this.begin[b] || a - b);
    const lanes = new Map();
    this.row = new Int32Array(this.count);
    for (const bar of order) {
      const id = this.laneOf(bar);
      let lane = lanes.get(id);
      if (!lane) lanes.set(id, (lane = { id, name: this.laneName(id), rows: [], ends: [], openings: [] }));
      let row = 0;
      while (row < lane.ends.length && lane.ends[row] > this.begin[bar]) row++;
      if (row === lane.ends.length) lane.rows.push([]), lane.ends.push(0);
      lane.rows[row].push(bar);
      lane.ends[row] = this.open[bar] ? this.begin[bar] + this.typical * 0.5 : Math.max(this.end[bar], this.begin[bar] + Number.MIN_VALUE);
    }
    this.laneList = [...lanes.values()].sort((a, b) => COLLATOR.compare(a.name, b.name) || a.id - b.id);
    this.rows = [];
    for (const lane of this.laneList) {
      lane.firstRow = this.rows.length;
      for (const bars of lane.rows) {
        for (const bar of bars) this.row[bar] = this.rows.length;
        this.rows.push({ bars: Uint32Array.from(bars), begins: Float64Array.from(bars, (bar) => this.begin[bar]) });
      }
      lane.rowCount = lane.rows.length;
      delete lane.rows;
    }
    // An open bar has a body up to what follows it, and a tail without end.
    for (const { bars } of this.rows) {
      for (let i = 0; i < bars.length; i++) {
        const bar = bars[i];
        if (!this.open[bar]) continue;
        const body = this.begin[bar] + (this.axis === "order" ? Math.max(60, this.label(bar).length * LETTER + LABEL_SPACE) : this.typical);
        this.end[bar] = i + 1 < bars.length ? Math.min(body, this.begin[bars[i + 1]]) : body;
      }
    }
    for (const row of this.rows) row.ends = Float64Array.from(row.bars, (bar) => this.end[bar]);
  }

  measure() {
    let low = Infinity, high = -Infinity;
    for (let bar = 0; bar < this.count; bar++) {
      low = Math.min(low, this.begin[bar]);
      high = Math.max(high, this.end[bar]);
    }
    if (this.count === 0) (low = 0), (high = 1);
    if (high <= low) high = low + 1;
    this.low = low;
    this.high = high;
  }
}
