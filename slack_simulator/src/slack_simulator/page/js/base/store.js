// Holds what the viewer can see, keeps it true by the live stream, and tells the parts of the page what changed.

import { ApiError, listen, read, send } from "./api.js";

const KEPT_ENTRIES = 2000;
const subscribers = new Map();

export const state = {
  me: null, team: null, app: null, people: new Map(), conversations: new Map(), messages: new Map(),
  home: null, views: [], panels: [], journal: [], online: true, ready: false, offset: 0,
};
// Messages for one person alone that were there before this page was opened: Slack forgets them with a reload.
let forgotten = null;
let anchor = { real: performance.now(), workspace: Date.now() };
let stop = () => {};
let waiting = null;
let loading = 0;

/** Call `fn(detail)` whenever `topic` changes: state, messages, conversations, people, home, views, clock, journal, notice, online. */
export function on(topic, fn) {
  if (!subscribers.has(topic)) subscribers.set(topic, []);
  subscribers.get(topic).push(fn);
}

function emit(topic, detail) {
  for (const fn of subscribers.get(topic) ?? []) fn(detail);
}

/** The workspace's present moment. */
export const now = () => new Date(anchor.workspace + performance.now() - anchor.real);
export const me = () => state.people.get(state.me);
export const myZone = () => me()?.tz || "UTC";
export const directMessage = () => [...state.conversations.values()].find((one) => one.kind === "im" && one.with_app !== false);

/** Messages of a conversation, oldest first. */
export function messagesOf(id) {
  return [...(state.messages.get(id)?.values() ?? [])].sort((one, other) => Number(one.ts) - Number(other.ts));
}

/** See the workspace as one person, or as the first who can act: connect first, then load, so that nothing falls between. */
export async function become(id) {
  const able = (await send("people")).people.filter((one) => one.can_act);
  const person = (able.find((one) => one.id === id) ?? able[0])?.id;
  if (!person) throw new ApiError("Nobody in this workspace can act.");
  stop();
  state.ready = false;
  state.me = person;
  localStorage.setItem("me", person);
  return new Promise((resolve) => {
    stop = listen(person, {
      onOpen: () => load().then(resolve, (error) => emit("notice", { text: error.message, level: "error" })),
      onEvent: (event) => (waiting ? waiting.push(event) : apply(event)),
      onLost: () => setOnline(false),
    });
  });
}

/** Read everything again; events that arrive meanwhile are applied afterwards. */
async function load() {
  loading += 1;
  const mine = loading;
  waiting ??= [];
  try {
    const fresh = await read("state", { as: state.me });
    if (mine !== loading) return;
    take(fresh);
    setOnline(true);
    state.ready = true;
    emit("state");
  } finally {
    if (mine === loading) {
      const late = waiting;
      waiting = null;
      late.forEach(apply);
    }
  }
}

function take(fresh) {
  Object.assign(state, {
    me: fresh.me, team: fresh.team, app: fresh.app, home: fresh.home, views: fresh.views, panels: fresh.panels ?? [], offset: fresh.clock_offset,
    people: byId(fresh.people), conversations: byId(fresh.conversations),
  });
  forgotten ??= new Set(Object.values(fresh.messages).flat().filter((one) => one.ephemeral).map(placeOf));
  const kept = (list) => list.filter((one) => !forgotten.has(placeOf(one)));
  state.messages = new Map(
    Object.entries(fresh.messages).map(([id, list]) => [id, new Map(kept(list).map((message) => [message.ts, message]))]),
  );
  setClock(fresh.now);
}

const placeOf = (message) => `${message.channel} ${message.ts}`;
const byId = (list) => new Map(list.map((one) => [one.id, one]));

function setClock(iso) {
  anchor = { real: performance.now(), workspace: Date.parse(iso) };
}

function setOnline(value) {
  if (state.online === value) return;
  state.online = value;
  emit("online");
}

const handlers = {
  message: ({ message }) => keepMessage(message, true),
  message_changed: ({ message }) => keepMessage(message, false),
  message_deleted: ({ channel, ts }) => {
    state.messages.get(channel)?.delete(ts);
    emit("messages", { channel });
  },
  view_opened: ({ view }) => setViews([...state.views.filter((one) => one.id !== view.id), view]),
  view_updated: ({ view }) => setViews(state.views.map((one) => (one.id === view.id ? view : one))),
  view_closed: ({ view_id: id }) => dropViews([id]),
  home: ({ view }) => {
    state.home = view;
    emit("home");
  },
  conversation: ({ conversation }) => {
    state.conversations.set(conversation.id, conversation);
    emit("conversations");
  },
  people: ({ people }) => {
    state.people = byId(people);
    if (me()?.can_act) {
      emit("people");
      return;
    }
    emit("notice", { text: "The person you were cannot act any more, so you are somebody else now.", level: "warning" });
    become(null).catch((error) => emit("notice", { text: error.message, level: "error" }));
  },
  clock: ({ now: moment, offset }) => {
    setClock(moment);
    state.offset = offset;
    emit("clock");
  },
  journal: ({ entry }) => keepEntries([entry]),
  notice: (notice) => emit("notice", notice),
  reset: () => {
    forgetReadMarks();
    state.journal = [];
    emit("journal");
    become(state.me).catch((error) => emit("notice", { text: error.message, level: "error" }));
  },
};

function apply(event) {
  handlers[event.type]?.(event);
}

function keepMessage(message, isNew) {
  if (!state.conversations.has(message.channel)) {
    // A conversation this page has not heard of yet, such as a first direct message.
    load();
    return;
  }
  if (!state.messages.has(message.channel)) state.messages.set(message.channel, new Map());
  state.messages.get(message.channel).set(message.ts, message);
  emit("messages", { channel: message.channel, message, isNew });
}

function setViews(views) {
  state.views = views;
  emit("views");
}

/** Take views off the stack, as the person closed them or the app's answer did. */
export function dropViews(ids) {
  setViews(state.views.filter((view) => !ids.includes(view.id)));
}

/** Add journal entries in order, without doubles, keeping the newest. */
export function keepEntries(entries) {
  const known = new Map(state.journal.map((entry) => [entry.n, entry]));
  entries.forEach((entry) => known.set(entry.n, entry));
  state.journal = [...known.values()].sort((one, other) => one.n - other.n).slice(-KEPT_ENTRIES);
  emit("journal");
}

const markKey = (id) => `read:${state.me}:${id}`;

/** How many messages of others in a conversation this viewer has not seen. */
export function unreadCount(id) {
  const seen = Number(localStorage.getItem(markKey(id)) ?? 0);
  return messagesOf(id).filter((message) => Number(message.ts) > seen && !isReply(message) && message.user !== state.me).length;
}

export const isReply = (message) => Boolean(message.thread_ts) && message.thread_ts !== message.ts;

/** Remember that the viewer has seen a conversation to its end. */
export function markRead(id) {
  const last = messagesOf(id).at(-1);
  if (last && document.visibilityState === "visible") localStorage.setItem(markKey(id), last.ts);
}

function forgetReadMarks() {
  Object.keys(localStorage).filter((key) => key.startsWith("read:")).forEach((key) => localStorage.removeItem(key));
}
