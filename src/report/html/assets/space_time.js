// The trace: messages between nodes, what clients asked of which node, faults, crashes, views. All in the time of the history, so that it stands below the operations on the same axis.
//
// A message is late where a later one of its link was there before it, or where it took more than four times as long as half of them: what one looks for in a space-time diagram are the slanted lines.

const LATE = 4;
const QUIET = new Set(["heartbeat", "word"]);  // what nodes and their manager say all the time

class SpaceTime {
  constructor(history, trace) {
    const base = Number(history.base);
    const at = (time) => (time === null ? Infinity : time - base);
    this.history = history;
    this.cut = trace.cut;
    this.texts = trace.texts.map(shown);
    this.nodes = trace.nodes.map(shown);
    this.messages = trace.messages.map(([from, to, number, sent, arrived, lost, text, because], i) => ({ i, from, to, number, sent: at(sent), arrived: at(arrived), lost: lost === 1, text: this.texts[text], because: this.texts[because], name: this.texts[text].split(/[ {]/, 1)[0], late: false, quiet: false }));
    this.exchanges = trace.exchanges.map(([operation, node, time, answer, text]) => ({ op: operation < 0 ? -1 : history.at(operation), node, at: at(time), answer: answer === 1, text: this.texts[text] }));
    this.notes = trace.notes.map(([node, time, what, operation, text]) => ({ node, at: at(time), what: this.texts[what], op: operation < 0 ? -1 : history.at(operation), text: this.texts[text] }));
    this.faults = trace.faults.map(([from, until, text]) => ({ from: at(from), until: at(until), text: this.texts[text] }));
    this.missed = trace.missed.map((m) => ({ read: history.at(m.read), write: history.at(m.write), message: m.message, acknowledged: at(m.acknowledged), answered: at(m.answered), applied: at(m.applied) }));
    this.sent = Float64Array.from(this.messages, (message) => message.sent);
    this.lookForLate();
    this.join();
    this.intervals();
  }

  lookForLate() {
    const took = this.messages.filter((m) => !m.lost && isFinite(m.arrived)).map((m) => m.arrived - m.sent).sort((a, b) => a - b);
    this.typical = took[took.length >> 1] || 0;
    this.longest = took[took.length - 1] || 0;
    const ahead = new Map();
    for (let i = this.messages.length - 1; i >= 0; i--) {
      const message = this.messages[i], link = message.from * 4096 + message.to;
      message.quiet = QUIET.has(message.name);
      if (message.lost || !isFinite(message.arrived)) continue;
      const earliest = ahead.get(link);
      message.overtaken = earliest !== undefined && earliest < message.arrived;
      message.late = message.overtaken || message.arrived - message.sent > LATE * this.typical;
      if (earliest === undefined || message.arrived < earliest) ahead.set(link, message.arrived);
    }
  }

  join() {
    this.exchangesOf = new Map();
    for (const exchange of this.exchanges) if (exchange.op >= 0) push(this.exchangesOf, exchange.op, exchange);
    this.notesOf = new Map();
    for (const note of this.notes) if (note.op >= 0) push(this.notesOf, note.op, note);
    this.missedBy = new Map();
    this.missing = new Map();
    this.carried = new Map();
    for (const missed of this.missed) {
      push(this.missedBy, missed.read, missed);
      push(this.missing, missed.write, missed);
      if (missed.message >= 0) push(this.carried, missed.message, missed);
    }
  }

  /** When nodes were down, and when they took themselves for leaders. */
  intervals() {
    this.down = [];
    this.leading = [];
    const stopped = new Map(), leads = new Map();
    const stepDown = (node, at) => {
      if (!leads.has(node)) return;
      this.leading.push({ node, from: leads.get(node).at, until: at, text: leads.get(node).text });
      leads.delete(node);
    };
    for (const note of this.notes) {
      if (note.what === "stopped") stopped.set(note.node, note.at), stepDown(note.node, note.at);
      if (note.what === "started" && stopped.has(note.node)) this.down.push({ node: note.node, from: stopped.get(note.node), until: note.at }), stopped.delete(note.node);
      const other = note.what === "view" && /primary n(\d+)/.exec(note.text);
      if (note.what === "steps-down" || (other && Number(other[1]) !== note.node)) stepDown(note.node, note.at);
      if ((note.what === "leads" || (other && Number(other[1]) === note.node)) && !leads.has(note.node)) leads.set(note.node, note);
    }
    for (const [node, from] of stopped) this.down.push({ node, from, until: Infinity });
    for (const node of [...leads.keys()]) stepDown(node, Infinity);
  }

  /** What of the trace concerns some operations: their exchanges, what their writes became, the messages that explain what they missed. */
  about(ops) {
    const wanted = new Set(ops), messages = new Set();
    for (const missed of this.missed) if (wanted.has(missed.read) && wanted.has(missed.write) && missed.message >= 0) messages.add(missed.message);
    for (const missed of this.missed) if (messages.size === 0 && wanted.has(missed.read) && missed.message >= 0) messages.add(missed.message);
    return { ops: wanted, messages };
  }
  /** The times that an order scale should keep apart for them. */
  times({ ops, messages }) {
    const times = [];
    for (const op of ops) for (const exchange of this.exchangesOf.get(op) || []) times.push(exchange.at);
    for (const op of ops) for (const note of this.notesOf.get(op) || []) if (note.what === "applied") times.push(note.at);
    for (const i of messages) {
      times.push(this.messages[i].sent);
      if (isFinite(this.messages[i].arrived)) times.push(this.messages[i].arrived);
    }
    const low = Math.min(...times), high = Math.max(...times);
    for (const fault of this.faults) for (const at of [fault.from, fault.until]) if (at > low && at < high) times.push(at);
    for (const down of this.down) for (const at of [down.from, down.until]) if (at > low && at < high) times.push(at);
    for (const lead of this.leading) if (lead.from > low && lead.from < high) times.push(lead.from);
    return times.slice(0, 4000);
  }
}

function push(map, key, value) {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
