// Upload of a ruleset: the file goes as it is; all its faults are listed with their places.
import { csrf, problemOf, toLogIn } from "../api.js";
import { make } from "../elements.js";

const form = document.querySelector("#upload");
const faults = form.querySelector(".faults");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const [file] = form.querySelector("#file").files;
  const button = form.querySelector("button");
  button.disabled = true;
  faults.hidden = true;
  try {
    const answer = await fetch(`/v1/rulesets?name=${encodeURIComponent(file.name.slice(0, 200))}`, {
      method: "POST",
      credentials: "same-origin",
      headers: { "X-CSRF-Token": csrf(), "Content-Type": "application/yaml" },
      body: file,
    });
    if (answer.ok) {
      const { edition } = await answer.json();
      location.assign(`/admin/rulesets/${edition}`);
      return;
    }
    if (answer.status === 401) toLogIn();
    tell(await problemOf(answer));
  } catch {
    tell({ detail: "连接不到服务，请检查网络后再试。" });
  }
  button.disabled = false;
});

function tell(problem) {
  const lines = (problem.errors ?? []).map((fault) => make("li", {}, fault.message));
  faults.replaceChildren(make("p", {}, problem.detail ?? "服务没有应答，请稍后再试。"), make("ul", {}, ...lines));
  faults.hidden = false;
}
