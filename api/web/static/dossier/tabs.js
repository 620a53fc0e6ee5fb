// Sections of the work, one shown at a time (WAI-ARIA tabs: arrows move between them).

export class Tabs extends EventTarget {
  constructor(list) {
    super();
    this.tabs = [...list.querySelectorAll("[role=tab]")];
    for (const tab of this.tabs) tab.addEventListener("click", () => this.show(tab.id.replace("tab-", "")));
    list.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const at = (this.tabs.indexOf(document.activeElement) + step + this.tabs.length) % this.tabs.length;
      this.tabs[at].focus();
      this.tabs[at].click();
    });
  }

  show(name) {
    if (name === this.shown) return;
    this.shown = name;
    for (const tab of this.tabs) {
      const isShown = tab.id === `tab-${name}`;
      tab.setAttribute("aria-selected", isShown);
      tab.tabIndex = isShown ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !isShown;
    }
    document.querySelector(".panels").scrollTop = 0;
    this.dispatchEvent(new CustomEvent("shown", { detail: name }));
  }
}
