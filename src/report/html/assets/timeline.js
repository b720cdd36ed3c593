// The timeline's canvas: what is visible of a layout, drawn anew for each frame that something changed in.
//
// A frame costs what is visible: a binary search a row, then the bars from there. Bars narrower than two pixels are not drawn but counted, pixel by pixel, and a row of them is one strip; so a frame draws
// for each row at most half as many bars as it has pixels, and a strip, however many operations there are. Bars that matter (of the counterexample, chosen) are drawn over the strips, never narrower than three pixels.

const AXIS = 24, GUTTER_LEAST = 44, GUTTER_MOST = 150, FONT = 12;

/** A row of bars that are narrower than two pixels, as a strip of one pixel's height: the darker, the more of a pixel's time is taken and the more of that by changes. */
class Crowd {
  constructor(width, colour) {
    this.width = width;
    this.colour = colour;
    this.taken = new Float32Array(width + 1);
    this.changing = new Float32Array(width + 1);
    this.strip = document.createElement("canvas");
    this.strip.width = width;
    this.strip.height = 1;
    this.context = this.strip.getContext("2d");
    this.context.fillStyle = colour;
    this.context.fillRect(0, 0, 1, 1);
    [this.red, this.green, this.blue] = this.context.getImageData(0, 0, 1, 1).data;
    this.image = this.context.createImageData(width, 1);
  }
  clear() {
    this.taken.fill(0);
    this.changing.fill(0);
  }
  add(x, width, observes) {
    const share = Math.max(width, 0.25);
    for (let at = Math.max(0, Math.floor(x)), end = x + share; at < end && at < this.width; at++) {
      const part = Math.min(end, at + 1) - Math.max(x, at);
      this.taken[at] += part;
      if (!observes) this.changing[at] += part;
    }
  }
  paint(context, x, y, height) {
    const { data } = this.image;
    for (let at = 0; at < this.width; at++) {
      const taken = Math.min(1, this.taken[at]);
      data[4 * at] = this.red;
      data[4 * at + 1] = this.green;
      data[4 * at + 2] = this.blue;
      data[4 * at + 3] = taken === 0 ? 0 : 255 * Math.min(1, 0.22 + 0.38 * taken + (0.4 * this.changing[at]) / this.taken[at] * taken);
    }
    this.context.putImageData(this.image, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(this.strip, 0, 0, this.width, 1, x, y, this.width, height);
  }
}

class Timeline {
  constructor(canvas, hooks) {
    this.canvas = canvas;
    this.hooks = hooks;
    this.context = canvas.getContext("2d");
    this.layout = null;
    this.trace = null;
    this.view = { low: 0, high: 1 };
    this.scroll = 0;
    this.tall = 1;
    this.hover = null;       // { kind: "op" | "edge" | "message" | "fault" | "note", ... }
    this.chosen = null;
    this.edges = [];         // of the cycle: { from, to, relation, because, number }
    this.edge = -1;
    this.marked = new Set(); // operations of the counterexample
    this.points = null;      // of the witness: { replay, times }
    this.drawn = { bars: 0, runs: 0, messages: 0 };
    this.draw = eachFrame(() => this.paint());
    this.readColours();
  }

  readColours() {
    const style = getComputedStyle(document.documentElement), colours = {};
    for (const name of ["panel", "band", "ink", "muted", "faint", "line", "write", "write-ink", "read", "read-line", "read-ink", "failed", "violated", "satisfied", "accent", "fault", "late", "message", "session-order", "reads-from", "write-order", "anti-dependency", "real-time", "visibility"])
      colours[name] = style.getPropertyValue("--" + name).trim();
    this.colours = colours;
    this.font = `${FONT}px ${style.getPropertyValue("--mono")}`;
    this.small = `11px ${style.getPropertyValue("--sans")}`;
    this.context.font = this.font;
    this.letter = this.context.measureText("0").width;
  }

  /** Another layout; the whole of it comes into view. */
  show(layout, trace, traceFocus) {
    this.layout = layout;
    this.trace = trace;
    this.traceFocus = traceFocus;
    this.hover = null;
    this.arrange();
    this.fit();
  }

  // Geometry

