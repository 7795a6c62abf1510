// Shows the conversation or App Home that the address names, with its head and composer.

import { send } from "../base/api.js";
import { avatar, el, icon } from "../base/dom.js";
import { go, route } from "../base/router.js";
import { isReply, markRead, messagesOf, on, state, unreadCount } from "../base/store.js";
import { toast } from "../base/toast.js";
import { renderBlocks } from "../blocks/blocks.js";
import { valuesOf } from "../blocks/values.js";
import { composer } from "./composer.js";
import { emptyHome, introFor } from "./empty.js";
import { spoken } from "./message.js";
import { messageList } from "./messages.js";

const root = document.getElementById("centre");
let shown = null;

export function startCentre() {
  addEventListener("hashchange", () => state.ready && show());
  on("state", () => { shown = null; show(); });
  on("messages", ({ channel, message, isNew }) => {
    if (shown?.id === channel) {
      shown.list.update();
      if (shown.awaited) point(shown.awaited);
      markRead(channel);
    } else if (route().isDm && !shown?.id && state.conversations.get(channel)?.kind === "im") {
      shown = null;
      show();
    }
    if (message && isNew && message.user !== state.me) announce(spoken(message));
  });
  on("conversations", () => { shown = null; show(); });
  on("people", () => shown?.list?.update());
  on("clock", () => shown?.list?.update());
  on("home", () => shown?.view === "home" && fillHome());
  // "2 minutes ago" and "Today" grow old by themselves.
  setInterval(() => state.ready && shown?.list?.update(), 60_000);
  document.addEventListener("visibilitychange", () => shown?.id && markRead(shown.id));
}

function announce(text) {
  document.getElementById("announcer").textContent = text;
}

function show() {
  const next = route();
  const key = `${state.me} ${next.view} ${next.id} ${next.isDm}`;
  if (shown?.key !== key) {
    shown = { ...next, key };
    document.title = `${titleOf(next)} · ${state.team.name}`;
    if (next.view === "home") showHome();
    else showConversation(next);
  }
  if (next.message) point(next.message);
}

// The message that a link has led to, in the conversation or in the thread beside it, once both are drawn. One that the
// page has not been told of yet is awaited.
function point(ts) {
  shown.awaited = ts;
  requestAnimationFrame(() => {
    const node = [...document.querySelectorAll(`.message[data-ts="${CSS.escape(ts)}"]`)].at(-1);
    if (!node || shown.awaited !== ts) return;
    shown.awaited = null;
    node.scrollIntoView({ block: "center" });
    node.classList.remove("pointed");
    requestAnimationFrame(() => node.classList.add("pointed"));
    node.setAttribute("tabindex", "-1");
    node.focus({ preventScroll: true });
  });
}

const titleOf = ({ view, id, isDm }) => (view === "home" ? "Home" : isDm ? state.app.name : `#${state.conversations.get(id)?.name ?? "channel"}`);

function showConversation({ id, isDm }) {
  const conversation = state.conversations.get(id);
  const channel = id ?? state.app.bot_user_id;
  const unseen = id && unreadCount(id) ? firstUnseen(id) : null;
  const typing = root.contains(document.activeElement) && document.activeElement.matches("textarea");
  shown.list = messageList({ channel, unseenFrom: unseen, intro: introFor(conversation, isDm) });
  root.replaceChildren(
    el("div", { class: "head" }, isDm ? appTitle() : channelTitle(conversation)),
    ...(isDm ? [tabs("messages")] : []),
    shown.list.node,
    footer(conversation, channel, isDm),
  );
  shown.list.update();
  shown.list.toEnd();
  if (typing) root.querySelector(".composer textarea")?.focus();
  if (id) markRead(id);
  dispatchEvent(new Event("seen"));
}

function firstUnseen(id) {
  const others = messagesOf(id).filter((one) => !isReply(one));
  const count = unreadCount(id);
  // Everything unread means a first visit, where a line above all would say nothing.
  return count >= others.length ? null : others.at(-count)?.ts ?? null;
}

function channelTitle(conversation) {
  if (!conversation) return el("h1", {}, "No channel");
  const people = conversation.members.map((id) => state.people.get(id)).filter((one) => one && !one.deleted);
  const count = conversation.members.length;
  return [
    el("div", { class: "head-words" },
      el("h1", {}, icon(conversation.is_archived ? "archive" : conversation.is_private ? "lock" : "hash"), el("span", {}, conversation.name)),
      conversation.topic && el("p", { class: "topic", title: conversation.topic }, conversation.topic)),
    el("div", { class: "head-people", title: people.map((one) => one.shown_name).join(", "), role: "img", "aria-label": `${count} members` },
      people.slice(0, 3).map((one) => avatar(one.picture, one.shown_name, 22)), el("span", { "aria-hidden": "true" }, String(count))),
  ];
}

const appTitle = () => el("div", { class: "head-words row" }, avatar(state.app.picture, state.app.name, 24), el("h1", {}, state.app.name), el("span", { class: "badge" }, "APP"));

function tabs(current) {
  if (state.app.home_tab === false) return "";
  const tab = (name, place, label) =>
    el("button", { type: "button", role: "tab", class: "tab", "aria-selected": String(current === name), data: { testid: `tab-${name}` }, on: { click: () => go(place) } }, label);
  return el("div", { class: "tabs", role: "tablist", "aria-label": state.app.name }, tab("home", "home", "Home"), tab("messages", "dm", "Messages"));
}

function footer(conversation, channel, isDm) {
  if (conversation?.is_archived) return note("archive", "This channel is archived. Nobody can write here until it is unarchived.");
  if (!isDm && conversation && !conversation.members.includes(state.me)) return note("hash", `You are looking at #${conversation.name} from outside; only its members write here.`);
  if (isDm && state.app.can_write_to_app === false) return note("lock", `${state.app.name} writes here; it does not take messages.`);
  const hint = isDm ? `Message ${state.app.name}` : `Message #${conversation?.name ?? "channel"}`;
  return composer({ channel, hint });
}

const note = (drawing, text) => el("div", { class: "composer-note" }, icon(drawing), text);

function showHome() {
  shown.home = el("div", { class: "home-blocks" });
  root.replaceChildren(el("div", { class: "head" }, appTitle()), tabs("home"), el("div", { class: "scroller home", data: { testid: "home" }, tabindex: "0" }, shown.home));
  fillHome();
  send("open_home", { as: state.me }).then((answer) => answer.notice && toast(answer.notice, "warning"), (error) => toast(error.message, "error"));
}

function fillHome() {
  const view = state.home;
  if (!view?.blocks?.length) {
    shown.home.replaceChildren(emptyHome());
    return;
  }
  if (shown.home.querySelector(".empty")) shown.home.replaceChildren();
  const context = { surface: "home", values: valuesOf(`home:${state.me}`), container: { view_id: view.id }, blocks: () => state.home.blocks };
  renderBlocks(shown.home, view.blocks, context);
}
