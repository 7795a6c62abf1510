// The field at the bottom of a conversation or thread: sends what the person says, or the app's slash commands.

import { send } from "../base/api.js";
import { el, icon } from "../base/dom.js";
import { openMenu } from "../base/menu.js";
import { state } from "../base/store.js";
import { toast } from "../base/toast.js";
import { commands, completion } from "./completion.js";

// What was typed but not sent, so that a look elsewhere or a reconnection does not lose it.
const drafts = new Map();

/** A composer for a channel id, and a thread if given; `hint` is its placeholder and name. */
export function composer({ channel, thread = null, hint }) {
  const draftKey = `${state.me} ${channel} ${thread}`;
  const draft = drafts.get(draftKey) ?? { text: "", chosen: new Map() };
  const field = el("textarea", { rows: "1", "aria-label": hint, placeholder: hint, dir: "auto", maxlength: "12000", data: { testid: thread ? "thread-composer" : "composer" } });
  const button = el("button", { type: "submit", class: "send", "aria-label": "Send", disabled: true }, icon("send"));
  const offers = completion(field, { withCommands: !thread, chosen: draft.chosen, onTake: () => refresh() });
  const form = el("form", { class: "composer" }, offers.nodes, el("div", { class: "composer-box" }, !thread && shortcuts(), field, button));
  field.value = draft.text;

  function refresh() {
    draft.text = field.value;
    drafts.set(draftKey, draft);
    button.disabled = !field.value.trim();
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, 200)}px`;
    offers.refresh();
  }

  async function submit() {
    const text = field.value.trim();
    if (!text || button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    try {
      const answer = await say({ text, channel, thread, mentions: offers.mentions(text) });
      if (answer?.notice) toast(answer.notice, "warning");
      field.value = "";
      draft.chosen.clear();
    } catch (error) {
      toast(error.message, "error");
    } finally {
      button.removeAttribute("aria-busy");
      refresh();
      field.focus();
    }
  }

  field.addEventListener("input", refresh);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || offers.onKey(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      submit();
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  if (field.value) requestAnimationFrame(refresh);
  return form;
}

// Slack keeps an app's global shortcuts in this place, too, whatever the conversation.
function shortcuts() {
  const known = state.app.shortcuts ?? [];
  if (!known.length) return null;
  const opener = el("button", { type: "button", class: "plain", "aria-label": "Shortcuts", title: "Shortcuts", "aria-haspopup": "menu", "aria-expanded": "false", data: { testid: "shortcuts" } }, icon("bolt"));
  const items = known.map((one) => ({ label: one.name, hint: one.description, testid: `shortcut-${one.callback_id}`, choose: () => use(one) }));
  opener.addEventListener("click", () => openMenu(opener, items, { label: "Shortcuts" }));
  return opener;
}

async function use(one) {
  try {
    const answer = await send("shortcut", { as: state.me, callback_id: one.callback_id });
    if (answer.notice) toast(answer.notice, "warning");
  } catch (error) {
    toast(error.message, "error");
  }
}

function say({ text, channel, thread, mentions }) {
  const [command] = text.split(/\s+/);
  if (!/^\/[a-z]/i.test(command)) {
    return send("say", { as: state.me, channel, text, mentions, ...(thread ? { thread_ts: thread } : {}) });
  }
  if (thread) throw new Error("Slack does not run commands inside threads. Type it in the conversation itself.");
  if (!commands().some((one) => one.command === command)) throw new Error(`“${command}” is not a command of this app.`);
  return send("command", { as: state.me, channel, command, text: text.slice(command.length).trim() });
}
