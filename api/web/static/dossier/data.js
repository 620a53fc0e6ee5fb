// What the server gave the modules along with the page: its pages in order, and the places of each finding on them.

const given = JSON.parse(document.getElementById("dossier-data").textContent);
export const words = JSON.parse(document.getElementById("page-words").textContent); // of api/web/*.yaml

export const dossierId = given.dossier;
export const state = given.state;
export const pages = given.pages; // page `number` is pages[number - 1]
export const base = `/dossiers/${dossierId}`;

const places = given.places; // by rule: [{page, side, polygon}]

export function placesOf(rule) {
  return places[rule] ?? [];
}

// The address of a page's picture; widths as the service offers them, none for the full size.
export function pictureAddress(number, width) {
  return `/v1${base}/pages/${number}/image${width ? `?width=${width}` : ""}`;
}
