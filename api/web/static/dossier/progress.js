// A verification that runs: how far it is, and the page anew once it has ended.
import { call } from "../api.js";
import { make } from "../elements.js";
import { base, words as texts } from "./data.js";
import { isWriting } from "./writing.js";

const AGAIN = 3000; // milliseconds, where the line was cut
const LOOK_AGAIN = 300; // milliseconds, for a worker to take it up
const LOOKS = 10;

// Follow the running verification; the page is loaded anew at its end. `onProgress` is called as pages are read.
export function follow(onProgress = () => {}) {
  const words = document.querySelector("[data-progress-words]");
  const bar = document.querySelector(".standing progress");
  const source = new EventSource(`/v1${base}/events`);
  source.addEventListener("progress", (event) => {
    const { state, pages, pages_done: done } = JSON.parse(event.data);
    if (words) words.textContent = pages ? `${texts.states[state]} ${done} / ${pages} 页` : texts.states[state];
    if (bar && pages) Object.assign(bar, { max: pages, value: done });
    if (pages) onProgress();
  });
  for (const end of ["done", "failed"]) {
    source.addEventListener(end, () => {
      source.close();
      anew();
    });
  }
  source.onerror = () => {
    if (source.readyState !== EventSource.CLOSED) return; // it tries again by itself
    setTimeout(() => ended(onProgress), AGAIN);
  };
}

// The page as it is now, unless somebody is writing on this one: then they say when.
function anew() {
  if (!isWriting()) {
    location.reload();
    return;
  }
  const words = document.querySelector("[data-progress-words]");
  words?.replaceChildren("核验已经结束，写好的内容保存后请重新载入。", make("button", { type: "button", class: "small", onclick: () => location.reload() }, "重新载入"));
}

async function ended(onProgress) {
  const { state } = await call("GET", base);
  if (state === "queued" || state === "running") follow(onProgress);
  else anew();
}

// Hand the dossier in again, so that what was changed is checked at once. Its pages are others as soon as a worker has
// opened the files: a page of ours that was made before that would ask for pictures that are no longer there.
export async function verifyAgain() {
  await call("POST", `${base}/submit`);
  for (let look = 0; look < LOOKS && (await call("GET", base)).state === "queued"; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN));
  }
  location.reload();
}
