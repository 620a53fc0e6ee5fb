// What a reviewer says of the chosen finding. A value that is put right has the checks that depend on it run again.
import { call, send } from "../api.js";
import { draftOf, saveDraft } from "../drafts.js";
import { confirmed, make, notify } from "../elements.js";
import { base, dossierId, words } from "./data.js";
import { byline } from "./people.js";
import { verifyAgain } from "./progress.js";
import { shownValue, stored } from "./values.js";

const AS_IS = ""; // of the choice of what to put right: nothing, it is only noted

export class Decisions {
  constructor(place, findings, stage) {
    Object.assign(this, { place, findings, stage });
    this.form = place.querySelector("form.decision");
    this.reason = place.querySelector("[data-reason]");
    this.correction = place.querySelector(".correction");
    this.paths = place.querySelector("[data-path]");
    this.value = place.querySelector("[data-value]");
    this.page = place.querySelector("[data-place-page]");
    this.fault = place.querySelector("[role=alert]");
    this.choices = [...place.querySelectorAll("[data-verdict]")];
    this.form.addEventListener("submit", (event) => this.save(event));
    this.form.querySelector("[data-cancel]").addEventListener("click", () => this.close());
    this.form.addEventListener("keydown", (event) => this.onKey(event));
    this.paths.addEventListener("change", () => this.onPath());
    this.reason.addEventListener("input", () => saveDraft(this.draft, this.reason.value));
    this.value.addEventListener("input", () => this.preview());
    this.page.addEventListener("change", () => this.onPage());
    for (const offered of place.querySelectorAll("[data-for]")) {
      offered.addEventListener("click", () => {
        this.reason.value = offered.textContent;
        saveDraft(this.draft, this.reason.value);
        this.reason.focus();
      });
    }
    place.querySelector("[data-place]").addEventListener("click", () => this.askForPlace());
  }

  // What was typed of a finding and not sent yet is kept under this name.
  get draft() {
    return `reason ${dossierId} ${this.findings.rule}`;
  }

  // A finding was chosen.
  show(finding) {
    this.close();
    for (const choice of this.choices) choice.disabled = false;
    this.place.querySelector("[data-about]").textContent = finding.querySelector(".title").textContent;
    this.showHistory(finding);
  }

  start(verdict) {
    const finding = this.findings.chosen;
    if (!finding) {
      this.findings.nextOpen();
      return;
    }
    this.verdict = verdict;
    this.path = null;
    this.offer(verdict === "corrected" ? readingsOf(finding) : []);
    this.open(verdict);
    if (verdict === "corrected" && this.paths.options.length > 1) this.paths.focus();
    else this.reason.focus();
  }

  // Put right a value that is named elsewhere on the page, whether a finding shows it or not.
  startOn(reading) {
    this.verdict = null;
    this.offer([reading], { only: true });
    this.open("corrected");
    this.value.focus();
  }

  offer(readings, { only = false } = {}) {
    this.paths.replaceChildren();
    if (!only) this.paths.append(make("option", { value: AS_IS }, "不改内容，只记为已更正"));
    for (const { path, name, shown, ...about } of readings) {
      // of what is partly hidden nobody can say what it should be
      const hidden = "masked" in about;
      const text = `${name}：${shown || "没有读出可用的值"}${hidden ? "（先显示号码再更正）" : ""}`;
      this.paths.append(make("option", { value: path, dataset: about, disabled: hidden }, text));
    }
    this.correction.hidden = !(only || readings.length);
    this.onPath();
  }

  onPath() {
    const chosen = this.paths.selectedOptions[0];
    this.path = chosen?.value || null;
    this.value.disabled = !this.path;
    this.value.required = Boolean(this.path);
    this.value.value = this.path ? chosen.dataset.plain : "";
    this.type = chosen?.dataset.type;
    this.place.querySelector("[data-place]").disabled = !this.path;
    this.needsPlace = chosen !== undefined && "needsPlace" in chosen.dataset;
    this.page.closest("label").hidden = !this.needsPlace;
    this.page.required = this.needsPlace;
    this.page.value = "";
    this.setBox(null);
    this.place.querySelector("[data-hint]").textContent = this.path ? `${words.forms[this.type]}保存后立即重新核验有关项目。` : "";
    this.preview();
    this.place.querySelector("[data-save]").textContent = this.path ? "保存并重新核验" : "保存";
  }

  // What will be kept: a unit that was misunderstood is seen before it is saved.
  preview() {
    const text = this.value.value.trim();
    this.place.querySelector("[data-preview]").textContent = this.path && text ? `将记为：${shownValue(stored(text, this.type), this.type)}` : "";
  }

  async askForPlace() {
    this.tellPlace("请在左侧页面上按住鼠标框出，按Esc取消");
    this.setBox((await this.stage.askForBox()) ?? this.box);
    this.value.focus();
  }

  // Where it stands: a box, or where nothing was read at least the page, which may be typed.
  setBox(box) {
    this.box = box;
    if (box) this.page.value = box.page;
    this.tellPlace(box ? `第${box.page}页，已框出` : this.needsPlace ? "请填写页码，或框出它的位置" : "不框则沿用原来的位置");
  }

