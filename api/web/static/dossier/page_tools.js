// What can be done to the page in view: turn it for good, say what it is, read a part of it again.
import { call } from "../api.js";
import { confirmed, make, notify } from "../elements.js";
import { base, pages } from "./data.js";
import { verifyAgain } from "./progress.js";

const LOOK_AGAIN = 700; // milliseconds

export class PageTools {
  constructor(viewer, stage) {
    Object.assign(this, { viewer, stage });
    this.kind = viewer.querySelector("[data-kind]");
    this.keep = viewer.querySelector("[data-keep-turn]");
    this.result = viewer.querySelector(".reread");
    this.sayIt = viewer.querySelector("[data-say-kind]");
    this.kind?.addEventListener("change", () => this.offerKind());
    this.sayIt?.addEventListener("click", () => this.sayKind());
    this.keep?.addEventListener("click", () => this.keepTurn());
    viewer.querySelector("[data-reread]")?.addEventListener("click", () => this.readAgain());
    stage.addEventListener("arrived", () => this.show());
    stage.addEventListener("turned", () => this.show());
    stage.addEventListener("zoomed", (event) => {
      viewer.querySelector("[data-zoom]").textContent = `${Math.round(event.detail * 100)}%`;
    });
    this.show();
  }

  show() {
    const page = pages[this.stage.number - 1];
    if (!page) return;
    this.viewer.querySelector("[data-page-number]").textContent = `第${page.number} / ${pages.length}页`;
    this.viewer.querySelector("[data-page-file]").textContent = `${page.file} 第${page.filePage}页`;
    if (!this.kind) return;
    this.kind.value = page.saidKind ?? page.kind;
    this.offerKind();
    this.keep.hidden = this.stage.turnOf(page.number) === 0;
  }

  // A kind that is chosen is only said once the person asks for it: arrow keys choose, too.
  offerKind() {
    const page = pages[this.stage.number - 1];
    this.sayIt.hidden = this.kind.value === (page.saidKind ?? page.kind);
  }

  async sayKind() {
    const page = pages[this.stage.number - 1];
    const kind = this.kind.value; // before the question: the page in view may be another one after it
    const title = this.kind.selectedOptions[0].textContent;
    if (!(await confirmed(`把第${page.number}页改为“${title}”，并重新核验有关项目？`, "更改并重新核验"))) {
      this.show();
      return;
    }
    await this.change(page, { kind });
  }

  async keepTurn() {
    const page = pages[this.stage.number - 1];
    await this.change(page, { quarter_turns: (page.turns + this.stage.turnOf(page.number)) % 4 });
  }

  async change(page, body) {
    try {
      await call("PUT", `${base}/pages/${page.number}/override`, { body: { ...body, seen: { sha256: page.sha256, file_page: page.filePage } } });
      await verifyAgain();
    } catch (refusal) {
      notify(refusal.message, "fault");
      this.show();
    }
  }

  async readAgain() {
    this.say("请在页面上按住鼠标，框出要重新识读的地方；按Esc取消。");
    const box = await this.stage.askForBox();
    if (!box) {
      this.result.hidden = true;
      return;
    }
    this.say("正在重新识读……");
    try {
      let reread = await call("POST", `${base}/pages/${box.page}/rereads`, { body: { polygon: box.polygon } });
      while (reread.state === "pending") {
        await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN));
        reread = { ...reread, ...(await call("GET", `${base}/rereads/${reread.id}`)) };
      }
      this.tell(reread, box);
    } catch (refusal) {
      this.say(refusal.message);
    }
  }

  tell({ state, lines = [], reason }, box) {
    if (state === "failed") this.say(reason ?? "没有读成，请框大一些再试，或直接更正内容。");
    else if (!lines.length) this.say("框内没有读到文字。");
    else {
      const read = lines.map((line) =>
        make("li", {}, make("bdi", {}, line.text), make("span", { class: "soft small" }, ` 把握 ${Math.floor(line.confidence * 100)}% `), this.offering(line.text, box)),
      );
      this.result.replaceChildren(make("b", {}, "重新识读的结果"), make("ul", {}, ...read), this.closing());
      this.result.hidden = false;
    }
  }

  // A button that puts a text into what is being put right.
  offering(text, box) {
    const offer = () => this.offerReading(text, box) || notify("请先选择要更正的内容，再填入。");
    return make("button", { type: "button", class: "quiet small", onclick: offer }, "填入更正");
  }

  offerReading() {
    return false;
  }

  say(words) {
    this.result.replaceChildren(make("span", {}, words), this.closing());
    this.result.hidden = false;
  }

  closing() {
    const close = () => {
      this.stage.cancelBox?.();
      this.result.hidden = true;
    };
    return make("button", { type: "button", class: "quiet", "aria-label": "关闭", onclick: close }, "×");
  }
}
