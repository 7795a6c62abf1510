// The failures tab: invocations that were retried and still failed.

import { read } from "/js/base/api.js";
import { el } from "/js/base/dom.js";
import { myZone } from "/js/base/store.js";
import { clockTimeSeconds, fullTime } from "/js/base/time.js";

const open = new Set();
let last = "";

export const failuresTab = {
  id: "failures",
  title: "Failures",
  wakes: ["journal", "state"],
  async draw(body, { first, still }) {
    const { failures } = await read("failures");
    const made = JSON.stringify(failures);
    if (!still() || (!first && made === last)) return;
    last = made;
    if (failures.length) body.replaceChildren(el("ol", { class: "journal" }, [...failures].reverse().map(row)));
    else body.replaceChildren(el("p", { class: "under-none" }, "Nothing has failed. Work that fails is tried three times and then kept here."));
  },
};

function row(failure) {
  const at = new Date(failure.at);
  const details = el("details", { class: "bad", open: open.has(failure.id) },
    el("summary", {},
      el("span", { class: "dot", role: "img", "aria-label": "failed" }), el("time", { datetime: failure.at, title: fullTime(at, myZone()) }, clockTimeSeconds(at, myZone())),
      el("span", { class: "journal-kind" }, failure.function), el("span", { class: "journal-title", dir: "auto" }, errorText(failure.error)),
      el("span", { class: "journal-ms" }, `${failure.attempts} attempts`)),
    el("pre", { class: "json", dir: "auto" }, JSON.stringify({ error: failure.error, event: failure.event }, null, 2)));
  details.addEventListener("toggle", () => (details.open ? open.add(failure.id) : open.delete(failure.id)));
  return el("li", {}, details);
}

const errorText = (error) => (typeof error === "string" ? error : [error?.errorType, error?.errorMessage].filter(Boolean).join(": ") || JSON.stringify(error));
