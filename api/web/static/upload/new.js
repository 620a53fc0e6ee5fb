// `/dossiers/new`: several dossiers are collected as cards, then handed in one after the other.
import { call } from "../api.js";
import { make, notify } from "../elements.js";
import { declaredOf } from "./declared.js";
import { groupsOfChoice, groupsOfDrop, groupsOfFolder } from "./groups.js";
import { formOf, newKey, upload } from "./sending.js";

const zone = document.querySelector(".drop");
const cards = document.querySelector(".cards");
const template = document.querySelector("template.card-form");
const submit = document.querySelector("[data-submit-all]");
const merge = document.querySelector("[data-merge]");
const limits = zone.dataset;
const megabyte = 1_000_000;
let known = []; // { element, group, key, state: "ready" | "sending" | "sent" }

zone.addEventListener("dragover", (event) => {
  event.preventDefault();
  zone.classList.add("over");
});
zone.addEventListener("dragleave", () => zone.classList.remove("over"));
zone.addEventListener("drop", async (event) => {
  event.preventDefault();
  zone.classList.remove("over");
  add(await groupsOfDrop(event.dataTransfer));
});
// a file dropped beside the zone would be opened in place of the page, and what was filled in be lost
for (const kind of ["dragover", "drop"]) document.addEventListener(kind, (event) => event.preventDefault());
choosing("#files", groupsOfChoice);
choosing("#folder", groupsOfFolder);
submit.addEventListener("click", handInAll);
merge.addEventListener("click", () => {
  const ready = known.filter((card) => card.state === "ready");
  const files = ready.flatMap(({ group }) => group.files.map((one) => ({ ...one, path: pathWithin(group, one) })));
  for (const card of ready) remove(card);
  add([{ name: ready[0].group.name, files }]);
});
window.addEventListener("beforeunload", (event) => {
  if (known.some((card) => card.state === "sending")) event.preventDefault();
});

function choosing(selector, groups) {
  const input = document.querySelector(selector);
  document.querySelector(`[data-opens="${selector}"]`).addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    add(groups(input.files));
    input.value = "";
  });
}

function pathWithin(group, { path }) {
  return group.files.length === 1 ? path : `${group.name}/${path}`;
}

function add(groups) {
  if (groups.length === 0) notify("没有找到可以上传的文件。", "fault");
  for (const group of groups) {
    const element = template.content.cloneNode(true).firstElementChild;
    const card = { element, group, key: newKey(), state: "ready" };
    label(element, known.length + 1);
    element.querySelector("h2").textContent = group.name;
    element.querySelector(".files").replaceChildren(...group.files.map(shownFile));
    element.querySelector(".amount").textContent = `${group.files.length}个文件，${shownSize(sizeOf(group))}`;
    element.querySelector("[data-remove]").addEventListener("click", () => remove(card));
    cards.append(element);
    known.push(card);
    const fault = tooMuch(group);
    if (fault) say(card, fault);
  }
  show();
}

// Every control of a card gets an id of its own, which its label names.
function label(element, number) {
  for (const control of element.querySelectorAll("[id]")) control.id = `${control.id}-${number}`;
  for (const told of element.querySelectorAll("label[for]")) told.htmlFor = `${told.htmlFor}-${number}`;
}

function shownFile({ path, file }) {
  return make("li", {}, make("bdi", {}, path), " ", make("small", { class: "soft" }, shownSize(file.size)));
}

function remove(card) {
  card.element.remove();
  known = known.filter((other) => other !== card);
  show();
}

function show() {
  const ready = known.filter((card) => card.state === "ready").length;
  submit.disabled = ready === 0;
  submit.textContent = ready > 1 ? `提交${ready}份材料` : "提交";
  merge.hidden = ready < 2;
  document.querySelector(".empty").hidden = known.length > 0;
}