  arrange() {
    const box = this.canvas.getBoundingClientRect(), ratio = window.devicePixelRatio || 1;
    this.width = Math.max(200, box.width);
    this.height = Math.max(80, box.height);
    this.canvas.width = Math.round(this.width * ratio);
    this.canvas.height = Math.round(this.height * ratio);
    this.ratio = ratio;
    if (!this.layout) return;
    const { laneList, rows } = this.layout;
    this.context.font = this.small;
    let gutter = GUTTER_LEAST;
    for (const lane of laneList.slice(0, 400)) gutter = Math.max(gutter, Math.min(GUTTER_MOST, this.context.measureText(lane.name).width + 20));
    // Lanes share the height with the nodes' lines, and grow as far as they have room; an arrow within a row needs room above the first.
    const bow = this.edges.length && rows.length <= 12 ? 32 : 0;
    this.faultRows = this.trace ? this.stackFaults() : 0;
    const strip = this.trace ? 18 + this.faultRows * 13 : 0;
    this.gap = laneList.length > 16 ? 2 : 6;
    const free = this.height - AXIS - strip - laneList.length * this.gap - 14 - bow, parts = rows.length + (this.trace ? this.trace.nodes.length * 0.8 : 0);
    this.rowHeight = clamp(Math.floor(free / Math.max(1, parts)), 8, 84) * this.tall;
    this.nodeSpace = this.trace ? clamp((free - this.rowHeight * rows.length) / this.trace.nodes.length, 26, 64) : 0;
    const traceHeight = this.trace ? this.trace.nodes.length * this.nodeSpace + strip : 0;
    this.gutter = gutter;
    this.tops = new Float64Array(rows.length);
    let y = AXIS + 4 + bow;
    for (const lane of laneList) {
      lane.top = y;
      for (let r = 0; r < lane.rowCount; r++) {
        this.tops[lane.firstRow + r] = y;
        y += this.rowHeight;
      }
      lane.bottom = y;
      y += this.gap;
    }
    this.traceTop = y + strip;
    this.content = y + traceHeight;
    this.scroll = clamp(this.scroll, 0, Math.max(0, this.content - this.height));
  }

  get plotWidth() {
    return this.width - this.gutter - 8;
  }
  x(place) {
    return this.gutter + ((place - this.view.low) / (this.view.high - this.view.low)) * this.plotWidth;
  }
  placeAt(x) {
    return this.view.low + ((x - this.gutter) / this.plotWidth) * (this.view.high - this.view.low);
  }
  rowTop(row) {
    return this.tops[row] - this.scroll;
  }
  nodeY(node) {
    return this.traceTop + node * this.nodeSpace + this.nodeSpace / 2 - this.scroll;
  }

  extent() {
    let { low, high } = this.layout;
    if (this.trace && this.traceFocus) {
      for (const i of this.traceFocus.messages) {
        const message = this.trace.messages[i];
        low = Math.min(low, this.layout.scale.to(message.sent));
        if (isFinite(message.arrived)) high = Math.max(high, this.layout.scale.to(message.arrived));
      }
    }
    const margin = (high - low) * 0.025;
    return { low: low - margin, high: high + margin };
  }
  fit() {
    this.setView(this.extent());
  }

  setView({ low, high }) {
    const whole = this.extent(), most = (whole.high - whole.low) * 1.4, least = (whole.high - whole.low) * 1e-9 + 1e-6;
    let span = clamp(high - low, least, most);
    const middle = (low + high) / 2;
    const slack = span / 2;
    const centre = clamp(middle, whole.low - slack + span * 0.1, whole.high + slack - span * 0.1);
    this.view = { low: centre - span / 2, high: centre + span / 2 };
    this.draw();
    this.hooks.moved();
  }
  zoom(factor, x = this.gutter + this.plotWidth / 2) {
    const at = this.placeAt(x);
    this.setView({ low: at - (at - this.view.low) * factor, high: at + (this.view.high - at) * factor });
  }
  pan(pixels) {
    const by = (pixels / this.plotWidth) * (this.view.high - this.view.low);
    this.setView({ low: this.view.low + by, high: this.view.high + by });
  }
  scrollBy(pixels) {
    this.scroll = clamp(this.scroll + pixels, 0, Math.max(0, this.content - this.height));
    this.draw();
    this.hooks.moved();
  }

