// The narrow list of all pages: small pictures with number, kind and what was found on them.
import { make } from "../elements.js";
import { pages, pictureAddress } from "./data.js";
import { VirtualList } from "./virtual_list.js";

const WIDTH = 200; // of the pictures, in pixels
const HEIGHT = 168; // of a cell

export class Thumbnails extends EventTarget {
  constructor(place) {
    super();
    this.place = place;
    this.current = 1;
    this.list = new VirtualList(place, {
      count: pages.length,
      height: () => HEIGHT,
      make: (index) => this.cell(pages[index]),
      fill: (cell, index) => fill(cell, pages[index]),
    });
    place.addEventListener("keydown", (event) => this.onKey(event));
  }

  cell(page) {
    const words = [`第${page.number}页`, page.kindName, page.findings ? `${page.findings}个问题` : ""].filter(Boolean).join("，");
    const marks = page.findings ? make("span", { class: `count ${page.outcome}`, title: `${page.findings}个问题` }, String(page.findings)) : null;
    return make(
      "button",
      {
        type: "button",
        class: "thumbnail",
        tabindex: "-1",
        "aria-label": words,
        "aria-current": page.number === this.current ? "page" : null,
        title: `${page.file} 第${page.filePage}页`,
        dataset: { number: page.number },
        onclick: () => this.dispatchEvent(new CustomEvent("chosen", { detail: page.number })),
      },
      make("span", { class: "picture" }),
      make("span", { class: "number" }, String(page.number), marks),
      make("span", { class: "kind" }, page.kindName || "—"),
    );
  }

  redraw(number) {
    this.list.filled.delete(number - 1);
    this.list.update();
  }

  show(number) {
    if (number === this.current) return;
    this.current = number;
    for (const [index, cell] of this.list.items) {
      if (index === number - 1) cell.setAttribute("aria-current", "page");
      else cell.removeAttribute("aria-current");
    }
    const top = this.list.tops[number - 1];
    const { scrollTop, clientHeight } = this.place;
    if (top < scrollTop || top + HEIGHT > scrollTop + clientHeight) this.list.scrollTo(number - 1, { offset: -clientHeight / 3 });
  }

  onKey(event) {
    const step = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const number = Math.min(Math.max(this.current + step, 1), pages.length);
    this.dispatchEvent(new CustomEvent("chosen", { detail: number }));
  }
}

function fill(cell, page) {
  const place = cell.querySelector(".picture");
  if (!page.hasPicture) {
    place.textContent = page.state === "read" ? "文字" : page.state === "pending" ? "待识读" : "未能识读";
    return;
  }
  place.replaceChildren(make("img", { src: pictureAddress(page.number, WIDTH), alt: "", decoding: "async" }));
}
