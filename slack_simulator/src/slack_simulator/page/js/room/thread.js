// Shows a thread beside its conversation; on a narrow window it covers it.

import { el, icon } from "../base/dom.js";
import { goThread, route } from "../base/router.js";
import { on, state } from "../base/store.js";
import { composer } from "./composer.js";
import { messageList } from "./messages.js";

const root = document.getElementById("thread");
let shown = null;
let opener = null;

export function startThread() {
  addEventListener("hashchange", () => state.ready && show());
  on("state", () => { shown = null; show(); });
  on("messages", ({ channel }) => shown?.channel === channel && shown.list.update());
  root.addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && close());
}

function close() {
  goThread(null);
}

function show() {
  const { id, isDm, thread } = route();
  if (!id || !thread || !state.messages.get(id)?.has(thread)) {
    if (!root.hidden) opener?.focus?.();
    root.hidden = true;
    shown = null;
    return;
  }
  const key = `${state.me} ${id} ${thread}`;
  if (shown?.key === key) return;
  const opening = root.hidden || root.contains(document.activeElement);
  if (root.hidden) opener = document.activeElement;
  const name = isDm ? state.app.name : `#${state.conversations.get(id).name}`;
  shown = { key, channel: id, list: messageList({ channel: id, thread }) };
  const leave = el("button", { type: "button", class: "plain", "aria-label": "Close thread", on: { click: close } }, icon("close"));
  root.replaceChildren(
    el("div", { class: "head" }, el("div", { class: "head-words" }, el("h2", {}, "Thread"), el("p", { class: "topic" }, name)), leave),
    shown.list.node,
    state.conversations.get(id).is_archived ? "" : composer({ channel: id, thread, hint: "Reply" }),
  );
  root.hidden = false;
  shown.list.update();
  shown.list.toEnd();
  if (opening) root.querySelector("textarea")?.focus({ preventScroll: true });
}