  /** Brings a bar into view: moves no further than needed, zooms in where it would be a speck and out where it does not fit. */
  reveal(op, least = 24) {
    const bar = this.layout.bar(op);
    if (bar < 0) return;
    const begin = this.layout.begin[bar], end = this.layout.end[bar], span = this.view.high - this.view.low, own = Math.max(end - begin, 1e-9);
    if ((own / span) * this.plotWidth < least && this.layout.count > 60) {
      const wide = (own * this.plotWidth) / 90;
      this.setView({ low: (begin + end) / 2 - wide / 2, high: (begin + end) / 2 + wide / 2 });
    } else if (begin < this.view.low || end > this.view.high) {
      const wide = Math.max(span, own * 1.2);
      this.setView({ low: (begin + end) / 2 - wide / 2, high: (begin + end) / 2 + wide / 2 });
    }
    const top = this.tops[this.layout.row[bar]];
    if (top - this.scroll < AXIS || top + this.rowHeight - this.scroll > this.height) this.scroll = clamp(top - this.height / 2, 0, Math.max(0, this.content - this.height));
    this.draw();
  }
  /** Brings several operations into view together. */
  revealAll(ops) {
    let low = Infinity, high = -Infinity, top = Infinity, bottom = -Infinity;
    for (const op of ops) {
      const bar = this.layout.bar(op);
      if (bar < 0) continue;
      low = Math.min(low, this.layout.begin[bar]), high = Math.max(high, this.layout.end[bar]);
      top = Math.min(top, this.tops[this.layout.row[bar]]), bottom = Math.max(bottom, this.tops[this.layout.row[bar]] + this.rowHeight);
    }
    if (high < low) return;
    const inside = low >= this.view.low && high <= this.view.high && (high - low) * 8 > this.view.high - this.view.low;
    const margin = Math.max((high - low) * 0.15, (this.layout.high - this.layout.low) * 1e-7);
    if (!inside) this.setView({ low: low - margin, high: high + margin });
    if (top - this.scroll < AXIS || bottom - this.scroll > this.height) this.scroll = clamp((top + bottom - this.height) / 2, 0, Math.max(0, this.content - this.height));
    this.draw();
  }

  /** Where an operation stands: its bar, or its share of the bar of its transaction. Bars that scroll out stand at the edge. */
  box(op) {
    const { layout } = this, bar = layout.bar(op);
    if (bar < 0) return null;
    let x = this.x(layout.begin[bar]), w = Math.max(3, this.x(layout.end[bar]) - x);
    const h = this.barHeight, y = this.rowTop(layout.row[bar]) + (this.rowHeight - h) / 2;
    if (!layout.single) {
      const ops = layout.shownOps(bar), i = ops.indexOf(op);
      if (i >= 0 && ops.length > 1) {
        const inner = w > ops.length * 8 ? 4 : 0;
        x += inner + ((w - 2 * inner) * i) / ops.length;
        w = (w - 2 * inner) / ops.length;
      }
    }
    return { x, y, w, h };
  }
  get barHeight() {
    return this.rowHeight > 30 ? 26 : Math.max(4, this.rowHeight - (this.rowHeight > 13 ? 4 : 2));
  }

  // Drawing

  paint() {
    if (!this.layout) return;
    const c = this.context;
    c.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    c.textBaseline = "middle";
    this.drawn.bars = this.drawn.runs = this.drawn.messages = 0;
    c.fillStyle = this.colours.panel;
    c.fillRect(0, 0, this.width, this.height);
    this.paintBands();
    c.save();
    c.beginPath();
    c.rect(this.gutter, AXIS, this.width - this.gutter, this.height - AXIS);
    c.clip();
    const ticks = this.ticks();
    this.paintGrid(ticks);
    if (this.trace) this.paintFaults();
    this.paintBars();
    if (this.trace) this.paintTrace();
    this.paintSources();
    this.paintPoints();
    this.paintCycle();
    this.paintChosen();
    c.restore();
    this.paintAxis(ticks);
    this.paintGutter();
    this.canvas.dataset.bars = this.drawn.bars;
    this.canvas.dataset.runs = this.drawn.runs;
  }

