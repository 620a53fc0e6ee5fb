// The pages themselves, one below the other: zoom, pan, turn, boxes around places, and a box drawn by hand.
import { make } from "../elements.js";
import { pages } from "./data.js";
import { READING, box, content, svg } from "./page_content.js";
import { VirtualList } from "./virtual_list.js";

const A4 = Math.SQRT2; // height over width until a page is known
const PADDING = 12;
const STEPS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 2.5, 3, 4];
const SHARPER = 1.25; // from this many pixels of the screen a pixel of the picture the full one is fetched
const LEAST_BOX = 0.004; // of a page: less is a click

export class Stage extends EventTarget {
  constructor(place) {
    super();
    this.place = place;
    this.zoom = 1;
    this.current = 1;
    this.ratios = pages.map(() => A4);
    this.turns = new Map(); // of the view only, by page
    this.boxes = new Map(); // by page: [{polygon, side}]
    this.list = new VirtualList(place, {
      count: pages.length,
      gap: PADDING,
      margin: 0.25,
      height: (index) => this.height(index),
      make: (index) => this.frame(index),
      fill: (frame, index) => this.fill(frame, index),
    });
    this.list.onResize = () => this.onResize();
    place.addEventListener("scroll", () => this.onScroll(), { passive: true });
    place.addEventListener("wheel", (event) => this.onWheel(event), { passive: false });
    place.addEventListener("pointerdown", (event) => this.onPointer(event));
    this.measure();
  }

  get number() {
    return this.current;
  }

  // -- sizes

  measure() {
    this.width = Math.max(this.place.clientWidth - 2 * PADDING, 80);
    this.list.sheet.style.width = `${this.width * this.zoom + 2 * PADDING}px`;
    this.list.layOut();
  }

  height(index) {
    const turned = (this.turns.get(index + 1) ?? 0) % 2;
    return (this.width ?? 600) * this.zoom * (turned ? 1 / this.ratios[index] : this.ratios[index]);
  }

  onResize() {
    const { clientWidth } = this.place;
    if (clientWidth === this.seenWidth) {
      this.list.update();
      return;
    }
    this.seenWidth = clientWidth;
    this.keepingPlace(() => this.measure());
  }

  // Change sizes so that what is in the middle of the view stays there.
  keepingPlace(change, x = this.place.clientWidth / 2, y = this.place.clientHeight / 2) {
    const { scrollTop, scrollLeft } = this.place;
    const index = this.list.indexAt(scrollTop + y);
    const down = (scrollTop + y - this.list.tops[index]) / Math.max(this.height(index), 1);
    const across = (scrollLeft + x) / Math.max(this.list.sheet.offsetWidth, 1);
    change();
    this.place.scrollTop = this.list.tops[index] + down * this.height(index) - y;
    this.place.scrollLeft = across * this.list.sheet.offsetWidth - x;
  }

  setZoom(zoom, x, y) {
    this.zoom = Math.min(Math.max(zoom, STEPS[0]), STEPS.at(-1));
    this.keepingPlace(() => this.measure(), x, y);
    this.list.filled.clear(); // sharper pictures, where they are needed now
    this.list.update();
    this.dispatchEvent(new CustomEvent("zoomed", { detail: this.zoom }));
  }

  zoomBy(step) {
    const wanted = step > 0 ? STEPS.find((each) => each > this.zoom + 0.01) : STEPS.findLast((each) => each < this.zoom - 0.01);
    if (wanted) this.setZoom(wanted);
  }

  turn(number = this.current) {
    this.turns.set(number, ((this.turns.get(number) ?? 0) + 1) % 4);
    this.list.layOut();
    this.redraw(number);
    this.list.scrollTo(number - 1, { offset: -PADDING });
    this.dispatchEvent(new CustomEvent("turned", { detail: number }));
  }

  turnOf(number) {
    return this.turns.get(number) ?? 0;
  }

  // -- frames

  frame(index) {
    const page = pages[index];
    return make("div", { class: "frame", role: "img", "aria-label": `第${page.number}页 ${page.kindName}`, dataset: { number: page.number } });
  }

  async fill(frame, index) {
    const pixels = this.width * this.zoom * devicePixelRatio;
    const wanted = pixels > READING * SHARPER ? 0 : READING;
    if (frame.dataset.shown === String(wanted)) return;
    try {
      const found = await content(index + 1, wanted);
      if (!frame.isConnected) return;
      frame.dataset.shown = String(wanted);
      const ratio = found.height / found.width;
      if (Math.abs(ratio - this.ratios[index]) > 0.001) {
        this.ratios[index] = ratio;
        this.keepingPlace(() => this.list.layOut());
        if (this.shown?.number === index + 1) this.show(this.shown.number, this.shown.polygon); // where it is, now that it is known
      }
      this.draw(frame, index, found);
      performance.mark("page-pictured");
    } catch (fault) {
      frame.replaceChildren(make("p", { class: "no-picture" }, fault.message));
    }
  }

  draw(frame, index, found) {
    const turns = this.turnOf(index + 1);
    const upright = turns % 2 === 0;
    const [width, height] = upright ? [found.width, found.height] : [found.height, found.width];
    const picture = svg("svg", { viewBox: `0 0 ${width} ${height}` });
    const moves = ["", `translate(${width} 0) rotate(90)`, `translate(${width} ${height}) rotate(180)`, `translate(0 ${height}) rotate(270)`];
    const turned = svg("g", { transform: moves[turns] });
    turned.append(found.draw());
    for (const { polygon, side } of this.boxes.get(index + 1) ?? []) {
      if (polygon.length) turned.append(box(polygon, found, side));
    }
    picture.append(turned);
    frame.replaceChildren(picture);
  }

