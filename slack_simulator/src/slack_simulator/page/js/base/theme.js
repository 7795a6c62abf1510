// Switches between the system's colours, light and dark, and remembers the choice.

const ORDER = ["auto", "light", "dark"];
const NAMES = { auto: "as your system", light: "light", dark: "dark" };
const ICONS = { auto: "auto", light: "sun", dark: "moon" };

const chosen = () => (ORDER.includes(localStorage.getItem("theme")) ? localStorage.getItem("theme") : "auto");

/** Apply the remembered choice. */
export function startTheme() {
  document.documentElement.dataset.theme = chosen();
}

/** Go to the next of: system, light, dark. */
export function nextTheme() {
  localStorage.setItem("theme", ORDER[(ORDER.indexOf(chosen()) + 1) % ORDER.length]);
  startTheme();
}

export const themeName = () => NAMES[chosen()];
export const themeIcon = () => ICONS[chosen()];
