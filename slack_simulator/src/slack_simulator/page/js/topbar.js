// The bar at the top: the workspace's clock and how to move it, scheduled events to run now, and the page's switches.

import { send } from "./api.js";
import { el, icon } from "./dom.js";
import { toggleDrawer } from "./sidebar.js";
import { myZone, now, on, refreshSchedules, refreshSchedulesSoon, state } from "./store.js";
import { nextTheme, themeIcon, themeName } from "./theme.js";
import { clockTime, clockTimeSeconds, dayKey, fromWall, fullTime, shortDay, toWall, zoneOffset } from "./time.js";
import { toast } from "./toast.js";
import { toggleUnderneath } from "./underneath.js";

const NAMES = { send_questions: "Questions", send_reminders: "Reminders", send_report: "Report" };
const DAY = 86_400;
const root = document.getElementById("topbar");
const parts = {};

export function startTopbar() {
  build();
  on("state", drawAll);
  on("clock", drawAll);
  on("messages", refreshSchedulesSoon);
  on("conversations", refreshSchedulesSoon);
  on("home", refreshSchedulesSoon);
  on("online", drawOnline);
  setInterval(tick, 1000);
}

function build() {
  parts.time = el("span", { class: "clock-time" });
  parts.day = el("span", { class: "clock-day" });
  parts.utc = el("span", { class: "clock-utc" });
  parts.clock = el("button", { type: "button", class: "clock", data: { testid: "clock" }, "aria-expanded": "false", "aria-controls": "controls" }, icon("clock"), parts.time, el("span", { class: "clock-more" }, parts.day, parts.utc));
  parts.next = el("div", { class: "group", role: "group", "aria-label": "Jump to what is scheduled next" });
  parts.controls = el("div", { class: "controls", id: "controls" },
    parts.next,
    el("div", { class: "group", role: "group", "aria-label": "Move the clock" },
      mover("+15 min", 900), mover("+1 h", 3600), mover("Next day", DAY),
      el("button", { type: "button", class: "bar-button", data: { testid: "clock-set" }, on: { click: openSetter } }, "Set…")),
    el("div", { class: "group run", role: "group", "aria-label": "Run scheduled events now" }, runner("send_questions", "Send questions"), runner("send_report", "Send report")));
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
  if (state.schedules.some((one) => Date.parse(one.next) < moment - 2000) && moment.getSeconds() % 5 === 0) refreshSchedules();
}

function drawAll() {
  tick();
  drawOnline();
  const known = state.schedules.filter((one) => NAMES[one.type]).sort((one, other) => Date.parse(one.next) - Date.parse(other.next));
  parts.next.replaceChildren(
    ...known.map((one) => {
      const at = new Date(one.next);
      const both = `${shortDay(at, myZone())} ${clockTime(at, myZone())} where you are, ${clockTime(at, "UTC")} UTC`;
      return el(
        "button",
        { type: "button", class: "bar-button", title: `${one.standup || ""}: move the clock to ${both}`, "aria-label": `Next: ${NAMES[one.type]} ${clockTime(at, myZone())}. Move the clock to ${both}`, data: { testid: `next-${one.type}` }, on: { click: (event) => move({ now: one.next }, event.currentTarget) } },
        el("span", { class: "bar-quiet" }, "Next: "), `${NAMES[one.type]} ${nextTime(at)}`,
      );
    }),
  );
}

// Another day than today is named, so that nobody jumps further than meant.
function nextTime(at) {
  const sameDay = dayKey(at, myZone()) === dayKey(now(), myZone());
  return sameDay ? clockTime(at, myZone()) : `${shortDay(at, myZone()).split(/[ ,]/)[0]} ${clockTime(at, myZone())}`;
}

const mover = (label, seconds) =>
  el("button", { type: "button", class: "bar-button", "aria-label": `Move the clock: ${label}`, data: { testid: `clock-by-${seconds}` }, on: { click: (event) => move({ by: seconds }, event.currentTarget) } }, label);

const runner = (type, label) =>
  el("button", { type: "button", class: "bar-button strong", data: { testid: `run-${type}` }, on: { click: (event) => run(type, label, event.currentTarget) } }, icon("play"), label);

async function busily(button, work) {
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

const move = (body, button) =>
  busily(button, async () => {
    const { now: moment } = await send("clock", body);
    const at = new Date(moment);
    toast(`It is now ${shortDay(at, myZone())}, ${clockTime(at, myZone())} where you are (${clockTime(at, "UTC")} UTC).`);
  });

const run = (type, label, button) =>
  busily(button, async () => {
    const answer = await send("schedule", { type, wait: true });
    refreshSchedulesSoon();
    if (answer.status === "failed") toast(`${label} failed: ${errorText(answer.error)}. See Underneath, Journal.`, "error");
    else toast(`${label}: ${resultText(answer)}`, "good");
  });

const errorText = (error) => error?.errorMessage ?? error?.message ?? (typeof error === "string" ? error : JSON.stringify(error ?? "no reason given"));

function resultText({ status, result }) {
  if (typeof result === "string" && result) return result;
  const { outcome, ...others } = result ?? {};
  const counts = Object.entries(others).filter(([, value]) => typeof value === "number").map(([name, value]) => `${name.replaceAll("_", " ")} ${value}`);
  const told = [outcome, ...counts].filter((fact) => typeof fact === "string").join(", ");
  return told || (status === "accepted" ? "accepted, under way." : "done.");
}

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
    if (moment) move({ now: moment.toISOString() }, parts.clock);
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
