// SPDX-License-Identifier: AGPL-3.0-or-later
// The arrows of the keyboard lead to the photograph before and to the one after, by the page's own links.

const ARROWS = { ArrowLeft: -1, ArrowRight: 1 };

/** Which link an arrow follows: what comes next stands at the end of the line, which is the left in Arabic. */
export function followed(key, isRightToLeft) {
  const step = (ARROWS[key] ?? 0) * (isRightToLeft ? -1 : 1);
  return step > 0 ? "next" : step < 0 ? "prev" : null;
}

/** Whether a key is somebody's who writes, chooses, or asks the browser for something else. */
function isElsewhere(event) {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return true;
  return event.target instanceof Element && event.target.closest("input, select, textarea, [contenteditable], [role]") !== null;
}

globalThis.document?.addEventListener("keydown", (event) => {
  const which = followed(event.key, document.documentElement.dir === "rtl");
  if (which === null || isElsewhere(event)) return;
  const link = document.querySelector(`nav a[rel="${which}"]`);
  if (link === null) return;
  event.preventDefault();
  link.click();
});
