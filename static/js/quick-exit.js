// Leave at once, without a way back through the history: a click, or Escape twice within a second.
const link = document.querySelector("[data-quick-exit]");

function leave() {
  // Covered before the other site answers.
  document.body.hidden = true;
  location.replace(link.href);
}

if (link) {
  let last = -Infinity;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat) return;
    if (event.timeStamp - last < 1000) leave();
    last = event.timeStamp;
  });
}
