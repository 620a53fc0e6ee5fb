// Keeps the rows of dossiers that are being verified up to date; one that has ended is shown anew by the server.
// Dossiers are taken up and let go without being opened.
import { call } from "./api.js";
import { change } from "./claims.js";

const INTERVAL = 2000;
const SLOWEST = 30_000;
const rows = new Map([...document.querySelectorAll("tr[data-dossier]")].map((row) => [row.dataset.dossier, row]));
const atWork = (state) => state === "queued" || state === "running";
let wait = INTERVAL;

function waiting() {
  return [...rows.values()].some((row) => atWork(row.dataset.state));
}

async function look() {
  if (!document.hidden) {
    try {
      for (const [row, dossier] of await present()) update(row, dossier);
      wait = INTERVAL;
    } catch {
      wait = Math.min(wait * 2, SLOWEST); // the service is away for a moment: ask again, more seldom
    }
  }
  if (waiting()) setTimeout(look, wait);
}

// The rows at work with their dossiers as they are now. Who is not in the list has ended only if the list is whole:
// where more are at work than one answer holds, each row that is not among them is asked for.
async function present() {
  const { items, next_cursor: more } = await call("GET", "/dossiers?state=queued&state=running&limit=200");
  const listed = new Map(items.map((dossier) => [dossier.id, dossier]));
  const asked = [...rows].filter(([, row]) => atWork(row.dataset.state));
  return Promise.all(
    asked.map(async ([id, row]) => [row, listed.get(id) ?? (more ? await call("GET", `/dossiers/${id}`) : undefined)]),
  );
}

function update(row, dossier) {
  if (dossier === undefined) {
    location.reload();
    return;
  }
  const progress = row.querySelector("progress");
  if (dossier.pages) {
    progress.max = dossier.pages;
    progress.value = dossier.pages_done;
    row.querySelector(".done-of").textContent = `${dossier.pages_done}/${dossier.pages} 页`;
  }
  if (dossier.state !== row.dataset.state) location.reload();
}

if (waiting()) setTimeout(look, wait);

document.querySelector(".queue").addEventListener("click", async (event) => {
  const button = event.target.closest("[data-claim]");
  if (!button) return;
  const row = button.closest("tr");
  await change(button, row.dataset.dossier);
  await showHolder(row); // also after a refusal: somebody else holds it by now
});

// Who holds the dossier of a row now, as the server says it.
async function showHolder(row) {
  const answer = await fetch(location.href);
  if (!answer.ok || answer.redirected) return; // to the log-in
  const list = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = list.querySelector(`tr[data-dossier="${row.dataset.dossier}"] .holder`);
  if (!now) {
    leave(row, list);
    return;
  }
  row.querySelector(".holder").replaceWith(now);
  now.querySelector("button")?.focus();
}

// A row that is none of those that were asked for any more goes; where it was the last, the server says what is left.
function leave(row, list) {
  const near = row.nextElementSibling ?? row.previousElementSibling;
  rows.delete(row.dataset.dossier);
  row.remove();
  if (!near) {
    location.reload();
    return;
  }
  for (const part of ["[data-total]", ".states"]) document.querySelector(part).replaceWith(list.querySelector(part));
  near.querySelector("a").focus();
}
