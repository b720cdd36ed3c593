// The whole history in a strip: how much goes on when, where the violation is, and which part is visible. Dragging moves that part.

class Minimap {
  constructor(canvas, timeline) {
    this.canvas = canvas;
    this.timeline = timeline;
    this.draw = eachFrame(() => this.paint());
    let held = null;
    const place = (event) => this.extent.low + ((event.clientX - canvas.getBoundingClientRect().left) / canvas.clientWidth) * (this.extent.high - this.extent.low);
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      const at = place(event), { low, high } = timeline.view;
      held = at >= low && at <= high ? at - low : (high - low) / 2;
      timeline.setView({ low: at - held, high: at - held + high - low });
    });
    canvas.addEventListener("pointermove", (event) => {
      if (held === null) return;
      const at = place(event), { low, high } = timeline.view;
      timeline.setView({ low: at - held, high: at - held + high - low });
    });
    for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => (held = null));
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      timeline.zoom(Math.exp(clamp(event.deltaY, -300, 300) * 0.0022));
    }, { passive: false });
  }

  /** Counts once a layout how many operations are open in each column. */
  show() {
    const { timeline, canvas } = this, { layout } = timeline, ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(canvas.clientWidth * ratio);
    canvas.height = Math.round(canvas.clientHeight * ratio);
    this.ratio = ratio;
    this.extent = timeline.extent();
    const columns = Math.max(1, Math.floor(canvas.clientWidth)), counts = new Float64Array(columns + 1), scale = columns / (this.extent.high - this.extent.low);
    for (let bar = 0; bar < layout.count; bar++) {
      counts[clamp(Math.floor((layout.begin[bar] - this.extent.low) * scale), 0, columns)]++;
      counts[clamp(Math.floor((layout.end[bar] - this.extent.low) * scale) + 1, 0, columns)]--;
    }
    for (let i = 1; i <= columns; i++) counts[i] += counts[i - 1];
    this.counts = counts;
    this.most = counts.reduce((a, b) => Math.max(a, b), 1);
    this.redraw();
  }
  /** The picture behind the visible part, which stays until the layout, the marks or the colours change. */
  redraw() {
    if (!this.counts) return;
    this.behind ||= document.createElement("canvas");
    this.behind.width = this.canvas.width;
    this.behind.height = this.canvas.height;
    this.paintBehind(this.behind.getContext("2d"));
    this.draw();
  }

  paintBehind(c) {
    const { canvas, timeline, counts, extent } = this, { colours } = timeline;
    const w = canvas.clientWidth, height = canvas.clientHeight, scale = w / (extent.high - extent.low);
    c.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    c.fillStyle = colours.panel;
    c.fillRect(0, 0, w, height);
    c.fillStyle = colours["read-line"];
    c.globalAlpha = 0.55;
    for (let i = 0; i < counts.length - 1; i++) {
      const h = (counts[i] / this.most) * (height - 6);
      if (h > 0) c.fillRect(i, height - h, 1, h);
    }
    c.globalAlpha = 1;
    if (timeline.trace) {
      c.fillStyle = colours.fault;
      for (const fault of timeline.trace.faults) {
        const x0 = (timeline.layout.scale.to(fault.from) - extent.low) * scale, x1 = isFinite(fault.until) ? (timeline.layout.scale.to(fault.until) - extent.low) * scale : w;
        c.fillRect(x0, 0, Math.max(1, x1 - x0), 3);
      }
    }
    c.fillStyle = colours.violated;
    for (const op of timeline.marked) {
      const bar = timeline.layout.bar(op);
      if (bar >= 0) c.fillRect((timeline.layout.begin[bar] - extent.low) * scale - 1, 4, 2.5, height - 4);
    }
  }

  paint() {
    if (!this.counts || this.behind.width === 0 || this.behind.height === 0) return;  // the page has gone, or is folded away
    const { canvas, timeline, extent } = this, c = canvas.getContext("2d"), { colours } = timeline;
    const w = canvas.clientWidth, height = canvas.clientHeight, scale = w / (extent.high - extent.low);
    c.setTransform(1, 0, 0, 1, 0, 0);
    c.drawImage(this.behind, 0, 0);
    c.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    const x0 = clamp((timeline.view.low - extent.low) * scale, 0, w), x1 = clamp((timeline.view.high - extent.low) * scale, 0, w);
    c.fillStyle = colours.ink;
    c.globalAlpha = 0.1;
    c.fillRect(0, 0, x0, height);
    c.fillRect(x1, 0, w - x1, height);
    c.globalAlpha = 1;
    c.strokeStyle = colours.accent;
    c.lineWidth = 1.5;
    c.strokeRect(x0 + 0.75, 0.75, Math.max(3, x1 - x0 - 1.5), height - 1.5);
  }
}
