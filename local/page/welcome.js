// The hint for a first visit, until it is dismissed.

import { el, icon } from "/js/base/dom.js";

/** Show the hint above the messages unless it has been dismissed before. */
export function showWelcome() {
  if (localStorage.getItem("welcomed")) return;
  const leave = () => {
    localStorage.setItem("welcomed", "yes");
    hint.remove();
  };
  const hint = el("div", { class: "welcome", role: "note", data: { testid: "welcome" } },
    el("div", {}, el("strong", {}, "A whole standup day, in a minute. "),
      "Be someone (your name is on the left; on a phone, in the menu), press ", el("b", {}, "Send questions"), ", open the menu in the app’s direct message and answer. Then press ", el("b", {}, "Send report"), " and look at the channel."),
    el("button", { type: "button", class: "button", on: { click: leave } }, "Got it"),
    el("button", { type: "button", class: "plain corner", "aria-label": "Dismiss this hint", on: { click: leave } }, icon("close")));
  document.body.append(hint);
}
