// The list of findings: one is chosen at a time, and filters hide those that are not asked for.

const REMEMBERED = ["open", "unsure"];

export class Findings extends EventTarget {
  constructor(panel) {
    super();
    this.panel = panel;
    this.all = [...panel.querySelectorAll("article.finding")];
    this.none = panel.querySelector("[data-none]");
    this.filters = Object.fromEntries(REMEMBERED.map((name) => [name, panel.querySelector(`[data-filter=${name}]`)]));
    for (const finding of this.all) finding.querySelector(".head").addEventListener("click", () => this.choose(finding));
    for (const [name, box] of Object.entries(this.filters)) {
      box.checked = sessionStorage.getItem(`only-${name}`) === "true";
      box.addEventListener("change", () => {
        sessionStorage.setItem(`only-${name}`, box.checked);
        this.filter();
      });
    }
    this.filter();
  }

  get rule() {
    return this.chosen?.dataset.rule ?? null;
  }

  get visible() {
    return this.all.filter((finding) => !finding.hidden);
  }

  of(rule) {
    return this.all.find((finding) => finding.dataset.rule === rule);
  }

  isOpen(finding) {
    return ["open", "reopened"].includes(finding.dataset.verdict);
  }

  // Hide what is not asked for; the chosen one stays until another one is chosen, so that nothing vanishes under the hand.
  filter() {
    for (const finding of this.all) {
      const fits = (!this.filters.open.checked || this.isOpen(finding)) && (!this.filters.unsure.checked || "unsure" in finding.dataset);
      finding.hidden = !fits && finding !== this.chosen;
    }
    this.none.hidden = this.visible.length > 0;
  }

  toggle(name) {
    this.filters[name].click();
  }

  choose(finding, { quiet = false } = {}) {
    if (!finding || finding === this.chosen) return;
    if (this.chosen) this.open(this.chosen, false);
    this.chosen = finding;
    this.open(finding, true);
    this.filter();
    finding.scrollIntoView({ block: "start" });
    if (!quiet) finding.querySelector(".head").focus({ preventScroll: true });
    history.replaceState(null, "", `#${encodeURIComponent(finding.dataset.rule)}`);
    this.dispatchEvent(new CustomEvent("chosen", { detail: finding }));
  }

  open(finding, isOpen) {
    finding.classList.toggle("chosen", isOpen);
    finding.querySelector(".head").setAttribute("aria-expanded", isOpen);
    finding.querySelector(".body").hidden = !isOpen;
  }

  step(by, { openOnly = false } = {}) {
    const candidates = this.visible.filter((finding) => finding === this.chosen || !openOnly || this.isOpen(finding));
    const at = candidates.indexOf(this.chosen);
    const next = at < 0 ? candidates[by > 0 ? 0 : candidates.length - 1] : candidates[at + by];
    if (next) this.choose(next);
    return Boolean(next);
  }

  // The next one that waits for a decision, from the chosen one on and then from the top.
  nextOpen() {
    if (this.step(1, { openOnly: true })) return true;
    const first = this.visible.find((finding) => this.isOpen(finding) && finding !== this.chosen);
    if (first) this.choose(first);
    return Boolean(first);
  }

  // A decision was made of a finding.
  decided(finding, verdict, word) {
    finding.dataset.verdict = verdict;
    finding.querySelector(".mark.verdict").textContent = word;
    const done = this.all.filter((each) => !this.isOpen(each)).length;
    this.panel.querySelector("[data-done]").textContent = `已处理 ${done} / ${this.all.length}`;
  }
}
