// Who did what to the dossier, with the difference.
import { make } from "../elements.js";
import { byline } from "./people.js";

export function act(words) {
  return (entry) => {
    const subject = entry.subject ? make("bdi", {}, ` ${entry.subject}`) : null;
    const reason = entry.reason ? make("p", { class: "text" }, make("bdi", {}, entry.reason)) : null;
    return make("li", {}, make("b", {}, words[entry.act] ?? entry.act), subject, " ", byline(entry.by, entry.at), reason, difference(entry, words));
  };
}

function difference({ before, after }, words) {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].filter((name) => shown(before?.[name]) !== shown(after?.[name]));
  if (!names.length) return null;
  const rows = names.map((name) =>
    make("div", {}, make("dt", {}, words[`of-${name}`] ?? name), make("dd", {}, make("del", {}, said(before?.[name], words)), " → ", make("ins", {}, said(after?.[name], words)))),
  );
  return make("dl", { class: "difference" }, ...rows);
}

function said(value, words) {
  const text = shown(value);
  return words[`is-${text}`] ?? text;
}

function shown(value) {
  if (value === undefined || value === null || value === "") return "—";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
