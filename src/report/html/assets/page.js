// The page of one history: verdicts on the left, the timeline on the right, steps and details below it. What is chosen stands in the address, so that a link leads back to it:
//
//     #/h/2              the second history
//     #/h/2/op/17        an operation, by its id in the file
//     #/h/2/edge/3       the third edge of the first counterexample;  #/h/2/violation/2/edge/3 of the second
//     #/h/2/step/2       the witness after two steps
//     #/h/2/message/7    a message of the trace

const TABLE_ROWS = 60;
const HELP = [
  ["← →", "pan (with shift: further)"], ["↑ ↓", "scroll the lanes"], ["+ −", "zoom"], ["0", "everything into view"], ["Home End", "to the beginning, the end"],
  ["n p", "next and previous edge of the cycle, or step of the witness"], [". ,", "next and previous operation of the lane"], ["f", "to the first violation"], ["w", "counterexample or whole history"],
  ["l", "lanes: process, key, replica"], ["o", "real time or order of events"], ["t", "taller rows, and back"], ["/", "find"], ["Esc", "let go"], ["?", "this list"],
];

class HistoryPage {
  constructor(number, document, several) {
    this.number = number;
    this.history = new History(document);
    this.trace = document.trace ? new SpaceTime(this.history, document.trace) : null;
    this.several = several;
    this.which = 0;  // of the violations
    this.scope = this.violations.length ? "core" : "whole";
    this.lanes = "process";
    this.axis = null;  // by the scope until somebody asks
    this.mode = this.violations.length ? "cycle" : "witness";
    this.replay = document.orders.length ? new Replay(this.history, document.orders[0]) : null;
    this.query = "";
    this.quiet = false;
    this.withTrace = this.trace !== null;
    this.build();
  }
  get document() {
    return this.history.document;
  }
  get violations() {
    return this.history.document.violations;
  }
  get violation() {
    return this.violations[this.which] || null;
  }

