// The door to the document: every text that comes from a history goes through textContent, and is shown so that it can neither command nor mislead.

const SVG = "http://www.w3.org/2000/svg";

/** An element with properties, listeners (onclick, ...) and children; strings become text, null is left out. */
function h(tag, properties, ...children) {
  return fill(document.createElement(tag), properties, children);
}

/** Likewise, of a drawing. */
function s(tag, properties, ...children) {
  return fill(document.createElementNS(SVG, tag), properties, children);
}

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.setAttribute("class", value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

function replace(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

/** A text of the history's, in a box of its own so that right-to-left text does not turn what stands around it. */
function quoted(text, className) {
  return h("bdi", { class: className }, text);
}

// Controls, what turns the direction of writing, what has no width (the same as checker/support/unprintable.hpp has), halves of characters: visible as escapes.
const UNSHOWN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]|[\ud802\ud803\ud83a\ud83b]/;

/** The text with nothing in it that cannot be seen. */
function shown(text) {
  return text.replace(UNSHOWN, (c) => c.replace(/[^]/g, (unit) => "\\u" + unit.charCodeAt(0).toString(16).padStart(4, "0")));
}

/** For where there are no elements, as in a canvas: right-to-left text in isolating marks. */
function isolated(text) {
  return RIGHT_TO_LEFT.test(text) ? "\u2068" + text + "\u2069" : text;
}

function count(number, noun, plural) {
  return `${grouped(number)} ${number === 1 ? noun : plural || noun + "s"}`;
}

/** 1234567 as 1 234 567, with narrow spaces. */
function grouped(number) {
  const [whole, part] = String(number).split(".");
  const digits = whole.replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f");
  return part ? `${digits}.${part}` : digits;
}

function listed(items, last = "and") {
  if (items.length < 2) return items.join("");
  return items.slice(0, -1).join(", ") + ` ${last} ` + items[items.length - 1];
}

function clamp(value, least, most) {
  return Math.max(least, Math.min(most, value));
}

/** Calls at most once a frame. */
function eachFrame(action) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      action();
    });
  };
}

/** Calls once nothing has happened for a while. */
function whenQuiet(action, milliseconds) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(action, milliseconds);
  };
}
