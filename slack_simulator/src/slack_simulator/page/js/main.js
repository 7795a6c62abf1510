// Starts the page: the parts listen to the store first, then the store becomes somebody.

import { become, on, state } from "./base/store.js";
import { startTheme } from "./base/theme.js";
import { toast } from "./base/toast.js";
import { startModal } from "./frame/modal.js";
import { startSidebar } from "./frame/sidebar.js";
import { startTopbar } from "./frame/topbar.js";
import { startCentre } from "./room/centre.js";
import { startThread } from "./room/thread.js";
import { startUnderneath } from "./underneath/panel.js";

// The address names what is shown, so the skip link moves the focus without touching it.
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("centre").focus();
});

startTheme();
startTopbar();
startSidebar();
startCentre();
startThread();
startModal();
startUnderneath();
on("notice", ({ text, level }) => toast(text, level));

const asked = new URLSearchParams(location.search).get("as") ?? localStorage.getItem("me");
try {
  await become(asked);
} catch (error) {
  document.querySelector(".loading").textContent = `${error.message} Reload this page once it does.`;
}

// What runs beside this Slack may bring panels of its own.
try {
  for (const address of state.panels) (await import(address)).start();
} catch (error) {
  toast(`A panel could not be shown: ${error.message}`, "error");
}