  paintBands() {
    const c = this.context;
    c.fillStyle = this.colours.band;
    this.layout.laneList.forEach((lane, i) => {
      if (i % 2 === 1) return;
      const top = lane.top - this.scroll - this.gap / 2;
      if (top < this.height && lane.bottom - this.scroll > 0) c.fillRect(0, top, this.width, lane.bottom - lane.top + this.gap);
    });
  }

  ticks() {
    const { layout, view } = this, ticks = [];
    if (layout.axis === "order") {
      const { places, times } = layout.scale;
      let last = -Infinity;
      for (let i = lowerBound(places, view.low); i < places.length && places[i] <= view.high; i++) {
        const x = this.x(places[i]);
        ticks.push({ x, text: x - last >= 62 ? layout.history.time(times[i]) : "" });
        if (x - last >= 62) last = x;
        if (ticks.length > 400) break;
      }
      return ticks;
    }
    const rough = ((view.high - view.low) / this.plotWidth) * 110, power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((n) => n * power).find((one) => one >= rough);
    for (let at = Math.ceil(view.low / step) * step; at <= view.high; at += step) ticks.push({ x: this.x(at), text: layout.history.time(at) });
    return ticks;
  }
  paintGrid(ticks) {
    const c = this.context;
    c.strokeStyle = this.colours.line;
    c.lineWidth = 1;
    c.beginPath();
    for (const tick of ticks) {
      const x = Math.round(tick.x) + 0.5;
      c.moveTo(x, AXIS);
      c.lineTo(x, this.height);
    }
    c.globalAlpha = this.layout.axis === "order" ? 0.45 : 0.8;
    c.stroke();
    c.globalAlpha = 1;
  }
  paintAxis(ticks) {
    const c = this.context;
    c.fillStyle = this.colours.panel;
    c.fillRect(0, 0, this.width, AXIS);
    c.fillStyle = this.colours.muted;
    c.font = this.small;
    c.textAlign = "center";
    if (this.layout.history.timed) for (const tick of ticks) if (tick.text && tick.x > this.gutter + 12 && tick.x < this.width - 20) c.fillText(tick.text, tick.x, AXIS / 2);
    c.fillStyle = this.colours.line;
    c.fillRect(0, AXIS - 1, this.width, 1);
    c.fillStyle = this.colours.muted;
    c.textAlign = "left";
    c.fillText(this.layout.history.timed ? "t" : "order", 8, AXIS / 2);
  }
  paintGutter() {
    const c = this.context;
    c.save();
    c.beginPath();
    c.rect(0, AXIS, this.gutter, this.height - AXIS);
    c.clip();
    c.fillStyle = this.colours.panel;
    c.fillRect(0, AXIS, this.gutter, this.height);
    this.layout.laneList.forEach((lane, i) => {
      const top = lane.top - this.scroll, bottom = lane.bottom - this.scroll;
      if (bottom < AXIS || top > this.height) return;
      if (i % 2 === 0) {
        c.fillStyle = this.colours.band;
        c.fillRect(0, top - this.gap / 2, this.gutter, bottom - top + this.gap);
      }
      if (this.rowHeight * lane.rowCount < 8) return;
      c.font = this.rowHeight * lane.rowCount < 13 ? this.small.replace("11px", "9px") : this.small;
      c.fillStyle = this.colours.ink;
      c.textAlign = "right";
      c.fillText(ellipsis(c, isolated(lane.name), this.gutter - 14), this.gutter - 8, (top + bottom) / 2);
    });
    if (this.trace) {
      c.font = this.small;
      c.textAlign = "right";
      this.trace.nodes.forEach((name, node) => {
        c.fillStyle = this.colours.muted;
        c.fillText(ellipsis(c, isolated(name), this.gutter - 14), this.gutter - 8, this.nodeY(node));
      });
    }
    c.restore();
    c.fillStyle = this.colours.line;
    c.fillRect(this.gutter - 1, AXIS, 1, this.height);
    if (this.content > this.height) {  // how far the lanes are scrolled
      const track = this.height - AXIS, share = (this.height - AXIS) / (this.content - AXIS);
      c.fillStyle = this.colours.faint;
      c.fillRect(this.width - 5, AXIS + (this.scroll / (this.content - AXIS)) * track, 4, Math.max(18, track * share));
    }
  }

