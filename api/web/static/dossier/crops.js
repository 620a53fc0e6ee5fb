// Parts of pages beside the values that were read there: cut out of the page's picture once they come into view.
import { box, content, svg } from "./page_content.js";

const SHARP = 0; // the full picture: a crop is looked at closely
const MOST_HEIGHT = 340; // pixels of the screen
const NARROW = 420; // pixels of the screen
const [LABEL, MARGIN, LEAST_WIDTH] = [0.16, 0.03, 0.3]; // shares of the page

// `onChosen(number, polygon)` is told of a crop that a person presses.
export function showCrops(root, onChosen) {
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      fill(target);
    }
  });
  for (const place of root.querySelectorAll(".crop")) {
    seen.observe(place);
    place.addEventListener("click", () => onChosen(Number(place.dataset.page), polygonsOf(place)[0] ?? null));
  }
}

async function fill(place) {
  const [left, top, right, bottom] = around(place);
  try {
    const found = await content(Number(place.dataset.page), SHARP);
    const [width, height] = [(right - left) * found.width, (bottom - top) * found.height];
    const picture = svg("svg", { viewBox: `${left * found.width} ${top * found.height} ${width} ${height}`, width, height });
    picture.style.maxHeight = `${MOST_HEIGHT}px`;
    picture.append(found.draw());
    for (const polygon of polygonsOf(place)) picture.append(box(polygon, found, place.dataset.side));
    place.replaceChildren(picture);
    place.classList.add("shown");
  } catch (fault) {
    place.textContent = fault.message;
    place.classList.add("shown");
  }
}

// The window in which the places are seen, as shares of the page; in a narrow column what is far from them is left out.
function around(place) {
  const [left, top, right, bottom] = place.dataset.window.split(" ").map(Number);
  const corners = polygonsOf(place).flat();
  if (!corners.length || place.clientWidth > NARROW) return [left, top, right, bottom];
  const xs = corners.map(([x]) => x);
  const start = Math.max(left, Math.min(...xs) - LABEL);
  return [start, top, Math.min(right, Math.max(Math.max(...xs) + MARGIN, start + LEAST_WIDTH)), bottom];
}

export function polygonsOf(place) {
  return (place.dataset.boxes ?? "")
    .split(";")
    .map((corners) => corners.trim())
    .filter(Boolean)
    .map((corners) => corners.split(" ").map((corner) => corner.split(",").map(Number)));
}
