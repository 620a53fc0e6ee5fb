// A verification that runs: how far it is, and the page anew once it has ended.
import { call } from "../api.js";
import { base } from "./data.js";

const WORDS = { queued: "等待核验", running: "正在识读页面" };
const AGAIN = 3000; // milliseconds, where the line was cut

// Follow the running verification; the page is loaded anew at its end.
export function follow() {
  const words = document.querySelector("[data-progress-words]");
  const bar = document.querySelector(".standing progress");
  const source = new EventSource(`/v1${base}/events`);
  source.addEventListener("progress", (event) => {
    const { state, pages, pages_done: done } = JSON.parse(event.data);
    if (words) words.textContent = pages ? `${WORDS[state] ?? ""} ${done} / ${pages} 页` : (WORDS[state] ?? "");
    if (bar && pages) Object.assign(bar, { max: pages, value: done });
  });
  for (const end of ["done", "failed"]) {
    source.addEventListener(end, () => {
      source.close();
      location.reload();
    });
  }
  source.onerror = () => {
    if (source.readyState !== EventSource.CLOSED) return; // it tries again by itself
    setTimeout(ended, AGAIN);
  };
}

async function ended() {
  const { state } = await call("GET", base);
  if (state === "queued" || state === "running") follow();
  else location.reload();
}

// Hand the dossier in again, so that what was changed is checked at once.
export async function verifyAgain() {
  await call("POST", `${base}/submit`);
  location.reload();
}
