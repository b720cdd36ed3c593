// The space-time diagram below the lanes: a line a node, messages as slanted lines, lost ones ending in a cross, late ones thick; faults as bands over everything that they last.

Timeline.prototype.messageShown = function (message) {
  if (this.traceFocus) return this.traceFocus.messages.has(message.i) || (this.chosen?.kind === "message" && this.chosen.message === message.i);
  return !message.quiet || this.hooks.quietMessages();
};

/** A message from where to where; one that is lost, or never seen to arrive, ends on the way. */
Timeline.prototype.messageLine = function (message) {
  const to = this.layout.scale.to.bind(this.layout.scale);
  const x0 = this.x(to(message.sent)), y0 = this.nodeY(message.from), y1 = this.nodeY(message.to);
  if (!message.lost && isFinite(message.arrived)) return { x0, y0, x1: this.x(to(message.arrived)), y1 };
  const until = isFinite(message.arrived) ? this.x(to(message.arrived)) : x0;
  return { x0, y0, x1: x0 + Math.max(18, (until - x0) * 0.6), y1: y0 + (y1 - y0) * 0.6 };
};

/** Faults that last at the same time stand below each other. Answers how many rows that takes; beyond five the rest shares the last. */
Timeline.prototype.stackFaults = function () {
  const ends = [];
  this.faultRow = this.trace.faults.map((fault) => {
    let row = ends.findIndex((end) => end <= fault.from);
    if (row < 0) row = ends.length;
    ends[row] = fault.until;
    return Math.min(row, 4);
  });
  return Math.min(5, ends.length);
};

Timeline.prototype.paintFaults = function () {
  const c = this.context, to = this.layout.scale.to.bind(this.layout.scale);
  const strip = this.traceTop - this.scroll - this.faultRows * 13 - 4, bottom = this.nodeY(this.trace.nodes.length - 1) + this.nodeSpace / 2;
  c.font = this.small.replace("11px", "10px");
  c.textAlign = "left";
  this.faultBoxes = [];
  this.trace.faults.forEach((fault, i) => {
    const x0 = Math.max(this.gutter, this.x(to(fault.from))), x1 = isFinite(fault.until) ? Math.min(this.width, this.x(to(fault.until))) : this.width;
    if (x1 <= this.gutter || x0 >= this.width || x1 - x0 < 0.5) return;
    const y = strip + this.faultRow[i] * 13;
    c.fillStyle = this.colours.fault;
    c.globalAlpha = 0.045;
    c.fillRect(x0, AXIS, x1 - x0, y - AXIS);
    c.globalAlpha = 0.09;
    c.fillRect(x0, y, x1 - x0, bottom - y);
    c.globalAlpha = 0.28;
    c.fillRect(x0, y, x1 - x0, 12);
    c.globalAlpha = 1;
    c.fillRect(x0, y, Math.min(2, x1 - x0), 12);
    this.faultBoxes.push({ i, x: x0, y, w: x1 - x0, h: bottom - y });
    const words = ellipsis(c, fault.text.replace(/ from \d+ to \d+$/, ""), x1 - x0 - 8);
    c.fillStyle = this.colours.ink;
    if (words.length > 5) c.fillText(words, x0 + 5, y + 6.5);
  });
};

