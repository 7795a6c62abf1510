// Builds DOM nodes; text only ever becomes text nodes, so what people write can never become markup.

/** Make an element: `attrs` holds attributes, `class`, `data` (dataset), `on` (listeners) and `props` (properties). */
export function el(tag, attrs = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attrs ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "data") Object.assign(node.dataset, value);
    else if (name === "on") for (const [type, fn] of Object.entries(value)) node.addEventListener(type, fn);
    else if (name === "props") Object.assign(node, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

let counter = 0;

/** A document-wide unique id, for labels and descriptions. */
export function uniqueId(prefix) {
  counter += 1;
  return `${prefix}-${counter}`;
}

/** The URL if it may be followed or loaded, else null: scripts and data never are. */
export function safeUrl(text) {
  try {
    const url = new URL(text, location.href);
    return ["http:", "https:", "mailto:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** A picture served by this workspace; anything from elsewhere shows its initial instead, so the page stays offline. */
export function avatar(url, name, size) {
  const letter = () => el("span", { class: `avatar size-${size} letter`, "aria-hidden": "true" }, [...(name || "?")][0].toUpperCase());
  if (!url || !isLocal(url)) return letter();
  const image = el("img", { class: `avatar size-${size}`, src: url, alt: "", width: size, height: size });
  image.addEventListener("error", () => image.replaceWith(letter()), { once: true });
  return image;
}

/** Whether a URL is answered by the server this page came from. */
export function isLocal(url) {
  try {
    const parsed = new URL(url, location.href);
    return parsed.port === location.port && ["127.0.0.1", "localhost", location.hostname].includes(parsed.hostname);
  } catch {
    return false;
  }
}

const SHAPES = {
  hash: "M6 2 4.5 14M11.5 2 10 14M2.5 5.5h11M2 10.5h11",
  lock: "M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
  archive: "M2.5 3h11v3h-11zM3.5 6v7h9V6M6.5 8.5h3",
  home: "M2.5 7.5 8 2.5l5.5 5M4 6.5v7h8v-7M6.8 13.5v-4h2.4v4",
  close: "m4 4 8 8M12 4l-8 8",
  menu: "M2.5 4.5h11M2.5 8h11M2.5 11.5h11",
  down: "m4 6 4 4 4-4",
  more: "M4 8h.01M8 8h.01M12 8h.01",
  send: "M2.5 3 14 8 2.5 13l1.5-5zM4 8h5",
  layers: "m8 2 6 3.2-6 3.2-6-3.2zM2.5 8.4 8 11.3l5.5-2.9M2.5 11.2 8 14l5.5-2.8",
  sun: "M8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6M8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9",
  moon: "M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.5",
  auto: "M8 2.5a5.5 5.5 0 1 1 0 11zM8 2.5a5.5 5.5 0 0 0 0 11",
  reply: "M6.5 3.5 2.5 7l4 3.5M2.5 7h7a4 4 0 0 1 4 4v1.5",
  smile: "M8 2.2a5.8 5.8 0 1 1 0 11.6A5.8 5.8 0 0 1 8 2.2M6 6.4h.01M10 6.4h.01M5.4 9.4a3.2 3.2 0 0 0 5.2 0",
  warn: "M8 2.5 14.2 13H1.8zM8 6.5V9.5M8 11.3h.01",
  eye: "M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8M8 6.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6",
  clock: "M8 2.2a5.8 5.8 0 1 1 0 11.6A5.8 5.8 0 0 1 8 2.2M8 5v3.2l2.2 1.3",
  bolt: "M9 1.5 3.5 9H8l-1 5.5L12.5 7H8z",
  play: "M5 3.2v9.6L12.5 8z",
};

/** A small line drawing, decoration only: the button around it carries the name. */
export function icon(name) {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(ns, "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}
