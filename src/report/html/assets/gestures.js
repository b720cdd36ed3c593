// Mouse, touch, wheel and keys on the timeline.
//
// The wheel zooms about the pointer (a trackpad's sideways movement pans), dragging pans both ways, two fingers pinch. Keys: those of the list that the help shows.

Timeline.prototype.listen = function () {
  const { canvas } = this, pointers = new Map();
  let moved = false, pinch = null;
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    const unit = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 400 : 1;
    if (event.shiftKey) this.pan((event.deltaY || event.deltaX) * unit);
    else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) this.pan(event.deltaX * unit);
    else if (event.altKey) this.scrollBy(event.deltaY * unit);
    else this.zoom(Math.exp(clamp(event.deltaY * unit, -300, 300) * (event.ctrlKey ? 0.01 : 0.0022)), place(event).x);
  }, { passive: false });
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button > 0) return;
    canvas.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, place(event));
    moved = pointers.size > 1;
    pinch = null;
  });
  canvas.addEventListener("pointermove", (event) => {
    const now = place(event), before = pointers.get(event.pointerId);
    if (!before) return this.point(now.x, now.y);
    pointers.set(event.pointerId, now);
    if (pointers.size === 1) {
      if (!moved && Math.hypot(now.x - before.x, now.y - before.y) < 4) return void pointers.set(event.pointerId, before);
      moved = true;
      canvas.classList.add("dragging");
      this.hooks.pointed(null);
      this.scroll = clamp(this.scroll - (now.y - before.y), 0, Math.max(0, this.content - this.height));
      this.pan(before.x - now.x);
    } else if (pointers.size === 2) {
      const [a, b] = [...pointers.values()], spread = Math.max(12, Math.abs(a.x - b.x)), middle = (a.x + b.x) / 2;
      if (pinch) {
        this.pan(pinch.middle - middle);
        this.zoom(pinch.spread / spread, middle);
      }
      pinch = { spread, middle };
    }
  });
  const release = (event) => {
    if (!pointers.has(event.pointerId)) return;
    const at = place(event);
    pointers.delete(event.pointerId);
    pinch = null;
    canvas.classList.remove("dragging");
    if (!moved && event.type === "pointerup") this.choose(this.thingAt(at.x, at.y));
  };
  canvas.addEventListener("pointerup", release);
  canvas.addEventListener("pointercancel", release);
  canvas.addEventListener("pointerleave", () => this.point(-1, -1));
  canvas.addEventListener("dblclick", (event) => this.zoom(0.4, place(event).x));
};

/** What is drawn at a point: an edge, an operation, a message, a note, a fault; null: nothing. */
Timeline.prototype.thingAt = function (x, y) {
  if (!this.layout || x < this.gutter || y < AXIS) return null;
  const edge = this.edgeAt(x, y);
  if (edge >= 0) return { kind: "edge", edge };
  const op = this.opAt(x, y);
  if (op >= 0) return { kind: "op", op };
  const message = this.messageAt(x, y);
  if (message >= 0) return { kind: "message", message };
  const note = this.noteAt(x, y);
  if (note) return { kind: "note", note };
  const fault = this.faultAt(x, y);
  return fault >= 0 ? { kind: "fault", fault } : null;
};

Timeline.prototype.opAt = function (x, y) {
  const { layout } = this;
  for (let r = 0; r < layout.rows.length; r++) {
    const top = this.rowTop(r);
    if (y < top || y >= top + this.rowHeight) continue;
    const { bars, begins, ends } = layout.rows[r], near = (3 / this.plotWidth) * (this.view.high - this.view.low), place = this.placeAt(x);
    let best = -1, nearest = Infinity;
    for (let i = lowerBound(ends, place - near); i < bars.length && begins[i] <= place + near; i++) {
      const away = Math.max(begins[i] - place, place - ends[i], 0);
      if (away < nearest) (nearest = away), (best = bars[i]);
    }
    if (best < 0) return -1;
    if (layout.single) return layout.first[best];
    const ops = layout.shownOps(best);
    return ops.find((op) => { const box = this.box(op); return x >= box.x && x <= box.x + box.w; }) ?? ops[0];
  }
  return -1;
};

Timeline.prototype.point = function (x, y) {
  const thing = x < 0 ? null : this.thingAt(x, y), before = this.hover;
  const same = thing && before && thing.kind === before.kind && thing.op === before.op && thing.edge === before.edge && thing.message === before.message && thing.fault === before.fault && thing.note === before.note;
  this.hover = thing;
  this.canvas.classList.toggle("pointing", thing !== null && thing.kind !== "fault" && thing.kind !== "note");
  this.hooks.pointed(thing, x, y);
  if (!same && (thing || before)) this.draw();
};

Timeline.prototype.choose = function (thing) {
  this.hooks.chose(thing);
};

/** Goes to the next operation of the chosen one's row, or to the first that is visible. */
Timeline.prototype.neighbour = function (by) {
  const { layout } = this, bar = this.chosen?.kind === "op" ? layout.bar(this.chosen.op) : -1;
  if (bar < 0) {
    for (const { bars, ends } of layout.rows) {
      const i = lowerBound(ends, this.view.low);
      if (i < bars.length) return layout.first[bars[i]];
    }
    return -1;
  }
  if (!layout.single) {
    const ops = layout.shownOps(bar), next = ops.indexOf(this.chosen.op) + by;
    if (next >= 0 && next < ops.length) return ops[next];
  }
  const { bars } = layout.rows[layout.row[bar]], next = bars.indexOf(bar) + by;
  if (next < 0 || next >= bars.length) return this.chosen.op;
  const ops = layout.shownOps(bars[next]);
  return by > 0 ? ops[0] : ops[ops.length - 1];
};

/** True: the key was ours. */
Timeline.prototype.key = function (event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const step = event.shiftKey ? 400 : 80;
  switch (event.key) {
    case "ArrowLeft": this.pan(-step); return true;
    case "ArrowRight": this.pan(step); return true;
    case "ArrowUp": this.scrollBy(-40); return true;
    case "ArrowDown": this.scrollBy(40); return true;
    case "PageUp": this.pan(-this.plotWidth * 0.9); return true;
    case "PageDown": this.pan(this.plotWidth * 0.9); return true;
    case "+": case "=": this.zoom(1 / 1.5); return true;
    case "-": case "_": this.zoom(1.5); return true;
    case "0": this.fit(); return true;
    case "Home": this.setView({ low: this.extent().low, high: this.extent().low + (this.view.high - this.view.low) }); return true;
    case "End": this.setView({ low: this.extent().high - (this.view.high - this.view.low), high: this.extent().high }); return true;
    default: return false;
  }
};