Timeline.prototype.paintTrace = function () {
  const c = this.context, { trace } = this, to = this.layout.scale.to.bind(this.layout.scale);
  c.lineWidth = 1;
  trace.nodes.forEach((_, node) => {
    const y = Math.round(this.nodeY(node)) + 0.5;
    c.strokeStyle = this.colours.faint;
    c.beginPath();
    c.moveTo(this.gutter, y);
    c.lineTo(this.width, y);
    c.stroke();
  });
  for (const lead of trace.leading) {
    const x0 = this.x(to(lead.from)), x1 = isFinite(lead.until) ? this.x(to(lead.until)) : this.width, y = this.nodeY(lead.node);
    c.fillStyle = this.colours.accent;
    c.globalAlpha = 0.75;
    c.fillRect(Math.max(x0, this.gutter), y - 2, Math.max(0, Math.min(x1, this.width) - Math.max(x0, this.gutter)), 4);
    c.globalAlpha = 1;
    if (x0 > this.gutter - 2 && x0 < this.width && Math.min(x1, this.width) - x0 > 34) {
      c.font = this.small.replace("11px", "10px");
      c.textAlign = "left";
      c.fillText("leads", x0 + 2, y - 8);
    }
  }
  for (const down of trace.down) {
    const x0 = Math.max(this.gutter, this.x(to(down.from))), x1 = isFinite(down.until) ? Math.min(this.width, this.x(to(down.until))) : this.width, y = this.nodeY(down.node);
    if (x1 < x0) continue;
    c.strokeStyle = this.colours.panel;
    c.lineWidth = 6;
    c.beginPath(), c.moveTo(x0, y), c.lineTo(x1, y), c.stroke();
    c.strokeStyle = this.colours.fault;
    c.lineWidth = 3;
    c.setLineDash([3, 4]);
    c.beginPath(), c.moveTo(x0, y), c.lineTo(x1, y), c.stroke();
    c.setLineDash([]);
    if (x1 - x0 > 40) {
      c.fillStyle = this.colours.fault;
      c.font = this.small.replace("11px", "10px");
      c.textAlign = "left";
      c.fillText("down", x0 + 3, y - 8);
    }
  }
  this.paintMessages();
  this.paintExchanges();
};

Timeline.prototype.visibleMessages = function () {
  const { trace } = this, from = this.layout.scale.from.bind(this.layout.scale);
  const low = from(this.view.low), high = from(this.view.high), result = [];
  if (this.traceFocus) return [...this.traceFocus.messages, ...(this.chosen?.kind === "message" && !this.traceFocus.messages.has(this.chosen.message) ? [this.chosen.message] : [])].map((i) => trace.messages[i]);
  for (let i = lowerBound(trace.sent, low - trace.longest); i < trace.messages.length && trace.sent[i] <= high; i++) {
    const message = trace.messages[i];
    if (this.messageShown(message) && !(message.arrived < low)) result.push(message);
  }
  return result;
};

Timeline.prototype.paintMessages = function () {
  const c = this.context, shownMessages = this.visibleMessages(), plain = [], late = [], lost = [];
  this.drawn.messages = shownMessages.length;
  for (const message of shownMessages) (message.lost ? lost : message.late || !isFinite(message.arrived) ? late : plain).push(message);
  const stroke = (messages, colour, width, dash, alpha) => {
    c.strokeStyle = colour;
    c.lineWidth = width;
    c.globalAlpha = alpha;
    c.setLineDash(dash);
    c.beginPath();
    for (const message of messages) {
      const { x0, y0, x1, y1 } = this.messageLine(message);
      c.moveTo(x0, y0);
      c.lineTo(x1, y1);
    }
    c.stroke();
    c.setLineDash([]);
    c.globalAlpha = 1;
  };
  const many = shownMessages.length > 600;
  stroke(plain, this.colours.message, 1, [], many ? 0.35 : 0.7);
  stroke(late, this.colours.late, many ? 1.2 : 2, [], 0.95);
  stroke(lost, this.colours.violated, many ? 1 : 1.5, [3, 3], 0.9);
  if (many) return;
  for (const message of shownMessages) {
    const { x0, y0, x1, y1 } = this.messageLine(message);
    if (message.lost || !isFinite(message.arrived)) {
      c.strokeStyle = message.lost ? this.colours.violated : this.colours.late;
      c.lineWidth = 2;
      c.beginPath();
      c.moveTo(x1 - 4, y1 - 4), c.lineTo(x1 + 4, y1 + 4), c.moveTo(x1 - 4, y1 + 4), c.lineTo(x1 + 4, y1 - 4);
      c.stroke();
    } else {
      const angle = Math.atan2(y1 - y0, x1 - x0);
      c.fillStyle = message.late ? this.colours.late : this.colours.message;
      c.beginPath();
      c.moveTo(x1, y1);
      c.lineTo(x1 - 7 * Math.cos(angle - 0.4), y1 - 7 * Math.sin(angle - 0.4));
      c.lineTo(x1 - 7 * Math.cos(angle + 0.4), y1 - 7 * Math.sin(angle + 0.4));
      c.fill();
    }
    const chosen = this.chosen?.kind === "message" && this.chosen.message === message.i, hovered = this.hover?.kind === "message" && this.hover.message === message.i;
    if (chosen || hovered) {
      c.strokeStyle = this.colours.accent;
      c.lineWidth = chosen ? 3.5 : 2;
      c.globalAlpha = 0.8;
      c.beginPath();
      c.moveTo(x0, y0), c.lineTo(x1, y1);
      c.stroke();
      c.globalAlpha = 1;
    }
    if (this.traceFocus || chosen) {
      c.font = this.small;
      const text = `${message.name} ${message.number}${message.lost ? ", lost" : !isFinite(message.arrived) ? ", never arrived" : message.late ? ", late" : ""}`, w = c.measureText(text).width;
      const x = clamp((x0 + x1) / 2 + 6, this.gutter + 4, this.width - w - 4), y = (y0 + y1) / 2;
      c.fillStyle = this.colours.panel;
      c.globalAlpha = 0.85;
      c.fillRect(x - 2, y - 7, w + 4, 14);
      c.globalAlpha = 1;
      c.fillStyle = message.lost ? this.colours.violated : message.late ? this.colours.late : this.colours.muted;
      c.textAlign = "left";
      c.fillText(text, x, y);
    }
  }
};

