// Makes links: those to messages lead within the page, all others open beside it.

import { el, safeUrl } from "../base/dom.js";
import { toast } from "../base/toast.js";
import { archived, placeFor } from "./archives.js";

/** A link that opens beside the page, or within it where it leads to a message; plain text where it must not be followed. */
export function link(url, ...label) {
  const href = safeUrl(url);
  if (!href) return el("span", {}, ...label);
  const inside = archived(href);
  if (!inside) return el("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...label);
  const here = placeFor(inside);
  const elsewhere = (event) => {
    event.preventDefault();
    toast("That message is in a conversation that you cannot see.", "warning");
  };
  return el("a", { href: here ?? "#", on: here ? {} : { click: elsewhere } }, ...label);
}
