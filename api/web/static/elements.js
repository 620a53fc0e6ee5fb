// Elements by hand: text is always text (textContent), never markup.

// make("a", { href: "/x", class: "button", onclick: f, dataset: { id: 1 } }, "text", child, …)
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "dataset") Object.assign(element.dataset, value);
    else if (value === true) element.setAttribute(key, "");
    else element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

// Says something for a few seconds at the edge of the page; `level` is "done" or "fault" (which stays until closed).
export function notify(text, level = "done") {
  const place = document.querySelector(".notices");
  const notice = make("div", { class: `notice ${level}` }, make("span", {}, text));
  const close = () => notice.remove();
  notice.append(make("button", { type: "button", class: "quiet", "aria-label": "关闭提示", onclick: close }, "×"));
  place.append(notice);
  if (level !== "fault") setTimeout(close, 6000);
}

// Asks before something that cannot be undone; gives true where the person agrees.
export function confirmed(question, word = "确定") {
  return new Promise((resolve) => {
    const dialog = make("dialog", { class: "ask" }, make("p", {}, question));
    const answer = (value) => {
      dialog.close();
      dialog.remove();
      resolve(value);
    };
    dialog.append(
      make(
        "div",
        { class: "actions" },
        make("button", { type: "button", onclick: () => answer(false) }, "取消"),
        make("button", { type: "button", class: "primary", onclick: () => answer(true) }, word),
      ),
    );
    dialog.addEventListener("cancel", () => answer(false));
    document.body.append(dialog);
    dialog.showModal();
  });
}
