// Numbers of people: their middle is hidden until a person says what they need them for, and again after a while.
import { call } from "../api.js";
import { notify } from "../elements.js";
import { base, masked } from "./data.js";
import { isWriting } from "./writing.js";

const LOOK_AGAIN = 5000; // milliseconds
const HIDDEN = /\d\*{3}/;

export function listenToNumbers() {
  for (const button of document.querySelectorAll("[data-unmask]")) {
    button.addEventListener("click", () => change("PUT", { body: { purpose: button.dataset.unmask } }));
  }
  const hide = document.querySelector("[data-mask]");
  hide?.addEventListener("click", () => change("DELETE"));
  if (hide) hideLater(new Date(hide.dataset.mask));
}

// Whether a text that the service gave has lost part of a number.
export function isHidden(text) {
  return masked && HIDDEN.test(text);
}

// What is partly hidden cannot be put right.
export function tellHidden() {
  notify("这项内容中有隐去的号码，请先选择“显示号码”，再作更正。", "fault");
}

async function change(method, request) {
  try {
    await call(method, `${base}/unmasking`, request);
    location.reload();
  } catch (refusal) {
    notify(refusal.message, "fault");
  }
}

// A page that is left open hides them when the time is over; what somebody is writing is not taken from them.
function hideLater(until) {
  const timer = setInterval(() => {
    if (Date.now() < until || isWriting()) return;
    clearInterval(timer);
    location.reload();
  }, LOOK_AGAIN);
}
