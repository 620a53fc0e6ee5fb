// A long list of which only what is in view exists. Items stand below each other at places that are known beforehand.

const SETTLES = 90; // milliseconds without scrolling after which what is in view is filled

export class VirtualList {
  // `height(index)` in pixels; `make(index)` gives an item's element, `fill(element, index)` is called once it has stayed
  // in view for a moment, so that pages that fly past are not fetched; `drop(element)` when it leaves.
  constructor(scroller, { count, height, make, fill, drop = () => {}, gap = 0, margin = 0.5 }) {
    Object.assign(this, { scroller, count, height, make, fill, drop, gap, margin });
    this.items = new Map();
    this.filled = new Set();
    this.sheet = document.createElement("div");
    this.sheet.className = "virtual";
    scroller.append(this.sheet);
    this.layOut();
    scroller.addEventListener("scroll", () => this.update(), { passive: true });
    new ResizeObserver(() => this.onResize?.() ?? this.update()).observe(scroller);
  }

  // Measure anew, where heights have changed.
  layOut() {
    this.tops = new Array(this.count + 1);
    let top = this.gap;
    for (let index = 0; index < this.count; index += 1) {
      this.tops[index] = top;
      top += this.height(index) + this.gap;
    }
    this.tops[this.count] = top;
    this.sheet.style.height = `${top}px`;
    for (const [index, element] of this.items) this.place(element, index);
    this.update();
  }

  place(element, index) {
    element.style.top = `${this.tops[index]}px`;
    element.style.height = `${this.height(index)}px`;
  }

  // The item at a height of the list.
  indexAt(y) {
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.tops[middle] <= y) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  update() {
    if (!this.count) return;
    const { scrollTop, clientHeight } = this.scroller;
    if (!clientHeight) return;
    const first = this.indexAt(scrollTop - clientHeight * this.margin);
    const last = this.indexAt(scrollTop + clientHeight * (1 + this.margin));
    for (const [index, element] of this.items) {
      if (index < first || index > last) this.remove(index, element);
    }
    for (let index = first; index <= last; index += 1) {
      if (this.items.has(index)) continue;
      const element = this.make(index);
      element.classList.add("item");
      this.place(element, index);
      this.items.set(index, element);
      this.sheet.append(element);
    }
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.fillAll(), SETTLES);
  }

  fillAll() {
    for (const [index, element] of this.items) {
      if (this.filled.has(index)) continue;
      this.filled.add(index);
      this.fill(element, index);
    }
  }

  remove(index, element) {
    this.drop(element);
    element.remove();
    this.items.delete(index);
    this.filled.delete(index);
  }

  // Make all that is there anew.
  refresh() {
    for (const [index, element] of this.items) this.remove(index, element);
    this.update();
  }

  scrollTo(index, { offset = 0, behavior = "auto" } = {}) {
    this.scroller.scrollTo({ top: this.tops[index] + offset, behavior });
  }
}
