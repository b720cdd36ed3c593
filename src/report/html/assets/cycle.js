// The counterexample's cycle on top of the bars: an arrow an edge, numbered in the order of the argument, each in its relation's colour and dash.

const DASHES = { "session-order": [], "reads-from": [], "write-order": [9, 4], "anti-dependency": [2, 4], "real-time": [12, 4, 2, 4], visibility: [6, 3] };

function anchor(box, share) {
  return { x: box.x + box.w * share, top: box.y, bottom: box.y + box.h, middle: box.y + box.h / 2 };
}

/** A curve between two bars: across the space between rows; within a row in a bow above, or below where `bow` is negative. */
function curve(from, to, fromBox, toBox, bow) {
  if (Math.abs(fromBox.y - toBox.y) < 1) {
    const up = bow >= 0, y = up ? from.top - 1 : from.bottom + 1;
    const reach = clamp(Math.abs(from.x - to.x) * 0.25, 16, 46) * (up ? -1 : 1);
    return [{ x: from.x, y }, { x: from.x, y: y + reach }, { x: to.x, y: y + reach }, { x: to.x, y }];
  }
  const down = fromBox.y < toBox.y, y0 = down ? from.bottom : from.top, y1 = (down ? to.top : to.bottom) + (down ? -1 : 1);
  const bend = (y1 - y0) * 0.5, side = bow * 26;
  return [{ x: from.x, y: y0 }, { x: from.x + side, y: y0 + bend }, { x: to.x + side, y: y1 - bend }, { x: to.x, y: y1 }];
}

function pointOn([p0, p1, p2, p3], t) {
  const u = 1 - t, a = u * u * u, b = 3 * u * u * t, c = 3 * u * t * t, d = t * t * t;
  return { x: a * p0.x + b * p1.x + c * p2.x + d * p3.x, y: a * p0.y + b * p1.y + c * p2.y + d * p3.y };
}

/** The ends of edges at one bar stand apart, in the order of where they lead. */
Timeline.prototype.edgeCurves = function () {
  const ends = new Map();
  this.edges.forEach((edge, i) => {
    const from = this.box(edge.from), to = this.box(edge.to);
    if (!from || !to) return;
    push(ends, edge.from, { i, out: true, towards: to.x + to.w / 2 });
    push(ends, edge.to, { i, out: false, towards: from.x + from.w / 2 });
  });
  const shares = this.edges.map(() => ({}));
  for (const list of ends.values()) {
    list.sort((a, b) => a.towards - b.towards || a.i - b.i);
    list.forEach((end, k) => (shares[end.i][end.out ? "out" : "in"] = (k + 1) / (list.length + 1)));
  }
  return this.edges.map((edge, i) => {
    const from = this.box(edge.from), to = this.box(edge.to);
    if (!from || !to) return null;
    const back = this.edges.some((other, j) => j < i && other.from === edge.to && other.to === edge.from);
    return curve(anchor(from, shares[i].out), anchor(to, shares[i].in), from, to, Math.abs(from.y - to.y) < 1 ? (back ? -1 : 1) : 0.5);
  });
};

Timeline.prototype.paintCycle = function () {
  this.curves = this.edges.length ? this.edgeCurves() : [];
  this.edgeLabels = [];
  const c = this.context, single = this.edge >= 0;
  const order = this.edges.map((_, i) => i).sort((a, b) => (a === this.edge) - (b === this.edge));
  for (const i of order) {
    const points = this.curves[i];
    if (!points) continue;
    const edge = this.edges[i], active = i === this.edge || (this.hover?.kind === "edge" && this.hover.edge === i);
    c.globalAlpha = !single || active ? 1 : 0.32;
    this.paintArrow(points, this.colours[edge.relation], active ? 3 : 2, DASHES[edge.relation]);
    c.globalAlpha = 1;
  }
  c.font = this.small;
  const bars = this.layout.count <= 80 ? this.boxes() : [];
  for (const i of order.reverse()) {
    const points = this.curves[i];
    if (!points) continue;
    const edge = this.edges[i], text = `${i + 1}  ${edge.relation}`, w = c.measureText(text).width + 14, h = 18;
    const free = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82].flatMap((t) => [0, -20, 20].map((off) => ({ p: pointOn(points, t), off }))).sort((a, b) => Math.abs(a.off) - Math.abs(b.off)).map(({ p, off }) => ({ x: clamp(p.x - w / 2, this.gutter + 2, this.width - w - 4), y: clamp(p.y + off - h / 2, AXIS + 2, this.height - h - 2), w, h, i }));
    const cost = (box) => this.edgeLabels.filter((other) => overlap(box, other)).length * 3 + bars.filter((bar) => overlap(box, bar)).length;
    const label = free.reduce((best, box) => (cost(box) < cost(best) ? box : best));
    const outside = Math.max(points[0].x, points[3].x) < this.gutter || Math.min(points[0].x, points[3].x) > this.width;
    if (outside) continue;
    this.edgeLabels.push(label);
    const active = i === this.edge || (this.hover?.kind === "edge" && this.hover.edge === i);
    c.globalAlpha = !single || active ? 1 : 0.55;
    c.fillStyle = active ? this.colours[edge.relation] : this.colours.panel;
    c.strokeStyle = this.colours[edge.relation];
    c.lineWidth = 1.2;
    c.beginPath();
    c.roundRect(label.x, label.y, w, h, 9);
    c.fill();
    c.stroke();
    c.fillStyle = active ? this.colours.panel : this.colours[edge.relation];
    c.textAlign = "left";
    c.fillText(text, label.x + 7, label.y + h / 2 + 0.5);
    c.globalAlpha = 1;
  }
};

Timeline.prototype.boxes = function () {
  const boxes = [];
  for (let bar = 0; bar < this.layout.count; bar++) boxes.push(this.box(this.layout.first[bar]));
  if (!this.layout.single) for (let bar = 0; bar < this.layout.count; bar++) for (const op of this.layout.shownOps(bar)) boxes.push(this.box(op));
  return boxes;
};

function overlap(a, b) {
  return a.x < b.x + b.w + 3 && b.x < a.x + a.w + 3 && a.y < b.y + b.h + 2 && b.y < a.y + a.h + 2;
}

/** The edge at a point: its label, or its curve within a few pixels. */
Timeline.prototype.edgeAt = function (x, y) {
  for (const box of this.edgeLabels || []) if (x >= box.x && x <= box.x + box.w && y >= box.y && y <= box.y + box.h) return box.i;
  let best = -1, nearest = 7;
  (this.curves || []).forEach((points, i) => {
    if (!points) return;
    for (let t = 0; t <= 1; t += 0.04) {
      const p = pointOn(points, t), d = Math.hypot(p.x - x, p.y - y);
      if (d < nearest) (nearest = d), (best = i);
    }
  });
  return best;
};
