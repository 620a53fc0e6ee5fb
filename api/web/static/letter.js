// The letter: choose findings, count them, download the draft; a refusal is said on the page.
import { Refusal, send } from "./api.js";
import { draftOf, saveDraft } from "./drafts.js";
import { notify } from "./elements.js";

const form = document.querySelector("form.letter");
const fault = form.querySelector(".fault[role=alert]");
const count = form.querySelector(".count b");
const boxes = [...form.querySelectorAll("input[name=rule]")];
const chosen = () => boxes.filter((box) => box.checked).map((box) => box.value);

const draft = `letter ${form.dataset.dossier} ${form.dataset.run}`; // another run has other findings

function tell() {
  count.textContent = String(chosen().length);
}

// What a person chose otherwise than is offered, with what was decided on the finding then.
function keep() {
  const otherwise = boxes.filter((box) => box.checked !== box.defaultChecked);
  const rules = Object.fromEntries(otherwise.map((box) => [box.value, box.dataset.decided]));
  const isAsOffered = !otherwise.length && !form.due.value;
  saveDraft(draft, isAsOffered ? "" : JSON.stringify({ rules, due: form.due.value }));
  tell();
}

// After the page was left, e.g. to look at a finding again; a choice that was made before a decision does not outlive it.
function putBack() {
  const kept = draftOf(draft);
  if (!kept) return;
  const { rules, due } = JSON.parse(kept);
  for (const box of boxes) box.checked = (rules[box.value] === box.dataset.decided) !== box.defaultChecked;
  form.due.value = due;
}

for (const group of form.querySelectorAll("fieldset")) {
  const mark = (checked) => {
    for (const box of group.querySelectorAll("input[name=rule]")) box.checked = checked;
    keep();
  };
  group.querySelector("[data-all]").addEventListener("click", () => mark(true));
  group.querySelector("[data-none]").addEventListener("click", () => mark(false));
}
form.addEventListener("change", keep);
putBack();
tell();

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button[type=submit]");
  fault.hidden = true;
  button.disabled = true;
  try {
    if (!chosen().length) throw new Refusal({ code: "none", detail: "请至少选定一项要告知的事项。" }, 0);
    await download();
    notify("通知书草稿已下载，请在Word中补齐文号和联系人。");
  } catch (refusal) {
    fault.textContent = refusal.message;
    fault.hidden = false;
  } finally {
    button.disabled = false;
  }
});

async function download() {
  const asked = new URLSearchParams(chosen().map((rule) => ["rule", rule]));
  if (form.due.value) asked.set("due", form.due.value);
  const answer = await send("GET", `/dossiers/${form.dataset.dossier}/letter?${asked}`);
  const address = URL.createObjectURL(await answer.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = nameOf(answer);
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

function nameOf(answer) {
  const name = /filename\*=UTF-8''([^;]+)/.exec(answer.headers.get("Content-Disposition") ?? "");
  return name ? decodeURIComponent(name[1]) : "补正通知书.docx";
}
