// Who did what to the dossier, with the difference.
import { make } from "../elements.js";
import { words } from "./data.js";
import { byline } from "./people.js";
import { shownValue } from "./values.js";

const { acts, changed, values } = words.history;
const ABOUT_RULE = ["decided", "noted"];
const ABOUT_FIELD = ["corrected", "correction_withdrawn"];

export function act(entry) {
  const subject = entry.subject ? make("bdi", {}, ` ${named(entry)}`) : null;
  const reason = entry.reason ? make("p", { class: "text" }, make("bdi", {}, entry.reason)) : null;
  return make("li", {}, make("b", {}, acts[entry.act] ?? entry.act), subject, " ", byline(entry.by, entry.at), " ", conclusion(entry), reason, difference(entry));
}

// What was concluded stays on a page of its own, with the reports that were sealed by it, lifted or not.
function conclusion({ act: done }) {
  return ["concluded", "lifted"].includes(done) ? make("a", { class: "small", href: `${location.pathname}/conclusion` }, "结论和封存的报告") : null;
}

// What it was done to, as the page calls it: a check by its title, a field by its name.
function named({ act: done, subject }) {
  if (ABOUT_RULE.includes(done)) return document.getElementById(subject)?.querySelector(".title")?.textContent ?? subject;
  if (ABOUT_FIELD.includes(done)) return fieldOf(subject)?.name ?? subject;
  if (done === "page_changed") return `第${subject}页`;
  if (done === "concluded") return `依据第${subject}次核验`;
  if (done === "submitted" || done === "verified") return `第${subject}次`;
  return subject;
}

function fieldOf(path) {
  return document.querySelector(`[data-path="${CSS.escape(path)}"][data-name]`)?.dataset;
}

function difference({ act: done, subject, before, after }) {
  const type = ABOUT_FIELD.includes(done) ? fieldOf(subject)?.type : undefined;
  const words = (side, name) => shown(side?.[name], name === "value" ? type : undefined);
  const names = Object.keys(changed).filter((name) => words(before, name) !== words(after, name));
  if (!names.length) return null;
  const rows = names.map((name) => make("div", {}, make("dt", {}, changed[name]), make("dd", {}, ...change(name))));
  return make("dl", { class: "difference" }, ...rows);

  // What only one of two sides speaks of has not changed: the text that was read stays beside a value that is put right.
  function change(name) {
    const [was, is] = [before, after].map((side) => !side || name in side);
    if (!was || !is) return [words(was ? before : after, name)];
    return [make("del", {}, words(before, name)), " → ", make("ins", {}, words(after, name))];
  }
}

function shown(value, type) {
  if (value === undefined || value === null || value === "") return "—";
  if (type) return shownValue(value, type);
  const text = String(value);
  return values[text] ?? kindName(text) ?? text;
}

function kindName(text) {
  return [...(document.getElementById("kind")?.options ?? [])].find((option) => option.value === text)?.textContent;
}
