// Begins: reads the index, and a history's data only when its page is opened.

const INDEX = JSON.parse(document.getElementById("index").textContent);
const PROGRAM = INDEX.program;
const DATA = document.querySelectorAll("script.history");
const APP = document.getElementById("app");
const DARK = matchMedia("(prefers-color-scheme: dark)");

let current = null;

function open() {
  const [, place, number, ...rest] = location.hash.split("/");
  let which = place === "h" ? Number(number) : 0;
  if (!(which >= 1 && which <= INDEX.histories.length) && INDEX.histories.length === 1) which = 1;
  if (current && current.number === which) return current.follow(rest);
  current?.unmounted();
  current = null;
  const entry = INDEX.histories[which - 1];
  if (!entry || entry.error) {
    document.title = "Clio report";
    APP.className = "";
    replace(APP, drawIndex(INDEX));
    return;
  }
  document.title = `${shown(entry.title || entry.path)}: Clio report`;
  APP.className = "filled";
  current = new HistoryPage(which, JSON.parse(DATA[which - 1].textContent), INDEX.histories.length > 1);
  replace(APP, current.element);
  current.mounted();
  current.follow(rest);
}

addEventListener("hashchange", open);
addEventListener("keydown", (event) => current?.key(event));
DARK.addEventListener("change", () => current?.recolour());
addEventListener("beforeprint", () => {
  document.documentElement.classList.add("printing");
  current?.recolour();
  current?.timeline.paint();
});
addEventListener("afterprint", () => {
  document.documentElement.classList.remove("printing");
  current?.recolour();
});
window.clioReport = { get page() { return current; } };  // for who is curious, and for tests
const begun = performance.now();
open();
document.documentElement.dataset.loaded = String(Math.round(performance.now() - begun));
