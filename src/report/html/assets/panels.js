// What stands beside the timeline: the verdicts, the violations, what is known of one operation, edge or message, and the operations as a table.

function listOfModels(document, places) {
  return listed(places.map((i) => document.models[i].id));
}

function headline(document) {
  const strongest = document.models.filter((model) => model.strongest), weakest = document.models.filter((model) => model.weakest);
  const chips = (models, verdict) => h("span", { class: "chips" }, models.map((model) => h("span", { class: `chip ${verdict}` }, h("span", { "aria-hidden": "true" }, SIGN[verdict] + " "), model.id)));
  const judged = document.models.filter((model) => model.verdict !== "not-asked");
  const undecided = judged.filter((model) => model.verdict === "unknown");
  if (judged.length === 1) return h("div", { class: "headline" }, h("p", {}, h("span", { class: "term" }, SAID[judged[0].verdict]), chips(judged, judged[0].verdict)), judged[0].reason ? h("p", { class: "sub" }, quoted(shown(judged[0].reason))) : null);
  return h("div", { class: "headline" },
    h("p", {}, h("span", { class: "term" }, "strongest that holds"), strongest.length ? chips(strongest, "satisfied") : h("span", { class: "chips" }, h("span", { class: "chip none" }, "none of these"))),
    weakest.length ? h("p", {}, h("span", { class: "term" }, "weakest violated"), chips(weakest, "violated")) : null,
    undecided.length ? h("p", {}, h("span", { class: "term" }, "not decided"), chips(undecided, "unknown")) : null);
}

/** The lattice again, for who reads: a table of models with what was said of each. */
function modelTable(document) {
  return h("details", {}, h("summary", {}, "Models as a table"),
    h("table", { class: "plain" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "model"), h("th", { scope: "col" }, "verdict"), h("th", { scope: "col", class: "number" }, "time"))),
      h("tbody", {}, document.models.map((model) =>
        h("tr", {}, h("th", { scope: "row", title: model.meaning }, model.id),
          h("td", { class: model.verdict }, `${SIGN[model.verdict]} ${SAID[model.verdict]}`, model.reason ? h("div", { class: "sub" }, quoted(shown(model.reason))) : null, model.unchecked ? h("div", { class: "sub" }, `not checked again: ${model.unchecked}`) : null),
          h("td", { class: "number" }, model.seconds === undefined ? "" : model.seconds < 0.001 ? `${Math.round(model.seconds * 1e6)} µs` : model.seconds < 1 ? `${(model.seconds * 1e3).toPrecision(3)} ms` : `${model.seconds.toPrecision(3)} s`))))));
}

function relationMark(relation) {
  return s("svg", { class: "relation-mark", width: 26, height: 10, viewBox: "0 0 26 10", "aria-hidden": "true" },
    s("path", { class: `relation ${relation}`, d: "M1 5H19", "stroke-dasharray": DASHES[relation].join(" ") || null }),
    s("path", { class: `relation head ${relation}`, d: "M18 1L25 5L18 9Z" }));
}

function relationText(history, edge) {
  const key = edge.key >= 0 ? history.names.keys[edge.key] : "";
  return key ? [edge.relation, " on ", quoted(key)] : edge.relation;
}

/** One violation: its name, the sentence, the cycle edge by edge, what is to be said of the evidence. */
function violationCard(page, violation, number) {
  const { history } = page, document = history.document;
  const card = h("article", { class: "violation", "data-violation": number + 1 },
    h("h3", {}, h("span", { class: "sign", "aria-hidden": "true" }, "✗ "), `${listOfModels(document, violation.models)} `, h("span", { class: "is" }, "violated: "), violation.anomaly),
    violation.implied.length ? h("p", { class: "sub" }, `and with it ${listOfModels(document, violation.implied)}`) : null,
    h("p", { class: "explanation" }, quoted(shown(violation.explanation))),
    violation.cycle.length
      ? h("ol", { class: "cycle" }, violation.cycle.map((edge, i) =>
          h("li", {}, h("button", { type: "button", class: "edge", "data-edge": i + 1, onclick: () => page.goEdge(number, i) },
            h("span", { class: "edge-line" }, quoted(history.full(edge.from), "op"), relationMark(edge.relation), quoted(history.full(edge.to), "op")),
            h("span", { class: "edge-relation" }, relationText(history, edge)),
            h("span", { class: "because" }, edge.because ? ["because ", quoted(shown(edge.because))] : null)))))
      : h("p", { class: "sub" }, "No order is to blame: what was read cannot be explained by any."),
    violation.cause ? h("p", { class: "cause" }, h("strong", {}, "Cause: "), quoted(shown(violation.cause))) : null,
    violation.degraded ? h("p", { class: "note" }, `degraded: ${violation.degraded}`) : null,
    h("p", { class: "sub" }, `${count(violation.operations.length, "operation")}: `,
      violation.operations.slice(0, 100).map((op, i) => [i ? ", " : "", opLink(page, op)]),
      violation.operations.length > 100 ? ` and ${violation.operations.length - 100} more` : null,
      violation.minimal ? ". None of them can be left out." : ".", violation.validated ? " An independent validator has confirmed it." : null));
  return card;
}