  build() {
    const { document: data, history } = this, sizes = [count(history.size, "operation"), count(history.names.processes.length, "process", "processes"), count(history.names.keys.length, "key")];
    if (history.transactional) sizes.push(count(history.first.length, "transaction"));
    if (data.object !== "register") sizes.push(data.object);
    if (data.pending) sizes.push(`${grouped(data.pending)} pending`);
    this.cards = this.violations.map((violation, i) => violationCard(this, violation, i));
    this.side = h("aside", { class: "side", "aria-label": "Verdicts" },
      h("header", {},
        this.several ? h("p", { class: "sub" }, h("a", { href: "#/" }, "← all histories")) : null,
        h("h1", {}, quoted(shown(data.title || data.path))),
        h("p", { class: "sub" }, data.title ? [quoted(shown(data.path), "path"), h("br")] : null, sizes.join(", ")),
        data.about ? h("p", { class: "about" }, quoted(shown(data.about.replace(/\s*\n\s*/g, " ")))) : null),
      h("section", { "aria-label": "Verdict" }, headline(data), drawLattice(data, (i) => this.pickModel(i)), modelTable(data)),
      data.warnings.length || data.traceProblem || history.cut || this.trace?.cut
        ? h("section", { class: "warnings", "aria-label": "Warnings" }, data.warnings.map((warning) => h("p", {}, h("strong", {}, "! "), quoted(shown(warning)))),
            data.traceProblem ? h("p", {}, h("strong", {}, "! "), "the trace is not shown: ", quoted(shown(data.traceProblem))) : null,
            history.cut ? h("p", {}, h("strong", {}, "! "), `${count(history.cut, "long text")} cut short here; the history's file has the whole`) : null,
            this.trace?.cut ? h("p", {}, h("strong", {}, "! "), "the trace is longer than a report holds: its end is left out") : null)
        : null,
      this.cards.length ? h("section", { class: "violations", "aria-label": "Violations" }, h("h2", {}, this.cards.length > 1 ? `${this.cards.length} reasons` : "Why"), this.cards) : null,
      accountOf(data),
      measuresOf(data),
      h("footer", { class: "sub" }, h("p", {}, "clio ", PROGRAM)));

    this.canvas = h("canvas", { class: "timeline", tabindex: 0, role: "img", "aria-label": "Timeline. Keys: arrows pan, plus and minus zoom, n and p walk the cycle, question mark lists all. The same operations stand in the table below." });
    this.map = h("canvas", { class: "minimap", "aria-hidden": "true" });
    this.tip = h("div", { class: "tip", role: "tooltip", hidden: true });
    this.said = h("p", { class: "said", role: "status", "aria-live": "polite" });
    this.spoken = h("p", { class: "spoken", role: "status", "aria-live": "polite" });
    this.counted = h("output", { class: "sub counted" });
    this.details = h("div", { class: "details" });
    this.table = h("div", { class: "table", tabindex: 0, role: "region", "aria-label": "Operations as a table" });
    this.search = h("input", { type: "search", placeholder: "find: key:x process:P1 value:3", "aria-label": "Find operations", list: "suggestions", oninput: whenQuiet(() => this.filter(this.search.value), 120) });
    const suggestions = h("datalist", { id: "suggestions" }, ["is:unknown", "is:failed", "is:stale"].map((value) => h("option", { value })), history.names.keys.slice(0, 100).map((key) => h("option", { value: `key:${key}` })), history.names.processes.slice(0, 100).map((process) => h("option", { value: /\s/.test(process) ? `process:"${process}"` : `process:${process}` })));
    this.choices = {};
    this.toolbar = h("div", { class: "toolbar", role: "toolbar", "aria-label": "Timeline" },
      this.violations.length ? this.choice("scope", "What is shown", [["core", `counterexample`], ["whole", `whole history`]], (value) => this.setScope(value)) : null,
      this.choice("lanes", "Lanes", [["process", "by process"], ["key", "by key"], ...(history.node ? [["node", "by replica"]] : [])], (value) => this.setLanes(value)),
      history.timed ? this.choice("axis", "Axis", [["time", "real time"], ["order", "order"]], (value) => this.setAxis(value)) : null,
      this.trace ? this.choice("trace", "Messages", [["on", "messages"], ["all", "+ heartbeats"], ["off", "none"]], (value) => this.setTrace(value)) : null,
      h("label", { class: "find" }, this.search, this.counted),
      suggestions);
    this.controls = h("span", { class: "controls" },
      h("span", { class: "group" },
        h("button", { type: "button", title: "Zoom out (−)", "aria-label": "Zoom out", onclick: () => this.timeline.zoom(1.5) }, "−"),
        h("button", { type: "button", title: "Everything into view (0)", onclick: () => this.timeline.fit() }, "fit"),
        h("button", { type: "button", title: "Zoom in (+)", "aria-label": "Zoom in", onclick: () => this.timeline.zoom(1 / 1.5) }, "+")),
      h("button", { type: "button", title: "Keys (?)", "aria-label": "Keys", onclick: () => this.help() }, "?"));
    this.slider = h("input", { type: "range", min: 0, max: 1, value: 0, "aria-label": "Step", oninput: () => this.goStep(Number(this.slider.value)) });
    this.player = h("button", { type: "button", onclick: () => this.play(), "aria-label": "Play" }, "▶ play");
    this.stepper = h("div", { class: "stepper", role: "group", "aria-label": "Step by step" },
      this.violations.length && this.replay ? this.choice("mode", "Steps of", [["cycle", "cycle"], ["witness", "witness"]], (value) => this.setMode(value)) : null,
      h("span", { class: "group", hidden: !this.violations.length && !this.replay },
        h("button", { type: "button", "aria-label": "Previous step", title: "Previous (p)", "data-step": "previous", onclick: () => this.step(-1) }, "‹"),
        h("button", { type: "button", "aria-label": "Next step", title: "Next (n)", "data-step": "next", onclick: () => this.step(1) }, "›")),
      this.violations.length ? h("button", { type: "button", title: "To the first violation (f)", "data-first": true, onclick: () => this.firstViolation() }, "first violation") : null,
      (this.slot = h("span", { class: "slot" })),
      this.said);
    this.held = h("div", { class: "held" });
    this.main = h("main", { class: "main" },
      this.toolbar,
      this.map,
      h("div", { class: "stage" }, this.canvas, this.tip, this.spoken),
      h("div", { class: "under" }, legend(this), this.controls),
      this.stepper,
      h("div", { class: "below" }, this.details, this.held, this.table));
    this.element = h("div", { class: "page" }, this.side, this.main);
    this.dialog = h("dialog", { class: "help", "aria-label": "Keys" }, h("form", { method: "dialog" }, h("h2", {}, "Keys"), h("dl", {}, HELP.map(([key, does]) => h("div", {}, h("dt", {}, key.split(" ").map((one) => h("kbd", {}, one))), h("dd", {}, does)))), h("button", { type: "submit" }, "close")));
    this.element.append(this.dialog);
  }