  // A page was typed: it is shown, and a box on another one is none of its.
  onPage() {
    if (!this.page.value || !this.page.checkValidity()) return;
    const number = Number(this.page.value);
    this.stage.show(number);
    if (this.box && this.box.page !== number) this.setBox(null);
  }

  tellPlace(text) {
    this.place.querySelector("[data-place-words]").textContent = text;
  }

  open(verdict) {
    for (const choice of this.choices) choice.setAttribute("aria-pressed", choice.dataset.verdict === verdict);
    for (const offered of this.place.querySelectorAll("[data-for]")) offered.hidden = offered.dataset.for !== verdict;
    if (verdict !== "corrected") {
      this.correction.hidden = true;
      this.path = null;
      this.value.required = false;
      this.place.querySelector("[data-save]").textContent = "保存";
    }
    this.reason.value = draftOf(this.draft);
    this.fault.hidden = true;
    this.form.hidden = false;
  }

  close() {
    this.form.hidden = true;
    this.stage.cancelBox?.();
    for (const choice of this.choices) choice.removeAttribute("aria-pressed");
  }

  onKey(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      this.close();
      this.findings.chosen?.querySelector(".head").focus();
    }
    const isSaving = event.key === "Enter" && !event.shiftKey && !event.isComposing;
    if (isSaving && [this.reason, this.value, this.page].includes(event.target)) {
      event.preventDefault();
      this.form.requestSubmit();
    }
  }

  async save(event) {
    event.preventDefault();
    const button = this.form.querySelector("[data-save]");
    if (button.disabled) return;
    button.disabled = true;
    this.fault.hidden = true;
    try {
      if (this.path) await this.correct();
      else await this.decide();
    } catch (refusal) {
      this.fault.replaceChildren(refusal.message, refusal.status === 412 ? reloading() : "");
      this.fault.hidden = false;
    } finally {
      button.disabled = false;
    }
  }

  async decide() {
    const { draft } = this;
    const finding = this.findings.chosen;
    const { rule } = finding.dataset;
    const body = { verdict: this.verdict, reason: this.reason.value.trim() };
    const headers = { "If-Match": finding.dataset.seen };
    const answer = await send("PUT", `${base}/checks/${encodeURIComponent(rule)}/decision`, { body, headers });
    finding.dataset.seen = answer.headers.get("ETag");
    const { decision } = await answer.json();
    this.findings.decided(finding, decision.verdict, words.verdicts[decision.verdict].said);
    saveDraft(draft, "");
    this.close();
    this.showHistory(finding);
    this.tellHolder();
    if (!this.findings.nextOpen()) {
      finding.querySelector(".head").focus();
      notify("这份材料的问题都已处理。");
    }
  }

  async correct() {
    const place = this.box ?? (this.needsPlace ? { page: Number(this.page.value) } : {});
    const seen = JSON.parse(this.paths.selectedOptions[0].dataset.seen);
    const body = { seen, value: stored(this.value.value.trim(), this.type), reason: this.reason.value.trim(), ...place };
    const { draft } = this;
    await call("PUT", `${base}/corrections/${encodeURIComponent(this.path)}`, { body });
    saveDraft(draft, "");
    await verifyAgain();
  }

  // A text that was read again: into what is being put right, with its place. Says whether there is such a thing.
  use(text, box) {
    if (this.form.hidden || !this.path) return false;
    this.value.value = text;
    this.setBox(box);
    this.preview();
    this.value.focus();
    return true;
  }

  async withdraw(path) {
    if (!(await confirmed("撤回这项更正，恢复为识读的内容，并重新核验有关项目？", "撤回并重新核验"))) return;
    try {
      await call("DELETE", `${base}/corrections/${encodeURIComponent(path)}`);
      await verifyAgain();
    } catch (refusal) {
      notify(refusal.message, "fault");
    }
  }

  // A first decision takes up the dossier.
  tellHolder() {
    const holder = document.querySelector("[data-holder]");
    if (holder.dataset.holder) return;
    holder.dataset.holder = "me";
    holder.textContent = "由您审核";
    const button = document.querySelector("[data-claim]");
    button.dataset.claim = "DELETE";
    button.textContent = "释放";
  }

  async showHistory(finding) {
    const place = finding.querySelector("[data-decisions]");
    try {
      const { items } = await call("GET", `${base}/checks/${encodeURIComponent(finding.dataset.rule)}/decisions`);
      place.hidden = !items.length;
      place.querySelector("ol").replaceChildren(...items.map(said));
    } catch (refusal) {
      notify(refusal.message, "fault");
    }
  }
}

function said(decision) {
  const outdated = decision.superseded_at ? "（已由后来的决定代替）" : decision.holds ? "" : "（依据的内容已有变化）";
  return make("li", {}, make("b", {}, words.verdicts[decision.verdict].said), outdated, "：", make("bdi", {}, decision.reason), " ", byline(decision.decided_by, decision.decided_at));
}

// What was typed stays until the person asks for the page anew.
function reloading() {
  return make("button", { type: "button", class: "small", onclick: () => location.reload() }, "重新载入");
}

function readingsOf(finding) {
  return [...finding.querySelectorAll(".readings [data-path]")].map((item) => ({ ...item.dataset }));
}
