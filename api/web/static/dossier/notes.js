// Notes to colleagues, and the history of who did what.
import { call } from "../api.js";
import { keepDraft } from "../drafts.js";
import { make, notify } from "../elements.js";
import { base, dossierId } from "./data.js";
import { byline } from "./people.js";

// Fills a panel's list page by page; `shown(entry)` gives an entry's element.
export class Entries {
  constructor(panel, path, shown) {
    Object.assign(this, { panel, path, shown });
    this.list = panel.querySelector("[data-entries]");
    this.more = panel.querySelector("[data-more]");
    this.more.addEventListener("click", () => this.load());
  }

  async start() {
    this.cursor = null;
    this.list.replaceChildren();
    await this.load();
    if (!this.list.children.length) this.list.append(make("li", { class: "none" }, "还没有内容。"));
  }

  async load() {
    const place = this.cursor ? `?cursor=${encodeURIComponent(this.cursor)}` : "";
    try {
      const { items, next_cursor: next } = await call("GET", `${base}/${this.path}${place}`);
      this.list.append(...items.map(this.shown));
      this.cursor = next;
      this.more.hidden = !next;
    } catch (refusal) {
      notify(refusal.message, "fault");
    }
  }
}

export class Notes {
  constructor(panel, findings) {
    Object.assign(this, { panel, findings });
    this.form = panel.querySelector("form.note");
    this.button = this.form.querySelector("[type=submit]");
    this.text = panel.querySelector("textarea");
    this.draft = keepDraft(this.text, `note ${dossierId}`);
    this.about = panel.querySelector("[data-note-about]");
    this.entries = new Entries(panel, "notes", (note) => this.shown(note));
    this.form.addEventListener("submit", (event) => this.save(event));
    this.text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.form.requestSubmit();
      }
    });
  }

  start() {
    const finding = this.findings.chosen;
    this.about.textContent = finding ? `关于：${title(finding)}` : "";
    return this.entries.start();
  }

  shown(note) {
    const finding = note.rule ? this.findings.of(note.rule) : null;
    const about = finding ? make("a", { href: `#${note.rule}`, dataset: { rule: note.rule } }, title(finding)) : null;
    return make("li", {}, byline(note.by, note.at), about ? " " : null, about, make("p", { class: "text" }, make("bdi", {}, note.text)));
  }

  async save(event) {
    event.preventDefault();
    const body = { text: this.text.value.trim() };
    if (!body.text || this.button.disabled) return;
    this.button.disabled = true;
    if (this.findings.rule) body.rule = this.findings.rule;
    try {
      await call("POST", `${base}/notes`, { body });
      this.text.value = "";
      this.draft.forget();
      await this.start();
    } catch (refusal) {
      notify(refusal.message, "fault");
    } finally {
      this.button.disabled = false;
    }
  }
}

function title(finding) {
  return finding.querySelector(".title").textContent;
}
