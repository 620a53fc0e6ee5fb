// Taking up a dossier and letting it go, so that two people do not work on the same one.
import { call } from "./api.js";
import { confirmed, notify } from "./elements.js";

// Does what the button says; gives false where the person thought better of it or the service refused.
export async function change(button, dossier) {
  if ("ofAnother" in button.dataset && !(await confirmed("这份材料由他人认领。确定代为释放？"))) return false;
  button.disabled = true;
  try {
    await call(button.dataset.claim, `/dossiers/${dossier}/claim`);
    return true;
  } catch (refusal) {
    notify(refusal.message, "fault");
    return false;
  } finally {
    button.disabled = false;
  }
}
