// Who did what to the dossier, with the difference.
import { make } from "../elements.js";
import { words } from "./data.js";
import { byline } from "./people.js";

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
  if (ABOUT_FIELD.includes(done)) return document.querySelector(`[data-path="${CSS.escape(subject)}"][data-name]`)?.dataset.name ?? subject;
  if (done === "page_changed") return `第${subject}页`;
  if (done === "concluded") return `依据第${subject}次核验`;
  if (done === "submitted" || done === "verified") return `第${subject}次`;
  return subject;
}

function difference({ before, after }) {
  const names = Object.keys(changed).filter((name) => shown(before?.[name]) !== shown(after?.[name]));
  if (!names.length) return null;
  const rows = names.map((name) =>
    make("div", {}, make("dt", {}, changed[name]), make("dd", {}, make("del", {}, shown(before?.[name])), " → ", make("ins", {}, shown(after?.[name])))),
  );
  return make("dl", { class: "difference" }, ...rows);
}

function shown(value) {
  if (value === undefined || value === null || value === "") return "—";
  const text = String(value);
  return values[text] ?? kindName(text) ?? text;
}

function kindName(text) {
  return [...(document.getElementById("kind")?.options ?? [])].find((option) => option.value === text)?.textContent;
}
