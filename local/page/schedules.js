// Shows in the top bar what is scheduled next, and runs scheduled events at once.

import { read, send } from "/js/base/api.js";
import { el, icon } from "/js/base/dom.js";
import { myZone, now, on } from "/js/base/store.js";
import { clockTime, dayKey, shortDay } from "/js/base/time.js";
import { toast } from "/js/base/toast.js";
import { addControls, busily, moveClock } from "/js/frame/topbar.js";

const NAMES = { send_questions: "Questions", send_reminders: "Reminders", send_report: "Report" };
// The server keeps what it has read of the standups for a second.
const READ_AGAIN_AFTER = 1200;
const LATE_AFTER = 2000;
const LOOK_EVERY = 5000;
const next = el("div", { class: "group", role: "group", "aria-label": "Jump to what is scheduled next" });
let schedules = [];
let waiting = null;

/** Put the buttons into the bar, and keep them true. */
export function startSchedules() {
  addControls(next, { before: true });
  addControls(el("div", { class: "group run", role: "group", "aria-label": "Run scheduled events now" }, runner("send_questions", "Send questions"), runner("send_report", "Send report")));
  on("state", refresh);
  on("clock", refresh);
  // What is sent or saved may change what comes next.
  for (const topic of ["messages", "conversations", "home"]) on(topic, refreshSoon);
  setInterval(() => schedules.some((one) => Date.parse(one.next) < now() - LATE_AFTER) && refresh(), LOOK_EVERY);
  refresh();
}

async function refresh() {
  try {
    schedules = (await read("schedules")).schedules;
    draw();
  } catch {
    // The next change asks again; being offline is shown elsewhere.
  }
}

function refreshSoon() {
  waiting ??= setTimeout(() => {
    waiting = null;
    refresh();
  }, READ_AGAIN_AFTER);
}

function draw() {
  const known = schedules.filter((one) => NAMES[one.type]).sort((one, other) => Date.parse(one.next) - Date.parse(other.next));
  next.replaceChildren(...known.map(jump));
}

function jump(one) {
  const at = new Date(one.next);
  const both = `${shortDay(at, myZone())} ${clockTime(at, myZone())} where you are, ${clockTime(at, "UTC")} UTC`;
  return el(
    "button",
    { type: "button", class: "bar-button", title: `${one.standup || ""}: move the clock to ${both}`, "aria-label": `Next: ${NAMES[one.type]} ${clockTime(at, myZone())}. Move the clock to ${both}`, data: { testid: `next-${one.type}` }, on: { click: (event) => moveClock({ now: one.next }, event.currentTarget) } },
    el("span", { class: "bar-quiet" }, "Next: "), `${NAMES[one.type]} ${dayAndTime(at)}`,
  );
}

// Another day than today is named, so that nobody jumps further than meant.
function dayAndTime(at) {
  const sameDay = dayKey(at, myZone()) === dayKey(now(), myZone());
  return sameDay ? clockTime(at, myZone()) : `${shortDay(at, myZone()).split(/[ ,]/)[0]} ${clockTime(at, myZone())}`;
}

function runner(type, label) {
  const run = (event) => busily(event.currentTarget, () => runNow(type, label));
  return el("button", { type: "button", class: "bar-button strong", data: { testid: `run-${type}` }, on: { click: run } }, icon("play"), label);
}

async function runNow(type, label) {
  const answer = await send("schedule", { type, wait: true });
  refreshSoon();
  if (answer.status === "failed") toast(`${label} failed: ${errorText(answer.error)}. See Underneath, Journal.`, "error");
  else toast(`${label}: ${resultText(answer)}`, "good");
}

const errorText = (error) => error?.errorMessage ?? error?.message ?? (typeof error === "string" ? error : JSON.stringify(error ?? "no reason given"));

function resultText({ status, result }) {
  if (typeof result === "string" && result) return result;
  const { outcome, ...others } = result ?? {};
  const counts = Object.entries(others).filter(([, value]) => typeof value === "number").map(([name, value]) => `${name.replaceAll("_", " ")} ${value}`);
  const told = [outcome, ...counts].filter((fact) => typeof fact === "string").join(", ");
  return told || (status === "accepted" ? "accepted, under way." : "done.");
}
