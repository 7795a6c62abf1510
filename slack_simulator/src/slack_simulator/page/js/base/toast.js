// Shows short notices that go away by themselves, above everything else.

import { el, icon } from "./dom.js";

const LASTS = { info: 4500, good: 4500, warning: 9000, error: 12_000 };
const SAME_WITHIN = 3000;
let last = { text: "", at: 0 };

/** Show a notice; `level` is info, good, warning or error. The same words twice at once are shown once. */
export function toast(text, level = "info") {
  const at = performance.now();
  if (text === last.text && at - last.at < SAME_WITHIN) return;
  last = { text, at };
  const region = document.getElementById("toasts");
  const close = el("button", { type: "button", class: "plain", "aria-label": "Dismiss" }, icon("close"));
  const note = el("div", { class: `toast ${level}`, data: { testid: "toast" } }, level === "info" || level === "good" ? null : icon("warn"), el("span", { class: "toast-text", dir: "auto" }, text), close);
  const leave = () => {
    note.remove();
    if (!region.children.length && region.matches(":popover-open")) region.hidePopover();
  };
  close.addEventListener("click", leave);
  region.append(note);
  // Opened again so that it lies above a modal that has been opened since.
  if (region.matches(":popover-open")) region.hidePopover();
  region.showPopover();
  setTimeout(leave, LASTS[level] ?? LASTS.info);
}