function opLink(page, op, text) {
  return h("button", { type: "button", class: "link", onclick: () => page.goOp(op), title: page.history.full(op) }, text || `op ${page.history.id[op]}`);
}

function accountOf(document) {
  if (!document.account.length) return null;
  return h("section", { "aria-label": "What led to it" }, h("h2", {}, "What led to it"), h("ol", { class: "account" }, document.account.map((line) => h("li", {}, quoted(shown(line))))));
}

function measuresOf(document) {
  const { staleness } = document, parts = [];
  if (staleness) {
    const most = Math.max(1, ...staleness.versions.map(([, reads]) => reads));
    parts.push(
      h("p", {}, staleness.stale ? `${count(staleness.stale, "read")} of ${grouped(staleness.reads)} certainly returned an overwritten value: at most ${count(staleness.versionsMax, "version")} and ${grouped(staleness.timeMax)} units of time behind.` : `None of ${count(staleness.reads, "read")} certainly returned an overwritten value.`, " These are lower bounds.", staleness.k ? ` The history is ${staleness.k === 3 ? "not 2-atomic" : staleness.k === 2 ? "2-atomic" : "atomic"}.` : null),
      staleness.stale
        ? h("table", { class: "plain bars" }, h("caption", {}, "Reads by how many versions they are behind"),
            h("tbody", {}, staleness.versions.map(([versions, reads]) =>
              h("tr", {}, h("th", { scope: "row", class: "number" }, versions), h("td", {}, share(reads / most)), h("td", { class: "number" }, grouped(reads))))))
        : null);
  }
  for (const figure of document.figures) {
    parts.push(h("figure", {}, h("img", { src: "data:image/svg+xml;charset=utf-8," + encodeURIComponent(figure.svg), alt: figure.title }), h("figcaption", {}, figure.title)));
  }
  return parts.length ? h("section", { "aria-label": "Measures" }, h("h2", {}, document.figures.length ? "Measures" : "Staleness"), parts) : null;
}

function share(part) {
  const bar = h("span", { class: "share", "aria-hidden": "true" });
  bar.style.width = `${part * 100}%`;
  return bar;
}

