// The panel that shows what happens underneath: tabs over the journal, people and faults, and what others add.

import { send } from "../base/api.js";
import { el, icon } from "../base/dom.js";
import { moveFocus } from "../base/menu.js";
import { on } from "../base/store.js";
import { toast } from "../base/toast.js";
import { sure } from "../blocks/confirm.js";
import { faultsTab } from "./faults.js";
import { journalTab } from "./journal.js";
import { peopleTab } from "./people.js";

const REFRESH_AFTER = 600;
const root = document.getElementById("underneath");
const tabs = [journalTab, peopleTab, faultsTab];
let current = tabs.find((one) => one.id === localStorage.getItem("tab")) ?? journalTab;
let body = null;
let timer = null;

export function startUnderneath() {
  build();
  for (const topic of ["journal", "people", "conversations", "state"]) on(topic, () => wake(topic));
  root.addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && toggleUnderneath(false));
  if (localStorage.getItem("underneath") === "open" && innerWidth > 760) on("state", openOnce);
}

/** Add a tab: {id, title, wakes: topics of the store that change it, draw(body, {first, still})}. */
export function addTab(tab) {
  tabs.push(tab);
  build();
  if (localStorage.getItem("tab") === tab.id) current = tab;
  if (!root.hidden) showTab(current);
}

let opened = false;

// The panel that was open last time comes back, without taking the focus from the messages.
function openOnce() {
  if (!opened && root.hidden) toggleUnderneath(true, false);
  opened = true;
}

/** Open or close the panel; `focus` moves the keyboard there, or back to the button. */
export function toggleUnderneath(open = root.hidden, focus = true) {
  root.hidden = !open;
  localStorage.setItem("underneath", open ? "open" : "closed");
  const button = document.querySelector(".under-button");
  button?.setAttribute("aria-expanded", String(open));
  if (open) showTab(current);
  if (focus) (open ? root.querySelector('[aria-selected="true"]') : button)?.focus();
}

function build() {
  body = el("div", { class: "under-body", id: "under-body", role: "tabpanel", tabindex: "0" });
  const nodes = tabs.map((one) =>
    el("button", { type: "button", role: "tab", class: "tab", id: `under-${one.id}`, "aria-controls": "under-body", data: { testid: `under-${one.id}` }, on: { click: () => showTab(one) } }, one.title));
  const list = el("div", { class: "tabs", role: "tablist", "aria-label": "Underneath" }, nodes);
  list.addEventListener("keydown", (event) => moveFocus(event, nodes)?.click());
  root.replaceChildren(
    el("div", { class: "under-head" }, list,
      el("button", { type: "button", class: "button small danger-quiet", data: { testid: "reset" }, on: { click: startAfresh } }, "Start afresh"),
      el("button", { type: "button", class: "plain", "aria-label": "Close Underneath", on: { click: () => toggleUnderneath(false) } }, icon("close"))),
    body,
  );
}

function showTab(tab) {
  current = tab;
  localStorage.setItem("tab", tab.id);
  for (const node of root.querySelectorAll("[role=tab]")) {
    const on = node.id === `under-${tab.id}`;
    node.setAttribute("aria-selected", String(on));
    node.tabIndex = on ? 0 : -1;
  }
  body.setAttribute("aria-labelledby", `under-${tab.id}`);
  body.replaceChildren();
  refresh(true);
}

// Many things may happen in one moment; one drawing afterwards is enough.
function wake(topic) {
  if (root.hidden || !current.wakes.includes(topic) || timer) return;
  timer = setTimeout(() => {
    timer = null;
    refresh(false);
  }, current.id === "journal" ? 100 : REFRESH_AFTER);
}

async function refresh(first) {
  const tab = current;
  try {
    await tab.draw(body, { first, still: () => tab === current && !root.hidden });
  } catch (error) {
    if (tab === current) body.replaceChildren(el("p", { class: "under-none" }, error.message));
  }
}

async function startAfresh() {
  const agreed = await sure({ title: "Start afresh?", text: "All that has happened is removed, and the clock goes back to the first morning.", yes: "Start afresh", danger: true });
  if (!agreed) return;
  try {
    await send("reset");
    toast("Everything is as on the first morning.", "good");
  } catch (error) {
    toast(error.message, "error");
  }
}
