// The bar at the top: the workspace's clock and how to move it, and the page's switches.

import { send } from "../base/api.js";
import { el, icon } from "../base/dom.js";
import { myZone, now, on, state } from "../base/store.js";
import { nextTheme, themeIcon, themeName } from "../base/theme.js";
import { clockTime, clockTimeSeconds, fromWall, fullTime, shortDay, toWall, zoneOffset } from "../base/time.js";
import { toast } from "../base/toast.js";
import { toggleUnderneath } from "../underneath/panel.js";
import { toggleDrawer } from "./sidebar.js";

const DAY = 86_400;
const root = document.getElementById("topbar");
const parts = {};

export function startTopbar() {
  build();
  on("state", drawAll);
  on("clock", drawAll);
  on("online", drawOnline);
  setInterval(tick, 1000);
}

function build() {
  parts.time = el("span", { class: "clock-time" });
  parts.day = el("span", { class: "clock-day" });
  parts.utc = el("span", { class: "clock-utc" });
  parts.clock = el("button", { type: "button", class: "clock", data: { testid: "clock" }, "aria-expanded": "false", "aria-controls": "controls" }, icon("clock"), parts.time, el("span", { class: "clock-more" }, parts.day, parts.utc));
  parts.controls = el("div", { class: "controls", id: "controls" },
    el("div", { class: "group", role: "group", "aria-label": "Move the clock" },
      mover("+15 min", 900), mover("+1 h", 3600), mover("Next day", DAY),
      el("button", { type: "button", class: "bar-button", data: { testid: "clock-set" }, on: { click: openSetter } }, "Set…")));
  parts.offline = el("div", { class: "offline", role: "status", hidden: true }, el("span", { class: "spinner" }), "Reconnecting…");
  parts.theme = el("button", { type: "button", class: "bar-button icon-only", on: { click: () => { nextTheme(); drawTheme(); } } });
  parts.clock.addEventListener("click", () => toggleControls());
  root.replaceChildren(
    el("button", { type: "button", class: "bar-button icon-only drawer-button", "aria-label": "Channels and people", "aria-expanded": "false", on: { click: () => toggleDrawer() } }, icon("menu")),
    parts.clock, parts.controls, parts.offline, el("span", { class: "space" }),
    el("button", { type: "button", class: "bar-button under-button", "aria-expanded": "false", data: { testid: "underneath" }, on: { click: () => toggleUnderneath() } }, icon("layers"), el("span", {}, "Underneath")),
    parts.theme,
  );
  drawTheme();
  document.addEventListener("pointerdown", (event) => {
    if (!parts.controls.contains(event.target) && !parts.clock.contains(event.target) && !event.target.closest("dialog, .toasts")) toggleControls(false);
  });
  root.addEventListener("keydown", (event) => event.key === "Escape" && toggleControls(false));
}

// On a narrow window the controls drop down from the clock; on a wide one they are always there.
function toggleControls(open = !parts.controls.classList.contains("open")) {
  parts.controls.classList.toggle("open", open);
  parts.clock.setAttribute("aria-expanded", String(open));
}

/** Add a group of buttons to the bar's controls, before or behind those of the clock. */
export function addControls(group, { before = false } = {}) {
  if (before) parts.controls.prepend(group);
  else parts.controls.append(group);
}

function drawTheme() {
  parts.theme.replaceChildren(icon(themeIcon()));
  parts.theme.setAttribute("aria-label", `Colours: ${themeName()}`);
  parts.theme.title = `Colours: ${themeName()}`;
}

function drawOnline() {
  parts.offline.hidden = state.online;
}

function tick() {
  if (!state.ready) return;
  const moment = now();
  parts.time.textContent = clockTimeSeconds(moment, myZone());
  parts.day.textContent = shortDay(moment, myZone());
  parts.utc.textContent = `${clockTime(moment, "UTC")} UTC`;
  parts.clock.title = `${fullTime(moment, myZone())}, ${myZone()} (${zoneOffset(moment, myZone())})`;
  parts.clock.setAttribute("aria-label", `The workspace's clock: ${shortDay(moment, myZone())}, ${clockTime(moment, myZone())} (${clockTime(moment, "UTC")} UTC)`);
}

function drawAll() {
  tick();
  drawOnline();
}

const mover = (label, seconds) =>
  el("button", { type: "button", class: "bar-button", "aria-label": `Move the clock: ${label}`, data: { testid: `clock-by-${seconds}` }, on: { click: (event) => moveClock({ by: seconds }, event.currentTarget) } }, label);

/** Do some work that a button started; the button is busy meanwhile, and what goes wrong is told. */
export async function busily(button, work) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  try {
    await work();
  } catch (error) {
    toast(error.message, "error");
  } finally {
    button.removeAttribute("aria-busy");
  }
}

/** Move the clock: {by: seconds} or {now: moment}. */
export const moveClock = (body, button) =>
  busily(button, async () => {
    const { now: moment } = await send("clock", body);
    const at = new Date(moment);
    toast(`It is now ${shortDay(at, myZone())}, ${clockTime(at, myZone())} where you are (${clockTime(at, "UTC")} UTC).`);
  });

function openSetter() {
  const field = el("input", { type: "datetime-local", class: "field", id: "clock-field", "aria-describedby": "clock-hint", data: { testid: "clock-field" } });
  field.value = toWall(now(), myZone());
  const dialog = el("dialog", { class: "confirm", "aria-labelledby": "clock-title" },
    el("form", { method: "dialog" },
      el("h2", { id: "clock-title" }, "Set the workspace's clock"),
      el("label", { for: "clock-field", class: "label" }, "Date and time where you are"), field,
      el("p", { class: "hint", id: "clock-hint" }, `${myZone()}, ${zoneOffset(now(), myZone())}. What is due in between (in the last 24 hours of it) happens at once.`),
      el("div", { class: "confirm-buttons" }, el("button", { type: "submit", value: "no", class: "button", formnovalidate: true }, "Cancel"), el("button", { type: "submit", value: "yes", class: "button primary" }, "Set clock"))));
  dialog.addEventListener("close", () => {
    const moment = dialog.returnValue === "yes" ? fromWall(field.value, myZone()) : null;
    dialog.remove();
    if (moment) moveClock({ now: moment.toISOString() }, parts.clock);
  });
  field.addEventListener("keydown", (event) => {
    // Enter would press the first button, which is Cancel.
    if (event.key !== "Enter") return;
    event.preventDefault();
    dialog.close("yes");
  });
  document.body.append(dialog);
  dialog.showModal();
  field.focus();
}