  redraw(number) {
    const frame = this.list.items.get(number - 1);
    if (!frame) return;
    delete frame.dataset.shown;
    this.list.filled.delete(number - 1);
    this.list.update();
  }

  // -- what is shown

  // Go to a page, so that the place on it is in the middle of the view.
  show(number, polygon = null) {
    const index = number - 1;
    if (!pages[index]) return;
    this.shown = { number, polygon };
    if (polygon?.length && this.turnOf(number) === 0) {
      const xs = polygon.map(([x]) => x);
      const ys = polygon.map(([, y]) => y);
      const y = ((Math.min(...ys) + Math.max(...ys)) / 2) * this.height(index);
      const x = ((Math.min(...xs) + Math.max(...xs)) / 2) * this.width * this.zoom;
      this.place.scrollTop = Math.max(this.list.tops[index] + y - this.place.clientHeight / 2, this.list.tops[index] - PADDING);
      this.place.scrollLeft = x - this.place.clientWidth / 2;
    } else {
      this.list.scrollTo(index, { offset: -PADDING });
    }
    this.arrived(number);
  }

  step(by) {
    this.show(Math.min(Math.max(this.current + by, 1), pages.length));
  }

  setBoxes(boxes) {
    const touched = new Set([...this.boxes.keys(), ...boxes.keys()]);
    this.boxes = boxes;
    for (const number of touched) this.redraw(number);
  }

  onScroll() {
    const { scrollTop, clientHeight } = this.place;
    this.arrived(this.list.indexAt(scrollTop + clientHeight / 3) + 1);
  }

  arrived(number) {
    if (number === this.current) return;
    this.current = number;
    this.dispatchEvent(new CustomEvent("arrived", { detail: number }));
  }

  // -- wheel, dragging, drawing a box

  onWheel(event) {
    this.shown = null;
    if (!event.ctrlKey) return;
    event.preventDefault();
    const bounds = this.place.getBoundingClientRect();
    this.setZoom(this.zoom * (event.deltaY < 0 ? 1.15 : 1 / 1.15), event.clientX - bounds.left, event.clientY - bounds.top);
  }

  onPointer(event) {
    if (event.button !== 0 || event.target === this.place) return;
    this.shown = null;
    if (this.drawing) this.drawBox(event);
    else this.pan(event);
  }

  pan(event) {
    const from = { x: event.clientX, y: event.clientY, left: this.place.scrollLeft, top: this.place.scrollTop };
    this.follow(event, (moved) => {
      this.place.scrollLeft = from.left - (moved.clientX - from.x);
      this.place.scrollTop = from.top - (moved.clientY - from.y);
    });
    this.place.classList.add("panning");
  }

  follow(event, onMove, onEnd = () => {}) {
    const end = (last) => {
      removeEventListener("pointermove", onMove);
      this.place.classList.remove("panning");
      onEnd(last);
    };
    event.preventDefault();
    this.place.focus({ preventScroll: true });
    addEventListener("pointermove", onMove);
    addEventListener("pointerup", end, { once: true });
    addEventListener("pointercancel", end, { once: true });
  }

  // Let the person draw a box on a page; gives {page, polygon}, or null where they think better of it (Esc).
  askForBox() {
    this.cancelBox?.();
    this.place.classList.add("drawing");
    this.place.focus({ preventScroll: true });
    return new Promise((resolve) => {
      const onEscape = (event) => event.key === "Escape" && this.cancelBox?.();
      this.drawing = (answer) => {
        this.drawing = this.cancelBox = null;
        this.place.classList.remove("drawing");
        removeEventListener("keydown", onEscape);
        resolve(answer);
      };
      this.cancelBox = () => this.drawing?.(null);
      addEventListener("keydown", onEscape);
    });
  }

  drawBox(event) {
    const frame = event.target.closest(".frame");
    if (!frame) return;
    const number = Number(frame.dataset.number);
    const rubber = make("div", { class: "rubber" });
    const bounds = frame.getBoundingClientRect();
    const share = (point) => [
      Math.min(Math.max((point.clientX - bounds.left) / bounds.width, 0), 1),
      Math.min(Math.max((point.clientY - bounds.top) / bounds.height, 0), 1),
    ];
    const start = share(event);
    let rectangle = null;
    frame.append(rubber);
    this.follow(
      event,
      (moved) => {
        rectangle = sorted(start, share(moved));
        const [left, top, right, bottom] = rectangle.map((each) => `${each * 100}%`);
        Object.assign(rubber.style, { left, top, width: `calc(${right} - ${left})`, height: `calc(${bottom} - ${top})` });
      },
      () => {
        rubber.remove();
        if (!rectangle || rectangle[2] - rectangle[0] < LEAST_BOX || rectangle[3] - rectangle[1] < LEAST_BOX) return;
        this.drawing?.({ page: number, polygon: upright(rectangle, this.turnOf(number)) });
      },
    );
  }
}

function sorted([x, y], [otherX, otherY]) {
  return [Math.min(x, otherX), Math.min(y, otherY), Math.max(x, otherX), Math.max(y, otherY)];
}

// A rectangle of the page as it is seen, as a polygon of the page as it was read.
function upright([left, top, right, bottom], turns) {
  const corners = [[left, top], [right, top], [right, bottom], [left, bottom]];
  const back = [([x, y]) => [x, y], ([x, y]) => [y, 1 - x], ([x, y]) => [1 - x, 1 - y], ([x, y]) => [1 - y, x]][turns];
  const found = corners.map(back);
  const xs = found.map(([x]) => x);
  const ys = found.map(([, y]) => y);
  const [minX, minY, maxX, maxY] = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)].map((each) => Math.round(each * 1e5) / 1e5);
  return [[minX, minY], [maxX, minY], [maxX, maxY], [minX, maxY]];
}
