// The lattice of models as a drawing: the strongest above, a line to each model that follows. A node says its verdict three times: by its sign, its outline and its colour.
//
// Nodes stand on the rank that is one below the lowest of what implies them; within a rank their order is improved by the usual sweeps that put a node at the middle of its neighbours.

const SIGN = { satisfied: "✓", violated: "✗", unknown: "?", "not-asked": "·" };
const SAID = { satisfied: "satisfied", violated: "violated", unknown: "unknown", "not-asked": "not judged" };

function ranksOf(models, steps) {
  const rank = models.map(() => 0);
  for (let changed = true; changed; ) {
    changed = false;
    for (const [stronger, weaker] of steps) {
      if (rank[weaker] > rank[stronger]) continue;
      rank[weaker] = rank[stronger] + 1;
      changed = true;
    }
  }
  const ranks = [];
  rank.forEach((r, i) => (ranks[r] ||= []).push(i));
  return ranks;
}

function sweep(ranks, steps) {
  const place = [];
  const note = () => ranks.forEach((row) => row.forEach((node, i) => (place[node] = (i + 1) / (row.length + 1))));
  note();
  for (let round = 0; round < 8; round++) {
    const down = round % 2 === 0;
    for (const row of down ? ranks : [...ranks].reverse()) {
      const middle = new Map(row.map((node) => {
        const near = steps.filter((step) => step[down ? 1 : 0] === node).map((step) => place[step[down ? 0 : 1]]);
        return [node, near.length ? near.reduce((a, b) => a + b) / near.length : place[node]];
      }));
      row.sort((a, b) => middle.get(a) - middle.get(b) || a - b);
      row.forEach((node, i) => (place[node] = (i + 1) / (row.length + 1)));
    }
  }
}

/** Four outlines for four verdicts: round, cut corners, dashed (by the style), plain. */
function outline(verdict, x, y, w, height) {
  if (verdict === "satisfied") return s("rect", { x, y, width: w, height, rx: height / 2 });
  if (verdict !== "violated") return s("rect", { x, y, width: w, height, rx: 3 });
  const c = 7;
  return s("path", { d: `M${x + c} ${y}H${x + w - c}L${x + w} ${y + c}V${y + height - c}L${x + w - c} ${y + height}H${x + c}L${x} ${y + height - c}V${y + c}Z` });
}

function drawLattice(document, onpick) {
  const { models, lattice } = document;
  const ranks = ranksOf(models, lattice);
  sweep(ranks, lattice);
  const height = 26, gap = 26, space = 10, letter = 6.35;
  const width = (model) => model.id.length * letter + 34;
  const rows = ranks.map((row) => row.reduce((sum, node) => sum + width(models[node]) + space, -space));
  // A rank that is wider than the panel folds into two lines that overlap like bricks.
  const total = 372;
  const boxes = [];
  let y = 6;
  ranks.forEach((row, r) => {
    const lines = [];
    const folds = Math.ceil(rows[r] / total);
    const each = Math.ceil(row.length / folds);
    for (let i = 0; i < row.length; i += each) lines.push(row.slice(i, i + each));
    lines.forEach((line) => {
      let x = (total - line.reduce((sum, node) => sum + width(models[node]) + space, -space)) / 2;
      for (const node of line) {
        boxes[node] = { x, y, w: width(models[node]) };
        x += boxes[node].w + space;
      }
      y += height + (line === lines[lines.length - 1] ? gap : 8);
    });
  });
  const drawing = s("svg", { class: "lattice", viewBox: `0 0 ${total} ${y - gap + 8}`, role: "group", "aria-label": "The models, the strongest above; each line leads from a model to one that it implies" });
  for (const [stronger, weaker, valid] of lattice) {
    const a = boxes[stronger], b = boxes[weaker];
    const x0 = a.x + a.w / 2, y0 = a.y + height, x1 = b.x + b.w / 2, y1 = b.y, bend = Math.max(10, (y1 - y0) / 2);
    drawing.append(s("path", { class: valid === 0 ? "step invalid" : "step", d: `M${x0} ${y0}C${x0} ${y0 + bend} ${x1} ${y1 - bend} ${x1} ${y1}` }));
  }
  models.forEach((model, i) => {
    const { x, y: top, w } = boxes[i];
    const said = `${model.id}: ${SAID[model.verdict]}${model.strongest ? ", the strongest that holds" : model.weakest ? ", the weakest that is violated" : ""}`;
    drawing.append(
      s("g", { class: `model ${model.verdict}${model.strongest ? " strongest" : ""}${model.weakest ? " weakest" : ""}`, "data-model": model.id, "data-verdict": model.verdict, tabindex: 0, role: "button", "aria-label": said,
               onclick: () => onpick(i), onkeydown: (event) => (event.key === "Enter" || event.key === " ") && (event.preventDefault(), onpick(i)) },
        s("title", {}, `${model.title}\n${SAID[model.verdict]}${model.reason ? ": " + model.reason : ""}\n${model.meaning}\n${model.cite}`),
        model.strongest || model.weakest ? s("g", { class: "halo" }, outline(model.verdict, x - 3, top - 3, w + 6, height + 6)) : null,
        outline(model.verdict, x, top, w, height),
        s("text", { class: "sign", x: x + 14, y: top + height / 2 + 4.5, "text-anchor": "middle" }, SIGN[model.verdict]),
        s("text", { x: x + 25, y: top + height / 2 + 4 }, model.id)));
  });
  return drawing;
}
