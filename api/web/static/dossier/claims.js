// Taking up a dossier and letting it go, so that two people do not work on the same one.
import { call } from "../api.js";
import { confirmed, notify } from "../elements.js";
import { base } from "./data.js";

export function offerClaim() {
  const button = document.querySelector("[data-claim]");
  button?.addEventListener("click", async () => {
    if ("ofAnother" in button.dataset && !(await confirmed("这份材料由他人认领。确定代为释放？"))) return;
    button.disabled = true;
    try {
      await call(button.dataset.claim, `${base}/claim`);
      location.reload();
    } catch (refusal) {
      notify(refusal.message, "fault");
      button.disabled = false;
    }
  });
}
