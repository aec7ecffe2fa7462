// SPDX-License-Identifier: AGPL-3.0-or-later
// What scripts say, in the page's language: rendered with the page (`geoapp/words.py`).
const words = JSON.parse(document.getElementById("phrases").textContent);

/** The sentence `key`, its `{names}` replaced by `values`; of a counted one, the form for `count`. */
export function say(key, values = {}, count = null) {
  const sentence = count === null ? words[key] : words[key][count];
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
