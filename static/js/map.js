// SPDX-License-Identifier: AGPL-3.0-or-later
// The map of a structure's page: what draws it comes when somebody comes near it, for on a phone few do.
const element = document.getElementById("carte");
const near = new IntersectionObserver((seen) => {
  if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
  near.disconnect();
  import("./place-map.js");
}, { rootMargin: "200px" });

if (element && globalThis.L) near.observe(element);
