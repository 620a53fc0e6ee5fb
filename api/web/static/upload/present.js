// `/dossiers/{id}/files`: files are added, replaced and taken out; then the dossier is handed in again.
import { call } from "../api.js";
import { confirmed } from "../elements.js";
import { groupsOfChoice, groupsOfDrop } from "./groups.js";
import { formOf, newKey, upload } from "./sending.js";

const dossier = document.querySelector("[data-dossier]").dataset.dossier;
const zone = document.querySelector(".drop");
const fault = document.querySelector(".fault");
const bar = document.querySelector("progress.sending");
const replacement = document.querySelector("#replacement");
const buttons = [...document.querySelectorAll("main button:enabled")];
let replaced = null;
let isChanging = false;

zone.addEventListener("drop", async (event) => {
  event.preventDefault();
  zone.classList.remove("over");
  add(await groupsOfDrop(event.dataTransfer));
});
zone.addEventListener("dragover", () => zone.classList.add("over"));
zone.addEventListener("dragleave", () => zone.classList.remove("over"));
for (const kind of ["dragover", "drop"]) document.addEventListener(kind, (event) => event.preventDefault());
const files = document.querySelector("#files");
document.querySelector("[data-opens]").addEventListener("click", () => files.click());
files.addEventListener("change", () => add(groupsOfChoice(files.files)));

for (const row of document.querySelectorAll("[data-file]")) {
  const name = row.querySelector("th").textContent;
  row.querySelector("[data-replace]").addEventListener("click", () => {
    replaced = row.dataset.file;
    replacement.click();
  });
  row.querySelector("[data-delete]").addEventListener("click", async () => {
    if (!(await confirmed(`从这份材料中删除“${name}”？`, "删除"))) return;
    await changing(() => call("DELETE", `/dossiers/${dossier}/files/${row.dataset.file}`));
  });
}
replacement.addEventListener("change", () => {
  const [file] = replacement.files;
  const path = `/dossiers/${dossier}/files/${replaced}`;
  changing(() => sent("PUT", path, [{ path: file.name, file }]));
});
document.querySelector("[data-resubmit]").addEventListener("click", () =>
  changing(() => call("POST", `/dossiers/${dossier}/submit`), () => location.assign(`/dossiers/${dossier}`)),
);

function add(groups) {
  const chosen = groups.flatMap((group) =>
    group.files.map((one) => ({ ...one, path: groups.length > 1 && group.files.length > 1 ? `${group.name}/${one.path}` : one.path })),
  );
  if (chosen.length > 0) changing(() => sent("POST", `/dossiers/${dossier}/files`, chosen, newKey()));
}

function sent(method, path, chosen, key) {
  bar.hidden = false;
  return upload(method, path, formOf(chosen), { key, onprogress: (share) => (bar.value = share) });
}

// One change at a time: what is handed in while a file is on its way would be handed in without it.
async function changing(change, then = () => location.reload()) {
  if (isChanging) {
    say("上一项改动还没有完成，请待其完成后再添加。");
    return;
  }
  busy(true);
  fault.hidden = true;
  try {
    await change();
    isChanging = false; // the page may be left
    then();
  } catch (refusal) {
    bar.hidden = true;
    say([refusal.message, ...(refusal.errors ?? []).map((one) => `${one.file ?? ""} ${one.message}`)].join(" "));
    busy(false);
  }
}

function busy(isBusy) {
  isChanging = isBusy;
  for (const button of buttons) button.disabled = isBusy;
}

function say(words) {
  fault.textContent = words;
  fault.hidden = false;
}

window.addEventListener("beforeunload", (event) => {
  if (isChanging) event.preventDefault();
});
