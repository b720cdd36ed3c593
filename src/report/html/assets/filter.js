// What the search box means: words that all have to fit. "key:x process:P1 value:3 kind:write node:n2 is:unknown id:17" look at one column; any other word is looked for in the operation as it is written.

const FIELDS = {
  key: (history, op, word) => same(history.keyText(op), word),
  process: (history, op, word) => same(history.processText(op), word) || same(history.processText(op), "process " + word),
  value: (history, op, word) => same(history.valueText(history.value[op]), word) || (history.expected !== null && history.kind[op] === "C" && same(history.valueText(history.expected[op]), word)),
  kind: (history, op, word) => history.word(op).startsWith(word) || same(history.kind[op], word),
  node: (history, op, word) => same(history.nodeText(op), word),
  id: (history, op, word) => String(history.id[op]) === word,
  line: (history, op, word) => String(history.line[op]) === word,
  is: (history, op, word) => ({ o: "ok", n: "ok no", u: "unknown pending", f: "failed" })[history.outcome[op]].split(" ").some((one) => one.startsWith(word)) || (word === "stale" && history.stale.has(op)),
};

function same(text, word) {
  return text.toLowerCase() === word;
}

/** Words, and "quoted ones" with blanks; each a test of an operation. Empty: everything fits. */
function tests(query) {
  const words = query.toLowerCase().match(/(?:[a-z]+:)?"[^"]*"|\S+/g) || [];
  return words.map((word) => {
    const [, field, quotedText] = /^([a-z]+):(.*)$/s.exec(word) || [null, null, word];
    const text = quotedText.replace(/^"(.*)"$/s, "$1");
    if (field && FIELDS[field]) return (history, op) => FIELDS[field](history, op, text) || (text !== quotedText && FIELDS[field](history, op, quotedText));
    const plain = word.replace(/^"(.*)"$/s, "$1");
    return (history, op) => `${history.processText(op)} ${history.label(op)} ${history.word(op)} ${history.nodeText(op)}`.toLowerCase().includes(plain);
  });
}

/** The operations that a query leaves; null: all. */
function matching(history, query) {
  const all = tests(query);
  if (all.length === 0) return null;
  const result = new Uint8Array(history.size);
  for (let op = 0; op < history.size; op++) if (all.every((test) => test(history, op))) result[op] = 1;
  return result;
}