/** Everything about one operation. */
function operationDetails(page, op) {
  const { history, trace } = page, rows = [];
  const row = (name, ...value) => rows.push(h("div", {}, h("dt", {}, name), h("dd", {}, value)));
  row("process", quoted(history.processText(op)));
  if (history.keyText(op)) row("key", quoted(history.keyText(op)));
  if (history.kind[op] === "C") row("expected, new", quoted(history.valueText(history.expected[op])), ", ", quoted(history.valueText(history.value[op])));
  else if (!"DLF".includes(history.kind[op])) row(history.observes(op) && history.kind[op] !== "H" ? "returned" : "value", quoted(history.valueText(history.value[op])));
  row("outcome", history.outcomeText(op));
  if (history.timed) row("from, to", `${history.time(history.call[op])}, ${isFinite(history.end[op]) ? `${history.time(history.end[op])} (${grouped(history.end[op] - history.call[op])})` : "never answered"}`);
  if (history.nodeText(op)) row("answered by", quoted(history.nodeText(op)), history.version && history.version[op] !== null ? `, which had applied version ${grouped(history.version[op])}` : null);
  if (history.transactional) {
    const unit = history.unit[op], ops = Array.from({ length: history.length[unit] }, (_, i) => history.first[unit] + i);
    row("transaction", ops.map((one, i) => [i ? " " : "", opLink(page, one, history.label(one))]));
  }
  if (history.line[op]) row("in the file", `operation ${history.id[op]}, line ${history.line[op]}`);
  else row("in the file", `operation ${history.id[op]}`);
  const from = history.source[op];
  if (from >= 0) row("read from", opLink(page, from, history.full(from)), ` (op ${history.id[from]})`);
  else if (from === INITIAL) row("read from", "nobody: the initial value");
  else if (from === SEVERAL) row("read from", "one of several writes of this value");
  else if (history.observes(op) && history.object === "register" && history.outcome[op] === "o") row("read from", "nobody wrote this value");
  const readers = history.readers(op);
  if (readers.length) row("read by", readers.slice(0, 12).map((one, i) => [i ? ", " : "", opLink(page, one, history.full(one))]), readers.length > 12 ? ` and ${readers.length - 12} more` : null);
  const stale = history.stale.get(op);
  if (stale) row("staleness", `at least ${count(stale.versions, "version")}, ${grouped(stale.time)} units of time`);
  const edges = [];
  history.document.violations.forEach((violation, v) => violation.cycle.forEach((edge, e) => {
    if (edge.from === op || edge.to === op) edges.push(h("button", { type: "button", class: "link", onclick: () => page.goEdge(v, e) }, `${edge.from === op ? "before" : "after"} ${history.full(edge.from === op ? edge.to : edge.from)} (${edge.relation})`));
  }));
  if (edges.length) row("in the cycle", edges.map((edge, i) => [i ? ", " : "", edge]));
  const causes = [];
  for (const missed of trace?.missedBy.get(op) || []) causes.push(missedText(page, missed));
  for (const missed of trace?.missing.get(op) || []) causes.push(h("p", { class: "cause" }, opLink(page, missed.read, history.full(missed.read)), " was answered without it. ", messageLink(page, missed)));
  return [h("h3", { class: "op" }, quoted(history.full(op)), h("span", { class: "sub" }, ` ${history.word(op)}, op ${history.id[op]}`)), h("dl", { class: "facts" }, rows), causes];
}

function messageLink(page, missed) {
  if (missed.message < 0) return null;
  const { trace } = page, message = trace.messages[missed.message];
  return h("button", { type: "button", class: "action", "data-message": message.i, onclick: () => page.goMessage(message.i) }, `Show message ${message.number} from ${trace.nodes[message.from]} to ${trace.nodes[message.to]}`);
}

/** Why a read was answered without a write: "n0 acknowledged op 4 at t=1 before n3 applied it at t=3; ..." */
function missedText(page, missed) {
  const { history, trace } = page, node = trace.exchangesOf.get(missed.read)?.find((one) => one.answer && one.at === missed.answered)?.node;
  const message = missed.message >= 0 ? trace.messages[missed.message] : null;
  return h("p", { class: "cause" }, "It missed ", opLink(page, missed.write, history.full(missed.write)), `, acknowledged at ${history.time(missed.acknowledged)}: `,
    `${node === undefined ? "the replica" : trace.nodes[node]} answered at ${history.time(missed.answered)}, `,
    isFinite(missed.applied) ? `but applied it only at ${history.time(missed.applied)}. ` : "and did not hold it. ",
    message ? (message.lost ? `The message that would have brought it was lost (${message.because}). ` : isFinite(message.arrived) ? (message.sent > missed.answered ? `The message that brought it was sent only at ${history.time(message.sent)}. ` : "The message that brought it was still on its way. ") : "The message that would have brought it never arrived. ") : null,
    messageLink(page, missed));
}

function messageDetails(page, i) {
  const { history, trace } = page, message = trace.messages[i], rows = [];
  const row = (name, ...value) => rows.push(h("div", {}, h("dt", {}, name), h("dd", {}, value)));
  row("from, to", `${trace.nodes[message.from]}, ${trace.nodes[message.to]}`);
  row("sent", history.time(message.sent));
  if (message.lost) row("lost", `${history.time(message.arrived)}: ${message.because}`);
  else row("arrived", isFinite(message.arrived) ? `${history.time(message.arrived)} (${grouped(message.arrived - message.sent)})` : "not in this trace");
  if (message.late) row("late", message.overtaken ? "a later message of this link was there before it" : `half of the messages take at most ${grouped(trace.typical)}`);
  row("says", quoted(message.text, "says"));
  const causes = (trace.carried.get(i) || []).map((missed) => h("p", { class: "cause" }, message.lost || !isFinite(message.arrived) ? "It would have brought " : "It brought ", opLink(page, missed.write, history.full(missed.write)), ", which was missed by ", opLink(page, missed.read, history.full(missed.read)), "."));
  return [h("h3", {}, `Message ${message.number} from ${trace.nodes[message.from]} to ${trace.nodes[message.to]}`, h("span", { class: "sub" }, ` ${message.name}`)), h("dl", { class: "facts" }, rows), causes];
}