function tooMuch(group) {
  if (group.files.length > Number(limits.files)) return `一份材料最多${limits.files}个文件，请打包为ZIP后上传。`;
  const large = group.files.find(({ file }) => file.size > Number(limits.fileMegabytes) * megabyte);
  if (large) return `“${large.path}”超过${limits.fileMegabytes}MB，请压缩或拆分。`;
  if (sizeOf(group) > Number(limits.megabytes) * megabyte) return `一次最多上传${limits.megabytes}MB，请拆分后补充上传。`;
  const empty = group.files.find(({ file }) => file.size === 0);
  return empty ? `“${empty.path}”是空文件。` : "";
}

async function handInAll() {
  submit.disabled = true;
  for (const card of known.filter((one) => one.state === "ready")) await handIn(card);
  show();
}

async function handIn(card) {
  const fault = tooMuch(card.group);
  let form;
  try {
    if (fault) throw new Error(fault);
    form = filled(card);
  } catch (error) {
    say(card, error.message);
    return;
  }
  card.state = "sending";
  card.element.querySelector("[data-remove]").hidden = true; // what is on its way cannot be taken back here
  say(card, "");
  const bar = progressOf(card, "正在上传");
  try {
    const dossier = await upload("POST", "/dossiers", form, { key: card.key, onprogress: (share) => (bar.value = share) });
    card.state = "sent";
    handedIn(card, dossier);
  } catch (refusal) {
    card.state = "ready";
    card.element.querySelector("[data-remove]").hidden = false;
    if (refusal.status >= 400 && refusal.status < 500) card.key = newKey(); // what was refused is asked anew
    bar.closest(".progress").remove();
    say(card, refusal.message, refusal.errors ?? []);
  }
}

function filled(card) {
  const form = formOf(card.group.files);
  const value = (name) => card.element.querySelector(`[name="${name}"]`).value.trim();
  for (const name of ["reference", "submitted_on", "ruleset"]) if (value(name)) form.append(name, value(name));
  const declared = declaredOf(card.element.querySelector("fieldset.declared"));
  if (declared !== null) form.append("declared", JSON.stringify(declared));
  return form;
}

function handedIn(card, dossier) {
  const bar = card.element.querySelector("progress");
  card.element.querySelector(".more").remove();
  card.element.querySelector("[data-remove]").remove();
  const open = make("a", { class: "button", href: `/dossiers/${dossier.id}` }, "打开");
  card.element.querySelector(".card-head").append(open);
  follow(card, bar, dossier.id);
}

// How far the reading is, until the dossier has ended.
async function follow(card, bar, id) {
  const words = card.element.querySelector(".progress span");
  let wait = 1000;
  for (;;) {
    try {
      const dossier = await call("GET", `/dossiers/${id}`);
      wait = 1000;
      bar.max = dossier.pages || 1;
      bar.value = dossier.pages_done;
      words.textContent = wordsFor(dossier);
      if (dossier.state === "done" || dossier.state === "failed") {
        bar.hidden = true;
        if (dossier.state === "failed") say(card, dossier.reason ?? "未能核验。");
        return;
      }
    } catch (refusal) {
      if (refusal.status === 404 || refusal.status === 401) return say(card, refusal.message);
      wait = Math.min(2 * wait, 30_000);
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

function wordsFor(dossier) {
  if (dossier.state === "done") return "已核验";
  if (dossier.state === "failed") return "未能核验";
  if (dossier.state === "queued") return "已提交，排队等待核验";
  return dossier.pages ? `正在识读：${dossier.pages_done}/${dossier.pages}页` : "正在打开文件";
}

function progressOf(card, words) {
  const bar = make("progress", { max: 1, value: 0, "aria-label": "进度" });
  card.element.querySelector(".progress")?.remove();
  card.element.querySelector(".card-head").after(make("div", { class: "progress" }, make("span", {}, words), bar));
  return bar;
}

function say(card, fault, errors = []) {
  const place = card.element.querySelector(".fault");
  place.replaceChildren(fault, ...errors.map(shownError));
  place.hidden = !fault;
}

function shownError({ file, message }) {
  return make("div", { class: "small" }, file ? make("bdi", {}, `${file}：`) : null, message);
}

function sizeOf(group) {
  return group.files.reduce((sum, { file }) => sum + file.size, 0);
}

function shownSize(bytes) {
  return bytes >= megabyte ? `${(bytes / megabyte).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1000))} KB`;
}

show();
