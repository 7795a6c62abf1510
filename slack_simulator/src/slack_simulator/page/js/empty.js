// The kind words where there is nothing yet: what this place is for, and what to do next.

import { avatar, el, icon } from "./dom.js";
import { state } from "./store.js";

/** What stands above the first message of a conversation. */
export function introFor(conversation, isDm) {
  if (isDm) {
    return [
      avatar(state.app.picture, state.app.name, 48),
      el("h2", {}, state.app.name),
      el("p", {}, "This is the conversation between you and the app. When the questions are sent, your menu appears here. Press ", el("strong", {}, "Send questions"), " above to see it now."),
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
      withApp ? `${state.app.name} is here: what people answer is posted here when the report is sent.` : `${state.app.name} is not in this channel.`),
  ];
}

/** App Home before the app has drawn it. */
export const emptyHome = () =>
  el("div", { class: "empty" }, icon("home"), el("h2", {}, "Nothing on Home yet"), el("p", {}, `${state.app.name} draws this page for each person. It has not done so for you; your menu is under Messages.`));
