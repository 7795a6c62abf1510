// Shows the reactions to a message, and lets the person put one there or take it away.

import { send } from "../base/api.js";
import { el, icon } from "../base/dom.js";
import { openMenu } from "../base/menu.js";
import { state } from "../base/store.js";
import { toast } from "../base/toast.js";
import { emoji } from "../text/emoji.js";

const OFFERED = ["+1", "heart", "tada", "eyes", "white_check_mark", "joy", "rocket", "thinking_face"];

const shape = (name) => el("span", { class: "reaction-emoji", "aria-hidden": "true" }, emoji(name) ?? `:${name}:`);

/** One button for each emoji that is on the message. */
export const reactionBar = (message) => (message.reactions ?? []).map((one) => pill(message, one));

function pill(message, one) {
  const mine = one.users.includes(state.me);
  const names = one.users.map((id) => state.people.get(id)?.shown_name ?? id).join(", ");
  return el(
    "button",
    { type: "button", class: "reaction", title: `${names} reacted with :${one.name}:`, "aria-label": `${one.name}, ${one.count}`, "aria-pressed": String(mine), data: { testid: `reaction-${one.name}` }, on: { click: () => react(message, one.name, mine) } },
    shape(one.name), el("span", { "aria-hidden": "true" }, String(one.count)),
  );
}

/** The button that offers some emoji. */
export function reactButton(message) {
  const button = el("button", { type: "button", class: "tool", title: "Add reaction", "aria-label": "Add reaction", "aria-haspopup": "menu", "aria-expanded": "false" }, icon("smile"));
  const items = OFFERED.map((name) => ({ label: `:${name}:`, picture: shape(name), testid: `react-${name}`, choose: () => react(message, name, false) }));
  button.addEventListener("click", () => openMenu(button, items, { label: "Add reaction", alignEnd: true }));
  return button;
}

async function react(message, name, remove) {
  try {
    await send("react", { as: state.me, channel: message.channel, ts: message.ts, name, ...(remove ? { remove } : {}) });
  } catch (error) {
    toast(error.message, "warning");
  }
}
