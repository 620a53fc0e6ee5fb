// A trial that is under way: its progress, and its result once it is complete.
import { call } from "../api.js";

const INTERVAL = 1500;
const place = document.querySelector("[data-pending]");

async function look() {
  const { edition, trial } = place.dataset;
  const { items } = await call("GET", `/rulesets/${edition}/trials?limit=200`).catch(() => ({ items: [] }));
  const found = items.find((one) => one.id === trial);
  if (found && found.pending === 0) return location.reload();
  if (found) {
    place.querySelector("progress").value = found.dossiers - found.pending;
    place.querySelector(".left").textContent = `还剩 ${found.pending} 份，共 ${found.dossiers} 份`;
  }
  setTimeout(look, INTERVAL);
}

if (place) setTimeout(look, INTERVAL);