  styleOf(op) {
    const outcome = this.layout.history.outcome[op], observes = this.layout.history.observes(op);
    if (outcome === "f") return "failed";
    return observes ? "read" : "write";
  }

  paintBars() {
    const { layout, view } = this, c = this.context, scale = this.plotWidth / (view.high - view.low);
    const h = this.barHeight, inset = (this.rowHeight - h) / 2, crowd = this.crowd();
    for (let r = 0; r < layout.rows.length; r++) {
      const y = this.rowTop(r) + inset;
      if (y + h < AXIS || y > this.height) continue;
      const { bars, begins, ends } = layout.rows[r];
      let crowded = 0;
      const slim = { write: [], read: [], failed: [] };
      for (let i = lowerBound(ends, view.low), n = bars.length; i < n && begins[i] <= view.high; i++) {
        const x0 = this.gutter + (begins[i] - view.low) * scale, x1 = this.gutter + (ends[i] - view.low) * scale;
        if (x1 - x0 >= 7 || (x1 - x0 >= 2 && (layout.open[bars[i]] === 1 || !layout.single))) {
          this.paintBar(bars[i], x0, x1, y, h);
          continue;
        }
        if (x1 - x0 >= 2) {
          slim[this.styleOf(layout.first[bars[i]])].push(x0, x1 - x0 - (x1 - x0 > 3 ? 1 : 0));
          continue;
        }
        if (crowded++ === 0) crowd.clear();
        crowd.add(x0 - this.gutter, x1 - x0, layout.history.observes(layout.first[bars[i]]));
      }
      for (const [style, colour] of [["write", "write"], ["read", "read-line"], ["failed", "faint"]]) {
        c.fillStyle = this.colours[colour];
        for (let i = 0; i < slim[style].length; i += 2) c.fillRect(slim[style][i], y, slim[style][i + 1], h);
        this.drawn.bars += slim[style].length / 2;
      }
      if (crowded === 0) continue;
      crowd.paint(c, this.gutter, y, h);
      this.drawn.runs++;
    }
    for (const op of this.marked) this.paintMark(op);
  }

  crowd() {
    const width = Math.ceil(this.width - this.gutter), colour = this.colours.write;
    if (!this.crowded || this.crowded.width !== width || this.crowded.colour !== colour) this.crowded = new Crowd(width, colour);
    return this.crowded;
  }

  paintBar(bar, x0, x1, y, h) {
    const { layout } = this, c = this.context, { history } = layout, op = layout.first[bar];
    this.drawn.bars++;
    const from = Math.max(x0, this.gutter - 20), to = Math.min(x1, this.width + 20), w = to - from;
    const style = this.styleOf(op), open = layout.open[bar] === 1, transaction = !layout.single;
    const round = w > 6 && h >= 10 && this.drawn.bars < 3000 ? Math.min(4, h / 3) : 0;
    const fillStyle = transaction ? this.colours.panel : this.colours[style];
    if (open) {  // a tail without end: nobody knows when it took effect
      c.strokeStyle = this.colours[style === "read" ? "read-line" : "write"];
      c.globalAlpha = 0.55;
      c.setLineDash([2, 4]);
      c.lineWidth = 1.5;
      c.beginPath();
      c.moveTo(to, y + h - 1);
      c.lineTo(this.width, y + h - 1);
      c.stroke();
      c.setLineDash([]);
      c.globalAlpha = 1;
      const fade = c.createLinearGradient(from, 0, to, 0);
      fade.addColorStop(0, fillStyle);
      fade.addColorStop(0.55, fillStyle);
      fade.addColorStop(1, this.colours.panel);
      c.fillStyle = fade;
    } else c.fillStyle = fillStyle;
    if (round) {
      c.beginPath();
      c.roundRect(from, y, w, h, round);
      c.fill();
      if (style !== "write" || transaction || open) {
        c.strokeStyle = this.colours[style === "failed" ? "muted" : style === "read" || transaction ? "read-line" : "write"];
        c.lineWidth = 1;
        if (style === "failed" || open) c.setLineDash([4, 3]);
        c.beginPath();
        c.roundRect(from + 0.5, y + 0.5, w - 1, h - 1, round);
        c.stroke();
        c.setLineDash([]);
      }
    } else {
      c.fillRect(from, y, w - 1, h);
      if (style === "read" || transaction) {
        c.strokeStyle = this.colours["read-line"];
        c.lineWidth = 1;
        c.strokeRect(from + 0.5, y + 0.5, w - 2, h - 1);
      }
    }
    if (transaction) return this.paintParts(bar, x0, x1, y, h);
    if (w > 7 && history.stale.has(op)) {  // a corner for what is certainly stale
      c.fillStyle = this.colours.late;
      c.beginPath();
      c.moveTo(to - 8, y), c.lineTo(to, y), c.lineTo(to, y + 8);
      c.fill();
    }
    if (history.kind[op] === "C" && w > 10) {  // reads and writes at once
      c.fillStyle = this.colours["read-line"];
      c.fillRect(from + 2, y + 2, 3, h - 4);
    }
    if (h >= 11) this.paintLabel(op, from, w, y, h);
  }

