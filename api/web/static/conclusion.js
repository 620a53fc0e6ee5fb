// The conclusion: sign with one's own password, wait for the sealed report, lift the seal.
import { call } from "./api.js";
import { keepDraft } from "./drafts.js";
import { confirmed, make } from "./elements.js";

const stack = document.querySelector(".stack");
const path = `/dossiers/${stack.dataset.dossier}/conclusion`;
const INTERVAL = 1500;
const opinion = keepDraft(stack.querySelector("#opinion"), `opinion ${stack.dataset.dossier}`);
const reason = keepDraft(stack.querySelector("#reason"), `lift ${stack.dataset.dossier}`);

function onSubmit(form, act) {
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button[type=submit]");
    const fault = form.querySelector(".fault[role=alert]");
    fault.hidden = true;
    button.disabled = true;
    try {
      if (await act(form)) location.reload();
    } catch (refusal) {
      fault.replaceChildren(refusal.message, refusal.status === 412 ? reloading() : "");
      fault.hidden = false;
    } finally {
      button.disabled = false;
    }
  });
}

onSubmit(stack.querySelector("form.sign"), async (form) => {
  const { run, decisions } = form.dataset; // what this page showed
  const body = { verdict: form.verdict.value, opinion: form.opinion.value.trim(), password: form.password.value, run: Number(run), decisions };
  form.password.value = "";
  await call("PUT", path, { body });
  opinion.forget();
  return true;
});

onSubmit(stack.querySelector("form.lift"), async (form) => {
  if (!(await confirmed("撤销已签署的结论？", "撤销"))) return false;
  await call("POST", `${path}/lift`, { body: { reason: form.reason.value.trim() } });
  reason.forget();
  return true;
});

// What was typed stays until the person asks for the page anew, and is there again then.
function reloading() {
  return make("button", { type: "button", class: "small", onclick: () => location.reload() }, "重新载入");
}

async function look() {
  try {
    const { state } = await call("GET", path);
    if (state !== "sealing") {
      location.reload();
      return;
    }
  } catch {
    // the service is away for a moment: ask again
  }
  setTimeout(look, INTERVAL);
}

if (stack.dataset.sealing !== undefined) setTimeout(look, INTERVAL);
