// The panel that shows what happens underneath: tabs over requests, stored rows, failures, people and faults.

import { send } from "./api.js";
import { sure } from "./confirm.js";
import { el, icon } from "./dom.js";
import { failuresTab } from "./failures.js";
import { faultsTab } from "./faults.js";
import { journalTab } from "./journal.js";
import { moveFocus } from "./menu.js";
import { peopleTab } from "./people.js";
import { rowsTab } from "./rows.js";
import { on } from "./store.js";
import { toast } from "./toast.js";

const REFRESH_AFTER = 600;
const root = document.getElementById("underneath");
const TABS = [journalTab, rowsTab, failuresTab, peopleTab, faultsTab];
let current = TABS.find((one) => one.id === localStorage.getItem("tab")) ?? journalTab;
let body = null;
let timer = null;

export function startUnderneath() {
  build();
  on("journal", () => wake(["journal", "rows", "failures", "faults"]));
  on("people", () => wake(["people"]));
  on("conversations", () => wake(["people"]));
  on("state", () => wake(["journal", "rows", "failures", "people", "faults"]));
  root.addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && toggleUnderneath(false));
  if (localStorage.getItem("underneath") === "open" && innerWidth > 760) on("state", openOnce);
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
  const tabs = TABS.map((one) =>
    el("button", { type: "button", role: "tab", class: "tab", id: `under-${one.id}`, "aria-controls": "under-body", data: { testid: `under-${one.id}` }, on: { click: () => showTab(one) } }, one.title));
  const list = el("div", { class: "tabs", role: "tablist", "aria-label": "Underneath" }, tabs);
  list.addEventListener("keydown", (event) => moveFocus(event, tabs)?.click());
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
function wake(ids) {
  if (root.hidden || !ids.includes(current.id) || timer) return;
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
  const agreed = await sure({ title: "Start afresh?", text: "Messages, stored rows, failures and the journal are removed, and the clock goes back to the first morning.", yes: "Start afresh", danger: true });
  if (!agreed) return;
  try {
    await send("reset");
    toast("Everything is as on the first morning.", "good");
  } catch (error) {
    toast(error.message, "error");
  }
}