/** How clients asked and were answered: dotted from the bar to the node and back; and when nodes applied the writes. */
Timeline.prototype.paintExchanges = function () {
  const c = this.context, { trace } = this, to = this.layout.scale.to.bind(this.layout.scale), ops = new Set();
  if (this.traceFocus) for (const op of this.traceFocus.ops) ops.add(op);
  for (const thing of [this.hover, this.chosen]) if (thing?.kind === "op") ops.add(thing.op);
  for (const op of ops) {
    const box = this.box(op);
    if (!box) continue;
    c.strokeStyle = c.fillStyle = this.layout.history.observes(op) ? this.colours["read-line"] : this.colours.write;
    c.lineWidth = 1.2;
    c.setLineDash([1.5, 3]);
    for (const exchange of trace.exchangesOf.get(op) || []) {
      const x = this.x(to(exchange.at)), y = this.nodeY(exchange.node);
      c.beginPath();
      c.moveTo(clamp(x + (exchange.answer ? 16 : -16), box.x + 1, box.x + box.w - 1), box.y + box.h);
      c.lineTo(x, y);
      c.stroke();
      c.beginPath();
      c.arc(x, y, 3, 0, 7);
      c.fill();
    }
    c.setLineDash([]);
    for (const note of trace.notesOf.get(op) || []) {
      if (note.what !== "applied") continue;
      const x = this.x(to(note.at)), y = this.nodeY(note.node);
      c.beginPath();
      c.moveTo(x, y - 6), c.lineTo(x + 5, y + 4), c.lineTo(x - 5, y + 4);
      c.fill();
    }
  }
};

/** The message at a point, within a few pixels. */
Timeline.prototype.messageAt = function (x, y) {
  if (!this.trace || y < this.traceTop - this.scroll - 8) return -1;
  let best = -1, nearest = 5;
  for (const message of this.visibleMessages()) {
    const { x0, y0, x1, y1 } = this.messageLine(message), length = Math.hypot(x1 - x0, y1 - y0) || 1;
    const t = clamp(((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / (length * length), 0, 1);
    const d = Math.hypot(x0 + t * (x1 - x0) - x, y0 + t * (y1 - y0) - y);
    if (d < nearest) (nearest = d), (best = message.i);
  }
  return best;
};
Timeline.prototype.faultAt = function (x, y) {
  if (!this.trace || y < this.traceTop - this.scroll - this.faultRows * 13 - 4) return -1;
  const box = (this.faultBoxes || []).filter((one) => x >= one.x && x <= one.x + one.w && (y >= one.y && (y < one.y + 13 || y > this.traceTop - this.scroll))).sort((a, b) => a.w - b.w)[0];
  return box ? box.i : -1;
};
/** What a node noted near a point: applied, view, leads, ... */
Timeline.prototype.noteAt = function (x, y) {
  if (!this.trace) return null;
  const node = this.trace.nodes.findIndex((_, i) => Math.abs(this.nodeY(i) - y) < 7);
  if (node < 0) return null;
  const to = this.layout.scale.to.bind(this.layout.scale);
  let best = null, nearest = 6;
  for (const note of this.trace.notes) {
    if (note.node !== node) continue;
    const d = Math.abs(this.x(to(note.at)) - x);
    if (d < nearest) (nearest = d), (best = note);
  }
  return best;
};
