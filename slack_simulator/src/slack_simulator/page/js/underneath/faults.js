// The faults tab: make Slack misbehave, to see what the app does then.

import { send } from "../base/api.js";
import { el } from "../base/dom.js";
import { toast } from "../base/toast.js";

const ready = [
  { title: "Slack is slow", hint: "Ten calls are answered 2 seconds later.", fault: { on: "*", kind: "slow", seconds: 2, times: 10 } },
  { title: "Slack fails once", hint: "The next post gets HTTP 500.", fault: { on: "chat.postMessage", kind: "status", status: 500, times: 1 } },
  { title: "A reply is lost", hint: "The next post arrives, but the app never hears so.", fault: { on: "chat.postMessage", kind: "lost_reply", times: 1 } },
  { title: "Too many requests", hint: "The next post is told to wait.", fault: { on: "chat.postMessage", kind: "ratelimited", seconds: 3, times: 1 } },
  { title: "Every fifth call fails", hint: "About that many, until you clear it.", fault: { on: "*", kind: "status", status: 503, times: null, chance: 0.2 } },
  { title: "An event comes twice", hint: "The next one, with the same event_id.", fault: { on: "event", kind: "twice", times: 1 } },
  { title: "The form cannot be opened", hint: "The next views.open is refused.", fault: { on: "views.open", kind: "error", error: "internal_error", times: 1 } },
];
let active = [];

/** Offer further faults, of what runs beside this Slack. */
export const addFaults = (more) => ready.push(...more);

export const faultsTab = {
  id: "faults",
  title: "Faults",
  wakes: ["journal", "state"],
  async draw(body, { first }) {
    if (first || !body.querySelector(".faults")) build(body);
    active = (await send("faults")).faults ?? [];
    drawActive(body);
  },
};

function build(body) {
  body.replaceChildren(
    el("p", { class: "under-lead" }, "Press one, then use the app as if nothing had happened."),
    el("div", { class: "faults" }, ready.map((one) =>
      el("button", { type: "button", class: "fault", on: { click: () => change(body, { add: one.fault }, `${one.title}: ready.`) } }, el("strong", {}, one.title), el("span", {}, one.hint)))),
    el("div", { class: "under-tools" }, el("h3", { class: "under-title" }, "Waiting to happen"), el("button", { type: "button", class: "button small", on: { click: () => change(body, { clear: true }, "All faults are cleared.") } }, "Clear all")),
    el("ul", { class: "active-faults" }),
  );
}

async function change(body, request, words) {
  try {
    active = (await send("faults", request)).faults ?? [];
    drawActive(body);
    toast(words);
  } catch (error) {
    toast(error.message, "error");
  }
}

function drawActive(body) {
  const list = body.querySelector(".active-faults");
  list?.replaceChildren(
    ...(active.length
      ? active.map((one) => el("li", {}, el("strong", {}, one.on), ` ${one.kind}${one.status ? ` ${one.status}` : ""}${one.error ? ` ${one.error}` : ""}${one.seconds ? `, ${one.seconds} s` : ""}`, el("span", { class: "menu-hint" }, `happened ${one.hits ?? 0} of ${one.times ?? "any number of"} times`)))
      : [el("li", { class: "under-none" }, "Nothing: everything works.")]),
  );
}