  choice(name, label, options, act) {
    const buttons = options.map(([value, text]) => h("button", { type: "button", "data-value": value, "aria-pressed": "false", onclick: () => act(value) }, text));
    const group = h("span", { class: "group", role: "group", "aria-label": label, "data-choice": name }, buttons);
    this.choices[name] = (value) => buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.value === value)));
    return group;
  }

  /** Once the page stands in the document, and has a size. */
  mounted() {
    this.timeline = new Timeline(this.canvas, {
      moved: () => (this.minimap.draw(), this.tabulate()),
      pointed: (thing, x, y) => this.showTip(thing, x, y),
      chose: (thing) => this.chose(thing),
      quietMessages: () => this.quiet,
    });
    this.minimap = new Minimap(this.map, this.timeline);
    this.tabulate = whenQuiet(() => this.fillTable(), 60);
    this.timeline.listen();
    this.resized = new ResizeObserver(eachFrame(() => this.resize()));
    this.resized.observe(this.canvas);
    this.relayout();
    this.showMode();
    this.describe(null);
    this.resize();  // the panels below have their sizes now
    this.timeline.paint();
    this.minimap.paint();
  }
  unmounted() {
    this.resized.disconnect();
    this.stop();
  }
  resize() {
    this.timeline.arrange();
    this.timeline.setView(this.timeline.view);
    this.timeline.draw();
    this.minimap.show();
  }
  recolour() {
    this.timeline.readColours();
    this.timeline.draw();
    this.minimap.redraw();
  }

  // What is shown

  relayout() {
    const { history } = this, core = this.scope === "core" && this.violation;
    let keep = null;
    if (core) {
      keep = new Uint8Array(history.size);
      for (const op of this.violation.operations) keep[op] = 1;
    }
    const found = matching(history, this.query);
    if (found && keep) for (let op = 0; op < keep.length; op++) keep[op] &= found[op];
    else if (found) keep = found;
    this.found = found;
    const axis = history.timed ? this.axis || (core ? "order" : "time") : "time";
    const trace = this.withTrace && history.timed ? this.trace : null;
    const focus = trace && core ? trace.about(this.violation.operations) : null;
    const layout = new Layout(history, { lanes: this.lanes, axis, keep, events: focus ? trace.times(focus) : [] });
    this.layout = layout;
    this.mark();
    this.timeline.show(layout, trace, focus);
    this.minimap.show();
    this.fillTable();
    const kept = keep ? keep.reduce((sum, one) => sum + one, 0) : history.size;
    this.counted.textContent = found ? `${grouped(kept)} found` : "";
    this.choices.scope?.(this.scope);
    this.choices.lanes?.(this.lanes);
    this.choices.axis?.(axis);
    this.choices.trace?.(!this.withTrace ? "off" : this.quiet ? "all" : "on");
    this.element.dataset.scope = this.scope;
    this.element.dataset.shown = String(kept);
  }
  mark() {
    const { timeline, violation } = this;
    timeline.marked = new Set(violation ? violation.operations : []);
    timeline.edges = this.mode === "cycle" && violation ? violation.cycle : [];
    timeline.edge = this.mode === "cycle" && this.edge !== undefined ? this.edge : -1;
    timeline.points = this.mode === "witness" && this.replay ? { replay: this.replay, times: (this.times ??= this.replay.points()) } : null;
    if (this.scope === "core") timeline.marked = new Set();
    this.cards.forEach((card, i) => {
      card.classList.toggle("current", i === this.which);
      card.querySelectorAll(".edge").forEach((button, e) => (i === this.which && e === this.edge && this.mode === "cycle" ? button.setAttribute("aria-current", "step") : button.removeAttribute("aria-current")));
    });
  }
  setScope(scope) {
    if (this.scope === scope) return;
    this.scope = scope;
    if (scope === "core") this.setMode("cycle");
    this.relayout();
    if (scope === "whole" && this.violation) this.timeline.fit();
  }
  setLanes(lanes) {
    this.lanes = lanes;
    this.relayout();
  }
  setAxis(axis) {
    this.axis = axis;
    this.relayout();
  }
  setTrace(value) {
    this.withTrace = value !== "off";
    this.quiet = value === "all";
    this.relayout();
  }
  filter(query) {
    this.query = query;
    this.relayout();
  }

  // What is chosen

  goOp(op, quietly) {
    if (this.layout.bar(op) < 0) {
      if (this.found && !this.found[op]) this.search.value = this.query = "";
      if (this.scope === "core" && !this.violation.operations.includes(op)) this.scope = "whole";
      this.relayout();
    }
    this.timeline.chosen = { kind: "op", op };
    this.timeline.reveal(op);
    this.describe(this.timeline.chosen);
    this.spoken.textContent = `${this.history.full(op)}, operation ${this.history.id[op]}, ${this.history.outcomeWord(op)}`;
    if (!quietly) this.address(`op/${this.history.id[op]}`);
  }
  goMessage(message, quietly) {
    if (!this.trace || !this.trace.messages[message]) return;
    if (!this.withTrace) this.setTrace("on");
    this.timeline.chosen = { kind: "message", message };
    const { sent, arrived } = this.trace.messages[message], to = (time) => this.layout.scale.to(time), low = to(sent), high = to(isFinite(arrived) ? arrived : sent);
    const { view } = this.timeline;
    if (low < view.low || high > view.high) {
      const wide = Math.max(view.high - view.low, (high - low) * 1.5);
      this.timeline.setView({ low: (low + high - wide) / 2, high: (low + high + wide) / 2 });
    }
    if (this.timeline.content > this.timeline.height) this.timeline.scrollBy(1e6);
    this.timeline.draw();
    this.describe(this.timeline.chosen);
    if (!quietly) this.address(`message/${message}`);
  }
  goEdge(which, edge, quietly) {
    const violation = this.violations[which];
    if (!violation) return;
    const other = which !== this.which;
    this.which = which;
    this.edge = clamp(edge, 0, Math.max(0, violation.cycle.length - 1));
    if (this.mode !== "cycle") this.setMode("cycle");
    if (other || this.query) {
      this.search.value = this.query = "";
      this.relayout();
    }
    this.mark();
    this.minimap.redraw();
    this.timeline.chosen = null;
    const step = violation.cycle[this.edge];
    if (step) this.timeline.revealAll([step.from, step.to]);
    this.timeline.draw();
    this.showMode();
    this.describe({ kind: "edge", edge: this.edge });
    if (!quietly) this.address((which ? `violation/${which + 1}/` : "") + `edge/${this.edge + 1}`);
  }
  goStep(step, quietly) {
    if (!this.replay) return;
    if (this.mode !== "witness") this.setMode("witness");
    this.replay.go(step);
    const [op] = this.replay.ops(this.replay.at);
    this.mark();
    if (op !== undefined) {
      if (this.layout.bar(op) < 0) {
        this.search.value = this.query = "";
        this.relayout();
      }
      this.timeline.reveal(op, 2);
      this.timeline.chosen = null;
    }
    this.timeline.draw();
    this.showMode();
    if (!quietly) this.address(`step/${this.replay.at}`);
  }
  step(by) {
    this.stop();
    if (this.mode === "witness" && this.replay) return this.goStep(this.replay.at + by);
    const violation = this.violation, last = (violation?.cycle.length || 0) - 1;
    if (last < 0) return;
    const next = this.edge === undefined ? (by > 0 ? 0 : last) : this.edge + by;
    if (next > last && this.which + 1 < this.violations.length) return this.goEdge(this.which + 1, 0);
    if (next < 0 && this.which > 0) return this.goEdge(this.which - 1, this.violations[this.which - 1].cycle.length - 1);
    this.goEdge(this.which, next < 0 ? last : next > last ? 0 : next);
  }
  firstViolation() {
    let first = 0;
    const earliest = (violation) => violation.operations.reduce((low, op) => Math.min(low, this.history.call[op]), Infinity);
    this.violations.forEach((violation, i) => earliest(violation) < earliest(this.violations[first]) && (first = i));
    this.goEdge(first, 0);
    this.timeline.revealAll(this.violations[first].operations);
  }
  pickModel(i) {
    const model = this.document.models[i];
    const found = this.violations.findIndex((violation) => violation.models.includes(i) || violation.implied.includes(i));
    if (found >= 0) {
      this.goEdge(found, 0);
      this.cards[found].scrollIntoView({ block: "nearest" });
      return;
    }
    this.said.textContent = `${model.title}: ${SAID[model.verdict]}${model.reason ? ", " + model.reason : ""}. ${model.meaning}`;
  }

  setMode(mode) {
    this.mode = mode;
    this.stop();
    if (mode === "witness" && this.scope === "core") {
      this.scope = "whole";
      this.relayout();
    }
    this.mark();
    this.showMode();
    this.timeline.draw();
  }
  showMode() {
    this.choices.mode?.(this.mode);
    const { history } = this;
    if (this.mode === "witness" && this.replay) {
      const { replay } = this, model = this.document.models[this.document.orders[0].model];
      this.slider.max = String(replay.length);
      this.slider.value = String(replay.at);
      replace(this.slot, this.player, this.slider, h("span", { class: "position" }, `${grouped(replay.at)} of ${grouped(replay.length)}`));
      const ops = replay.ops(replay.at);
      const snapshot = this.document.orders[0].snapshots?.[replay.at - 1];
      replace(this.said, replay.at === 0
        ? `${model.id} holds: this order of all ${history.transactional ? "transactions" : "operations"} explains every answer${this.document.orders[0].perKey ? ", key by key" : ""}. Step through it.`
        : [quoted(history.transactional && ops.length > 1 ? `${isolated(history.processText(ops[0]))} ${history.unitLabel(history.unit[ops[0]])}` : history.full(ops[0])), snapshot === undefined ? null : `, whose snapshot holds the first ${snapshot}`, replay.touched.some((one) => one.changed) ? ": then " : ": nothing changes", replay.touched.filter((one) => one.changed).map((one, i) => [i ? ", " : "", quoted(history.names.keys[one.key] || "it"), " holds ", quoted(replay.held(one.key))])]);
      const keys = [...replay.state.keys()].reverse().slice(0, 16), changed = new Set(replay.touched.filter((one) => one.changed).map((one) => one.key));
      replace(this.held, h("h3", {}, "State after this step"), keys.length ? h("dl", { class: "facts state" }, keys.map((key) => h("div", { class: changed.has(key) ? "changed" : null }, h("dt", {}, quoted(history.names.keys[key] || "it")), h("dd", {}, quoted(replay.held(key)))))) : h("p", { class: "sub" }, "Nothing has happened yet."), replay.state.size > 16 ? h("p", { class: "sub" }, `and ${replay.state.size - 16} more keys, which changed earlier`) : null);
      this.held.hidden = false;
    } else {
      this.held.hidden = true;
      const violation = this.violation, length = violation?.cycle.length || 0;
      replace(this.slot, h("span", { class: "position" }, this.edge === undefined || !length ? count(length, "edge") : `edge ${this.edge + 1} of ${length}`, this.violations.length > 1 ? `, reason ${this.which + 1} of ${this.violations.length}` : null));
      const edge = this.edge === undefined ? null : violation?.cycle[this.edge];
      if (edge) replace(this.said, quoted(history.full(edge.from), "op"), " comes before ", quoted(history.full(edge.to), "op"), edge.because ? [", because ", quoted(shown(edge.because))] : null, this.edge === length - 1 ? " — and so round again: a contradiction." : ".");
      else if (violation) replace(this.said, length ? "Step through the contradiction: each edge says why one operation comes before the next." : quoted(shown(violation.explanation)));
      else replace(this.slot), replace(this.said, this.document.models.some((model) => model.verdict === "satisfied") ? "Nothing is violated." : "Nothing is decided.");
    }
    this.element.dataset.mode = this.mode;
  }
  play() {
    if (this.playing) return this.stop();
    if (this.replay.at >= this.replay.length) this.goStep(0);
    this.player.textContent = "❚❚ pause";
    this.playing = setInterval(() => {
      if (this.replay.at >= this.replay.length) return this.stop();
      this.goStep(this.replay.at + 1, true);
    }, 700);
  }
  stop() {
    clearInterval(this.playing);
    this.playing = null;
    this.player.textContent = "▶ play";
  }

  chose(thing) {
    if (!thing || thing.kind === "fault" || thing.kind === "note") {
      this.timeline.chosen = null;
      this.timeline.draw();
      this.describe(null);
      this.address("");
    } else if (thing.kind === "edge") this.goEdge(this.which, thing.edge);
    else if (thing.kind === "message") this.goMessage(thing.message);
    else this.goOp(thing.op);
  }
  describe(thing) {
    if (thing?.kind === "op") replace(this.details, operationDetails(this, thing.op));
    else if (thing?.kind === "message") replace(this.details, messageDetails(this, thing.message));
    else if (thing?.kind === "edge" && this.violation.cycle[thing.edge]) {
      const edge = this.violation.cycle[thing.edge], causes = (this.trace?.missed || []).filter((missed) => [edge.from, edge.to].includes(missed.read) || [edge.from, edge.to].includes(missed.write));
      replace(this.details, h("h3", {}, `Edge ${thing.edge + 1}: `, relationText(this.history, edge)), h("p", {}, opLink(this, edge.from, this.history.full(edge.from)), " before ", opLink(this, edge.to, this.history.full(edge.to))), edge.because ? h("p", {}, "because ", quoted(shown(edge.because))) : null,
        causes.filter((missed) => this.violation.operations.includes(missed.read)).slice(0, 3).map((missed) => missedText(this, missed)));
    } else replace(this.details, h("p", { class: "sub" }, "Point at an operation to see what it read from; choose one for everything that is known of it."));
    for (const row of this.table.querySelectorAll("tr[aria-selected]")) row.removeAttribute("aria-selected");
    if (thing?.kind === "op") this.table.querySelector(`tr[data-op="${this.history.id[thing.op]}"]`)?.setAttribute("aria-selected", "true");
  }
  showTip(thing, x, y) {
    this.tip.hidden = !thing;
    if (!thing) return;
    replace(this.tip, tooltipOf(this, thing));
    const { width, height } = this.timeline, box = this.tip.getBoundingClientRect();
    this.tip.style.left = `${clamp(x + 14, 4, Math.max(4, width - box.width - 4))}px`;
    this.tip.style.top = `${y + 18 + box.height > height ? Math.max(4, y - box.height - 12) : y + 18}px`;
  }
  fillTable() {
    const { layout, timeline } = this, firsts = [];
    let total = 0;
    const all = this.scope === "core";
    for (const { bars, begins, ends } of layout.rows) {
      const first = all ? 0 : lowerBound(ends, timeline.view.low);
      for (let i = first; i < bars.length && (all || begins[i] <= timeline.view.high); i++) {
        total += layout.single ? 1 : layout.keep ? layout.shownOps(bars[i]).length : layout.length[bars[i]];
        if (i < first + TABLE_ROWS) firsts.push(bars[i]);  // bars of a row are in the order of time: no later one is among the first of all rows
      }
    }
    firsts.sort((a, b) => layout.begin[a] - layout.begin[b] || layout.first[a] - layout.first[b]);
    const ops = firsts.slice(0, TABLE_ROWS).flatMap((bar) => layout.shownOps(bar)).slice(0, TABLE_ROWS);
    replace(this.table, operationTable(this, ops, total, all ? "Counterexample" : "In view"));
  }

  address(rest) {
    const hash = `#/h/${this.number}${rest ? "/" + rest : ""}`;
    if (location.hash === hash) return;
    try {
      history.replaceState(null, "", hash);
    } catch {
      location.hash = hash;  // a viewer that shows the page in a box of its own may forbid the former
    }
  }
  /** Goes where the address says. */
  follow(parts) {
    let which = 0;
    if (parts[0] === "violation") {
      which = Number(parts[1]) - 1;
      parts = parts.slice(2);
    }
    const number = Number(parts[1]);
    if (parts[0] === "op" && this.history.at(number) >= 0) this.goOp(this.history.at(number), true);
    else if (parts[0] === "edge" && this.violations[which]) this.goEdge(which, number - 1, true);
    else if (parts[0] === "step") this.goStep(number, true);
    else if (parts[0] === "message") this.goMessage(number, true);
  }

  help() {
    this.dialog.showModal();
  }
  key(event) {
    const typing = event.target instanceof HTMLInputElement && event.target.type !== "range";
    if (event.key === "Escape" && !this.dialog.open) {
      if (typing) event.target.blur();
      else this.chose(null);
      return;
    }
    if (typing || this.dialog.open || event.ctrlKey || event.metaKey || event.altKey) return;
    const moving = /^(Arrow|Page|Home|End)/.test(event.key);
    if (moving && event.target !== this.canvas && event.target !== document.body) return;  // scrolling, sliders
    const act = { n: () => this.step(1), p: () => this.step(-1), f: () => this.violations.length && this.firstViolation(), w: () => this.violations.length && this.setScope(this.scope === "core" ? "whole" : "core"), "/": () => this.search.focus(), "?": () => this.help(),
      ".": () => this.near(1), ",": () => this.near(-1),
      l: () => this.setLanes({ process: "key", key: this.history.node ? "node" : "process", node: "process" }[this.lanes]),
      o: () => this.history.timed && this.setAxis(this.layout.axis === "order" ? "time" : "order"),
      t: () => { this.timeline.tall = this.timeline.tall === 1 ? 2.4 : 1; this.resize(); } }[event.key];
    if (act) act();
    else if (!this.timeline.key(event)) return;
    event.preventDefault();
  }
  near(by) {
    const op = this.timeline.neighbour(by);
    if (op >= 0) this.goOp(op);
  }
}

/** What the drawing's signs mean. */
function legend(page) {
  const { history } = page, used = new Set(page.violations.flatMap((violation) => violation.cycle.map((edge) => edge.relation)));
  const swatch = (className, text) => h("span", {}, h("i", { class: `swatch ${className}`, "aria-hidden": "true" }), text);
  const kinds = ["queue", "stack"].includes(history.object) ? ["puts in", "takes out"] : history.object === "mutex" ? ["acquires, releases", null] : ["changes", "observes"];
  return h("div", { class: "legend" },
    swatch("write", kinds[0]), kinds[1] ? swatch("read", kinds[1]) : null,
    history.outcome.includes("u") ? swatch("open", "unknown: without end") : null, history.outcome.includes("f") ? swatch("failed", "failed") : null,
    page.violations.length ? swatch("marked", "of the counterexample") : null, history.stale.size ? swatch("stale", "certainly stale") : null,
    [...used].map((relation) => h("span", {}, relationMark(relation), relation)),
    page.trace ? [swatch("lost", "message lost"), swatch("late", "late"), swatch("fault", "fault"), swatch("leads", "leads")] : null);
}
