// Pages that are read while the first verification runs are shown as they come.
import { pages } from "./data.js";

const EVERY = 3000; // milliseconds
let isResting = false;
let isWanted = false; // asked for again meanwhile

// Asks the server for the pages as they are now; `onCome(number)` is told of each that has been read since.
export async function lookForPages(onCome) {
  isWanted = isResting;
  if (isResting) return;
  isResting = true;
  setTimeout(() => {
    isResting = false;
    if (isWanted) lookForPages(onCome);
  }, EVERY);
  try {
    const answer = await fetch(location.href);
    if (!answer.ok || answer.redirected) return; // to the log-in
    const given = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("dossier-data");
    const now = JSON.parse(given.textContent).pages;
    if (now.length !== pages.length) location.reload(); // the files have been opened
    else for (const page of now) come(page, onCome);
  } catch {
    isWanted = true; // the service is away for a moment
  }
}

function come(page, onCome) {
  const known = pages[page.number - 1];
  if (page.state === known.state) return;
  Object.assign(known, page);
  onCome(page.number);
}