  /** The operations of a transaction, in a frame. */
  paintParts(bar, x0, x1, y, h) {
    const { layout } = this, c = this.context, ops = layout.shownOps(bar), space = x1 - x0;
    if (space < ops.length * 3) {
      const writes = ops.filter((op) => !layout.history.observes(op)).length;
      c.fillStyle = writes > 0 ? this.colours.write : this.colours["read-line"];
      c.globalAlpha = 0.8;
      c.fillRect(Math.max(x0, this.gutter), y + 1, Math.max(1, Math.min(x1, this.width) - Math.max(x0, this.gutter) - 1), h - 2);
      c.globalAlpha = 1;
      return;
    }
    for (const op of ops) {
      const box = this.box(op);
      if (box.x + box.w < this.gutter || box.x > this.width) continue;
      const style = this.styleOf(op), inner = h > 12 ? 3 : 1;
      c.fillStyle = this.colours[style];
      c.fillRect(box.x + 1, y + inner, Math.max(1, box.w - 2), h - 2 * inner);
      if (style === "read" && box.w > 6) {
        c.strokeStyle = this.colours["read-line"];
        c.globalAlpha = 0.5;
        c.lineWidth = 1;
        c.strokeRect(box.x + 1.5, y + inner + 0.5, box.w - 3, h - 2 * inner - 1);
        c.globalAlpha = 1;
      }
      if (h >= 13) this.paintLabel(op, box.x, box.w, y, h);
    }
  }

  /** An operation's label in the middle of what is visible of its bar, cut where it does not fit, left out where too little would remain. */
  paintLabel(op, x, w, y, h) {
    const c = this.context, small = h < 14, letter = small ? this.letter * (10 / FONT) : this.letter;
    const from = Math.max(x, this.gutter), room = Math.min(x + w, this.width) - from - 8;
    if (room < 4.5 * letter) return;
    const style = this.styleOf(op), text = this.layout.history.label(op);
    if (c.font !== this.fontSet || small !== this.smallSet) {
      c.font = small ? this.font.replace(`${FONT}px`, "10px") : this.font;
      (this.fontSet = c.font), (this.smallSet = small);
    }
    const fitting = fitted(c, text, room, letter);
    if (fitting.length < Math.min(6, text.length)) return;
    c.fillStyle = this.colours[style === "write" ? "write-ink" : "read-ink"];
    c.textAlign = "center";
    const middle = from + 4 + room / 2;
    c.fillText(fitting, middle, y + h / 2 + 0.5);
    if (style !== "failed") return;
    const half = c.measureText(fitting).width / 2;
    c.fillRect(middle - half, y + h / 2, half * 2, 1);
  }

