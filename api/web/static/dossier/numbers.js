// Numbers of people: their middle is hidden until a person says what they need them for, and again after a while.
import { call } from "../api.js";
import { confirmed, notify } from "../elements.js";
import { base } from "./data.js";
import { isWriting } from "./writing.js";

const LOOK_AGAIN = 5000; // milliseconds
const HIDDEN = /\*{3}/; // at least so many; digits of any width, spaces or hyphens stand around them

export function listenToNumbers() {
  for (const button of document.querySelectorAll("[data-unmask]")) {
    button.addEventListener("click", () => change("PUT", { body: { purpose: button.dataset.unmask } }));
  }
  const hide = document.querySelector("[data-mask]");
  hide?.addEventListener("click", () => change("DELETE"));
  if (hide) hideLater(Number(hide.dataset.mask));
}

// Whether a text that the service gave has lost part of a number; also on a page that showed them and was left open.
export function isHidden(text) {
  return HIDDEN.test(text);
}

// What is partly hidden cannot be put right.
export function tellHidden() {
  notify("这项内容中有隐去的号码，请先选择“显示号码”（显示已到期的，先重新载入页面），再作更正。", "fault");
}

async function change(method, request) {
  if (isWriting() && !(await confirmed("页面要重新载入：写好的理由和留言会保留，填写的更正内容需要重新填写。", "继续"))) return;
  try {
    await call(method, `${base}/unmasking`, request);
    location.reload();
  } catch (refusal) {
    notify(refusal.message, "fault");
  }
}

// A page that is left open hides them when the time is over; what somebody is writing is not taken from them.
// In how many seconds that is says the service: this machine's clock may be wrong.
function hideLater(seconds) {
  const until = Date.now() + seconds * 1000;
  const timer = setInterval(() => {
    if (Date.now() < until || isWriting()) return;
    clearInterval(timer);
    location.reload();
  }, LOOK_AGAIN);
}
