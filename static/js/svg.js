// SPDX-License-Identifier: AGPL-3.0-or-later
const SVG = "http://www.w3.org/2000/svg";

/** An SVG element with its attributes, and the `parts` in it. */
export function svg(name, attributes, ...parts) {
  const made = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...parts);
  return made;
}
