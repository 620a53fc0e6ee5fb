// What stands on a page: its picture, or for pages without one (office files) their text, drawn.
import { call } from "../api.js";
import { base, pages, pictureAddress } from "./data.js";

export const READING = 1000; // width in pixels of the picture that is shown first
const TEXT_SHARE = 0.8; // of a line's height
const BASELINE = 0.78;
const KEPT = 60; // contents that are remembered

const known = new Map();

// {width, height, draw()} of a page in units of its own; `width` is the picture asked for, 0 the full size.
// `draw()` gives a new SVG element each time. Rejects where the page cannot be shown, with the reason.
export function content(number, width = READING) {
  const page = pages[number - 1];
  const key = page.hasPicture ? `${number}:${width}` : `${number}:text`;
  let found = known.get(key);
  if (!found) {
    found = page.hasPicture ? picture(number, width) : text(number);
    known.set(key, found);
    found.catch(() => known.delete(key)); // asked for again next time
    if (known.size > KEPT) known.delete(known.keys().next().value);
  }
  return found;
}

function picture(number, width) {
  const image = new Image();
  const href = pictureAddress(number, width);
  return new Promise((resolve, reject) => {
    image.onload = () => {
      const size = { width: image.naturalWidth, height: image.naturalHeight };
      resolve({ ...size, draw: () => svg("image", { href, ...size }), image });
    };
    image.onerror = () => reject(new Error("这一页的图像没有取到，请稍后再试。"));
    image.src = href;
  });
}

async function text(number) {
  const page = pages[number - 1];
  if (page.state !== "read") throw new Error(page.state === "pending" ? "这一页还没有识读。" : "这一页未能识读，请查看原始文件。");
  const read = await call("GET", `${base}/pages/${number}/text`);
  return { width: read.width, height: read.height, draw: () => drawn(read) };
}

function drawn(read) {
  const group = svg("g", { class: "drawn-text" });
  group.append(svg("rect", { class: "paper", width: read.width, height: read.height }));
  for (const line of read.lines) {
    if (!line.polygon.length) continue;
    const xs = line.polygon.map(([x]) => x * read.width);
    const ys = line.polygon.map(([, y]) => y * read.height);
    const [left, top] = [Math.min(...xs), Math.min(...ys)];
    const height = Math.max(...ys) - top;
    const length = Math.max(...xs) - left;
    const attributes = { x: left, y: top + height * BASELINE, "font-size": Math.max(height * TEXT_SHARE, 1) };
    if (length > 0) Object.assign(attributes, { textLength: length, lengthAdjust: "spacingAndGlyphs" });
    const element = svg("text", attributes);
    element.textContent = line.text;
    group.append(element);
  }
  return group;
}

export function svg(name, attributes = {}) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

// A box around a place, of shares of a page, in the units of its content.
export function box(polygon, size, side) {
  const points = polygon.map(([x, y]) => `${x * size.width},${y * size.height}`).join(" ");
  const group = svg("g", { class: `box ${side}` });
  group.append(svg("polygon", { class: "halo", points }), svg("polygon", { class: "line", points }));
  return group;
}
