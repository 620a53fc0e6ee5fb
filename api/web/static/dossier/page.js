// The page of a dossier: the parts, and what one tells the other.
import { change } from "../claims.js";
import { notify } from "../elements.js";
import { lookForPages } from "./arriving.js";
import { polygonsOf, showCrops } from "./crops.js";
import { dossierId, placesOf, state } from "./data.js";
import { Decisions } from "./decisions.js";
import { Findings } from "./findings.js";
import { act } from "./history.js";
import { listen } from "./keyboard.js";
import { Entries, Notes } from "./notes.js";
import { isHidden, listenToNumbers, tellHidden } from "./numbers.js";
import { PageTools } from "./page_tools.js";
import { follow, verifyAgain } from "./progress.js";
import { Stage } from "./stage.js";
import { Tabs } from "./tabs.js";
import { Thumbnails } from "./thumbnails.js";

const find = (selector) => document.querySelector(selector);
const stage = new Stage(find(".stage"));
const thumbnails = new Thumbnails(find(".thumbnails"));
const tools = new PageTools(find(".viewer"), stage);
const goTo = (number, polygon = null) => stage.show(number, polygon);
thumbnails.addEventListener("chosen", (event) => goTo(event.detail));
stage.addEventListener("arrived", (event) => thumbnails.show(event.detail));
const redraw = (number) => {
  stage.redraw(number);
  thumbnails.redraw(number);
};
performance.mark("pages-listed");

const acts = {
  "page-down": () => stage.step(1),
  "page-up": () => stage.step(-1),
  "zoom-in": () => stage.zoomBy(1),
  "zoom-out": () => stage.zoomBy(-1),
  "zoom-fit": () => stage.setZoom(1),
  turn: () => stage.turn(),
  claim: () => find("[data-claim]:not([data-of-another])")?.click(),
};
if (find("[role=tablist]")) Object.assign(acts, work());
listen(acts);
listenToNumbers();

find("[data-claim]")?.addEventListener("click", async (event) => {
  if (await change(event.target, dossierId)) location.reload();
});
find("[data-submit]")?.addEventListener("click", (event) => {
  event.target.disabled = true;
  verifyAgain().catch((refusal) => {
    notify(refusal.message, "fault");
    event.target.disabled = false;
  });
});
if (state === "queued" || state === "running") follow(find("[role=tablist]") ? undefined : () => lookForPages(redraw));

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-page]");
  if (!link) return;
  event.preventDefault();
  const number = Number(link.dataset.page);
  const places = polygonsOf(link).map((polygon) => ({ polygon, side: "found" }));
  if (places.length) stage.setBoxes(new Map([[number, places]]));
  goTo(number, places[0]?.polygon);
});

// The right half: findings and what stands behind them.
function work() {
  const tabs = new Tabs(find("[role=tablist]"));
  const findings = new Findings(find("#panel-findings"));
  const decisions = find(".decide") ? new Decisions(find(".decide"), findings, stage) : null;
  const notes = new Notes(find("#panel-notes"), findings);
  const entries = new Entries(find("#panel-history"), "history", act);
  if (decisions) tools.offerReading = (text, box) => (isHidden(text) ? tellHidden() ?? true : decisions.use(text, box));
  let at = 0; // of the chosen finding's places

  findings.addEventListener("chosen", (event) => {
    const finding = event.detail;
    const places = placesOf(finding.dataset.rule);
    const boxes = new Map();
    for (const place of places) boxes.set(place.page, [...(boxes.get(place.page) ?? []), place]);
    stage.setBoxes(boxes);
    at = 0;
    if (places.length) goTo(places[0].page, places[0].polygon);
    if (!finding.dataset.prepared) {
      finding.dataset.prepared = "yes";
      showCrops(finding, goTo);
    }
    decisions?.show(finding);
  });
  tabs.addEventListener("shown", (event) => {
    if (event.detail === "notes") notes.start();
    if (event.detail === "history") entries.start();
  });
  showCrops(find("#panel-seals"), goTo);
  for (const settled of document.querySelectorAll("details.undisputed")) {
    settled.addEventListener("toggle", () => showCrops(settled, goTo), { once: true });
  }

  // A link to a check chooses it, wherever it stands.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-rule]");
    if (!link) return;
    event.preventDefault();
    tabs.show("findings");
    if (findings.of(link.dataset.rule)) findings.choose(findings.of(link.dataset.rule));
    else reveal(document.getElementById(link.dataset.rule));
  });
  document.addEventListener("click", (event) => {
    const correct = event.target.closest("[data-correct]");
    if (correct && "masked" in correct.dataset) tellHidden();
    else if (correct) decisions?.startOn({ ...correct.dataset });
    const withdraw = event.target.closest("[data-withdraw]");
    if (withdraw) decisions?.withdraw(withdraw.dataset.withdraw);
  });
  // What an address names outside the findings: its section is shown.
  const showNamed = ({ hash }) => {
    const panel = document.getElementById(hash.slice(1))?.closest("[role=tabpanel]");
    if (panel && panel.id !== "panel-findings") tabs.show(panel.id.replace("panel-", ""));
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link) showNamed(link);
  });
  showNamed(location);
  const wanted = findings.of(decodeURIComponent(location.hash.slice(1))) ?? findings.visible.find((each) => findings.isOpen(each)) ?? findings.visible[0];
  if (wanted) findings.choose(wanted, { quiet: true });
  const onFindings = (then) => () => {
    tabs.show("findings");
    then();
  };
  return {
    next: onFindings(() => findings.step(1)),
    previous: onFindings(() => findings.step(-1)),
    "next-open": onFindings(() => findings.nextOpen() || notify("没有未处理的问题了。")),
    confirmed: onFindings(() => decisions?.start("confirmed")),
    dismissed: onFindings(() => decisions?.start("dismissed")),
    corrected: onFindings(() => decisions?.start("corrected")),
    "only-open": onFindings(() => findings.toggle("open")),
    "only-unsure": onFindings(() => findings.toggle("unsure")),
    note: () => {
      tabs.show("notes");
      find("#note").focus();
    },
    place: () => {
      const places = placesOf(findings.rule);
      if (!places.length) return;
      at = (at + 1) % places.length;
      goTo(places[at].page, places[at].polygon);
    },
  };
}

function reveal(check) {
  for (let fold = check?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  check?.scrollIntoView({ block: "start" });
}
