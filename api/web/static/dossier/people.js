// Who did something and when, as every list of it begins.
import { make } from "../elements.js";

const moments = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai", dateStyle: "short", timeStyle: "short" });

export function moment(text) {
  return moments.format(new Date(text));
}

export function byline(person, at) {
  return make("span", { class: "soft small" }, make("bdi", {}, person.name), ` ${moment(at)}`);
}
