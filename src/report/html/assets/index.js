// The first page where several histories were judged: a table of histories and models, each verdict a sign that is a link.

function drawIndex(index) {
  const ids = [];
  for (const history of index.histories) for (const id of Object.keys(history.verdicts || {})) if (!ids.includes(id)) ids.push(id);
  const letters = { y: "satisfied", n: "violated", "?": "unknown" };
  const body = h("tbody");
  const counts = { violated: 0, unread: 0 };
  index.histories.forEach((history, i) => {
    const anomalies = (history.anomalies || []).join(", ");
    if (anomalies) counts.violated++;
    if (history.error) counts.unread++;
    body.append(
      h("tr", { "data-text": `${history.path} ${history.title || ""} ${(history.strongest || []).join(" ")} ${anomalies} ${history.error || ""}`.toLowerCase() },
        h("th", { scope: "row" }, history.error ? quoted(shown(history.path)) : h("a", { href: `#/h/${i + 1}` }, quoted(shown(history.path))), history.title ? h("div", { class: "sub" }, quoted(shown(history.title))) : null),
        history.error
          ? h("td", { colspan: ids.length + 2, class: "problem" }, quoted(shown(history.error)))
          : [h("td", { class: "number" }, grouped(history.operations)),
             ids.map((id) => {
               const verdict = letters[history.verdicts[id]] || "not-asked";
               return h("td", { class: `cell ${verdict}`, title: `${id}: ${SAID[verdict]}`, "aria-label": `${id}: ${SAID[verdict]}` }, SIGN[verdict]);
             }),
             h("td", {}, h("div", {}, history.strongest.length ? history.strongest.join(", ") : "none"), anomalies ? h("div", { class: "sub" }, anomalies) : null)]));
  });
  const left = h("output", { class: "sub" });
  const search = h("input", { type: "search", placeholder: "Find a history, a model, an anomaly", "aria-label": "Find histories", oninput: () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let visible = 0;
    for (const row of body.rows) {
      row.hidden = !words.every((word) => row.dataset.text.includes(word));
      if (!row.hidden) visible++;
    }
    left.textContent = words.length ? `${visible} of ${index.histories.length}` : "";
  } });
  const summary = [count(index.histories.length, "history", "histories")];
  if (counts.violated) summary.push(`${counts.violated} with a violation`);
  if (counts.unread) summary.push(`${counts.unread} not judged`);
  return h("main", { class: "index" },
    h("header", {}, h("h1", {}, "Histories"), h("p", { class: "sub" }, summary.join(", "))),
    h("p", { class: "search" }, search, left),
    h("div", { class: "scroller", tabindex: 0, role: "region", "aria-label": "Verdicts" },
      h("table", { class: "matrix" },
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "history"), h("th", { scope: "col", class: "number" }, "operations"), ids.map((id) => h("th", { scope: "col", class: "turned" }, h("span", {}, id))), h("th", { scope: "col" }, "strongest that holds, what is violated"))),
        body)));
}
