// The kind words where there is nothing yet: what this place is for, and what to do next.

import { avatar, el, icon } from "../base/dom.js";
import { state } from "../base/store.js";

/** What stands above the first message of a conversation. */
export function introFor(conversation, isDm) {
  if (isDm) {
    return [
      avatar(state.app.picture, state.app.name, 48),
      el("h2", {}, state.app.name),
      el("p", {}, "This is the conversation between you and the app. What it sends to you appears here."),
    ];
  }
  if (!conversation) {
    return [el("h2", {}, "You are in no channel"), el("p", {}, "Be somebody else in the list on the left, or add this person to a channel under People.")];
  }
  const withApp = conversation.members.includes(state.app.bot_user_id);
  return [
    el("div", { class: "intro-sign" }, icon(conversation.is_private ? "lock" : "hash")),
    el("h2", {}, conversation.name),
    el("p", {}, `This is the start of #${conversation.name}. `,
      withApp ? `${state.app.name} is in this channel.` : `${state.app.name} is not in this channel.`),
  ];
}

/** App Home before the app has drawn it. */
export const emptyHome = () =>
  el("div", { class: "empty" }, icon("home"), el("h2", {}, "Nothing on Home yet"), el("p", {}, `${state.app.name} draws this page for each person. It has not done so for you yet.`));
