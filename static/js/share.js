// Copy the page's address, print it, and go back to the very list one came from.
import { say } from "./words.js";

const copy = document.querySelector("[data-copy]");
const copied = document.querySelector("[data-copy-status]");
const back = document.querySelector("[data-back]");

copy?.addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(copy.dataset.copy);
    copied.textContent = say("copied");
  } catch {
    copied.textContent = say("copyFailed", { url: copy.dataset.copy });
  }
});

document.querySelector("[data-print]")?.addEventListener("click", () => print());

back?.addEventListener("click", (event) => {
  const from = document.referrer && new URL(document.referrer);
  if (from && from.origin === location.origin && from.pathname === new URL(back.href).pathname) {
    event.preventDefault();
    history.back();
  }
});