  /** An operation that matters, over whatever else is there. */
  paintMark(op) {
    const box = this.box(op);
    if (!box || box.x > this.width || box.x + box.w < this.gutter) return;
    const c = this.context;
    if (box.w < 4) {
      c.fillStyle = this.colours.violated;
      c.fillRect(box.x - 1, box.y - 1, 4, box.h + 2);
      return;
    }
    c.strokeStyle = this.colours.violated;
    c.lineWidth = 2;
    c.beginPath();
    c.roundRect(box.x - 0.5, box.y - 0.5, box.w + 1, box.h + 1, 4);
    c.stroke();
  }

  paintChosen() {
    const c = this.context;
    for (const [thing, wide] of [[this.hover, 1.5], [this.chosen, 3]]) {
      if (!thing || thing.kind !== "op") continue;
      const box = this.box(thing.op);
      if (!box) continue;
      c.strokeStyle = this.colours.accent;
      c.lineWidth = wide;
      c.beginPath();
      c.roundRect(box.x - 2.5, box.y - 2.5, box.w + 5, box.h + 5, 6);
      c.stroke();
    }
  }

  /** What the operation that is pointed at read from, and who read from it. */
  paintSources() {
    if (this.layout.keep && this.edges.length && this.layout.count <= 60) this.paintAllSources();
    const thing = this.hover?.kind === "op" ? this.hover : this.chosen?.kind === "op" ? this.chosen : null;
    if (!thing) return;
    const { history } = this.layout, from = history.source[thing.op], pairs = [];
    if (from >= 0) pairs.push([from, thing.op]);
    for (const reader of history.readers(thing.op).slice(0, 60)) pairs.push([thing.op, reader]);
    for (const [a, b] of pairs) {
      const one = this.box(a), two = this.box(b);
      if (!one || !two) continue;
      this.paintArrow(curve(anchor(one, 0.5), anchor(two, 0.5), one, two, 0), this.colours["reads-from"], 1.2, [3, 3]);
    }
  }

  /** In a counterexample: who read from whom, faintly, for most reasons speak of it. */
  paintAllSources() {
    const { layout } = this, { history } = layout;
    this.context.globalAlpha = 0.55;
    for (let bar = 0; bar < layout.count; bar++) {
      for (const op of layout.shownOps(bar)) {
        const from = history.source[op], one = from >= 0 ? this.box(from) : null;
        if (!one || this.edges.some((edge) => edge.from === from && edge.to === op && edge.relation === "reads-from")) continue;
        const two = this.box(op);
        this.paintArrow(curve(anchor(one, 0.8), anchor(two, 0.2), one, two, 0), this.colours["reads-from"], 1, [2, 3]);
      }
    }
    this.context.globalAlpha = 1;
  }

  paintArrow(points, colour, width, dash) {
    const c = this.context, [p0, p1, p2, p3] = points;
    c.strokeStyle = c.fillStyle = colour;
    c.lineWidth = width;
    c.setLineDash(dash || []);
    c.beginPath();
    c.moveTo(p0.x, p0.y);
    c.bezierCurveTo(p1.x, p1.y, p2.x, p2.y, p3.x, p3.y);
    c.stroke();
    c.setLineDash([]);
    const size = 5 + width * 1.6, angle = Math.atan2(p3.y - p2.y, p3.x - p2.x);
    c.beginPath();
    c.moveTo(p3.x, p3.y);
    c.lineTo(p3.x - size * Math.cos(angle - 0.42), p3.y - size * Math.sin(angle - 0.42));
    c.lineTo(p3.x - size * Math.cos(angle + 0.42), p3.y - size * Math.sin(angle + 0.42));
    c.fill();
  }
}

/** Likewise, of a font whose letters are all as wide: without measuring where there are only such. */
function fitted(context, text, room, letter) {
  if (!/^[\x20-\x7e]*$/.test(text)) return ellipsis(context, text, room);
  const letters = Math.floor(room / letter);
  return text.length <= letters ? text : letters < 2 ? "" : text.slice(0, letters - 1) + "…";
}

/** As much of the text as fits, with a mark where it was cut. */
function ellipsis(context, text, room) {
  if (text.length > 400) text = text.slice(0, 400);
  if (context.measureText(text).width <= room) return text;
  let low = 0, high = text.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (context.measureText(text.slice(0, middle) + "…").width <= room) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? "" : text.slice(0, low) + "…";
}