/** What a tooltip says: a few lines of text. */
function tooltipOf(page, thing) {
  const { history, trace } = page;
  if (thing.kind === "edge") {
    const edge = page.violation.cycle[thing.edge];
    return [h("strong", {}, quoted(history.full(edge.from)), " before ", quoted(history.full(edge.to))), h("div", { class: "sub" }, relationText(history, edge)), edge.because ? h("div", {}, "because ", quoted(shown(edge.because))) : null];
  }
  if (thing.kind === "message") {
    const message = trace.messages[thing.message];
    return [h("strong", {}, `${trace.nodes[message.from]} to ${trace.nodes[message.to]}, message ${message.number}${message.lost ? ", lost" : message.late ? ", late" : ""}`), h("div", { class: "sub" }, `${history.time(message.sent)} to ${isFinite(message.arrived) ? history.time(message.arrived) : "?"}${message.because ? ": " + message.because : ""}`), h("div", {}, quoted(message.text))];
  }
  if (thing.kind === "note") return [h("strong", {}, `${trace.nodes[thing.note.node]} ${thing.note.what}`), h("div", { class: "sub" }, `t=${history.time(thing.note.at)}`), h("div", {}, quoted(thing.note.text))];
  if (thing.kind === "fault") return [h("strong", {}, quoted(trace.faults[thing.fault].text))];
  const { op } = thing, from = history.source[op], stale = history.stale.get(op);
  return [
    h("strong", {}, quoted(history.full(op))),
    h("div", { class: "sub" }, `op ${history.id[op]}, ${history.outcomeWord(op)}`, history.timed ? `, ${history.time(history.call[op])} to ${isFinite(history.end[op]) ? history.time(history.end[op]) : "…"}` : null, history.nodeText(op) ? [", at ", quoted(history.nodeText(op))] : null),
    from >= 0 ? h("div", {}, "read from ", quoted(history.full(from)), ` (op ${history.id[from]})`) : from === INITIAL ? h("div", {}, "read the initial value") : from === SEVERAL ? h("div", {}, "read from one of several writes") : null,
    stale ? h("div", { class: "violated" }, `stale by at least ${count(stale.versions, "version")}, ${grouped(stale.time)}`) : null,
  ];
}

/** The operations as a table, so many at once: what a screen reader reads instead of the canvas. */
function operationTable(page, ops, total, what) {
  const { history } = page;
  const marked = new Set(page.violation ? page.violation.operations : []);
  return h("table", { class: "plain operations" },
    h("caption", {}, `${what}: ${ops.length < total ? `the first ${grouped(ops.length)} of ${count(total, "operation")}` : count(total, "operation")}`),
    h("thead", {}, h("tr", {}, ["op", "process", "operation", history.timed ? "from" : null, history.timed ? "to" : null, "outcome", "read from", history.node ? "replica" : null].filter(Boolean).map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, ops.map((op) =>
      h("tr", { class: marked.has(op) ? "marked" : null, "data-op": history.id[op] },
        h("td", {}, h("button", { type: "button", class: "link", onclick: () => page.goOp(op), "aria-label": `operation ${history.id[op]}${marked.has(op) ? ", of the counterexample" : ""}` }, history.id[op])),
        h("td", {}, quoted(history.processText(op))),
        h("td", { class: "op" }, quoted(history.label(op))),
        history.timed ? h("td", { class: "number" }, history.time(history.call[op])) : null,
        history.timed ? h("td", { class: "number" }, isFinite(history.end[op]) ? history.time(history.end[op]) : "never") : null,
        h("td", {}, history.outcomeWord(op)),
        h("td", {}, history.source[op] >= 0 ? `op ${history.id[history.source[op]]}` : history.source[op] === INITIAL ? "initial" : history.source[op] === SEVERAL ? "several" : ""),
        history.node ? h("td", {}, quoted(history.nodeText(op))) : null))));
}
