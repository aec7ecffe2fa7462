// SPDX-License-Identifier: AGPL-3.0-or-later
// What the buttons of a text write in it: each works out one change from the text and what is selected,
// `{ from, to, text, start, end }`: what is between `from` and `to` becomes `text`, then `start` to `end` is selected.
const ITEM = /^(\s*)(?:([-*+])|(\d{1,9})([.)]))[ \t]+/;
const QUOTE = /^\s*> ?/;
const HEADING = /^#{1,6}\s+/;
const STEP = /^\s*\d{1,9}[.)][ \t]+/;
const DASH = /^\s*[-*+][ \t]+/;
// Marks at the start of a line are not part of what is put in bold.
const BEFORE = /^\s*(?:(?:#{1,6}|[-*+]|\d{1,9}[.)]|>)[ \t]+)*/;
const WEB = /^(?:https?:\/\/|mailto:|tel:)\S+$/i;

/** Marks on both sides of what is selected, line by line; taken away where they are there already. */
export function wrap({ value, start, end }, mark, placeholder) {
  const around = value.slice(start - mark.length, start) === mark && value.slice(end, end + mark.length) === mark;
  // One star on each side of two is no italic.
  const longer = mark === "*" && value[start - 2] === "*" && value[start - 3] !== "*";
  if (around && !longer && end > start) {
    const words = value.slice(start, end);
    const from = start - mark.length;
    return { from, to: end + mark.length, text: words, start: from, end: from + words.length };
  }
  const chosen = value.slice(start, end);
  if (!chosen.trim()) {
    const at = start + mark.length;
    return { from: start, to: end, text: mark + placeholder + mark, start: at, end: at + placeholder.length };
  }
  const lines = chosen.split("\n");
  if (lines.length === 1) {
    const [, lead, words, tail] = /^(\s*)(.*?)(\s*)$/.exec(chosen);
    const at = start + lead.length + mark.length;
    return { from: start, to: end, text: lead + mark + words + mark + tail, start: at, end: at + words.length };
  }
  const text = lines.map((line) => {
    const lead = BEFORE.exec(line)[0];
    const words = line.slice(lead.length).trimEnd();
    return words ? lead + mark + words + mark : line;
  }).join("\n");
  return { from: start, to: end, text, start, end: start + text.length };
}

/** The whole lines that the selection touches, from where to where. */
function linesOf({ value, start, end }) {
  const from = value.lastIndexOf("\n", start - 1) + 1;
  const last = end > start && value[end - 1] === "\n" ? end - 1 : end;
  const next = value.indexOf("\n", last);
  return { from, to: next === -1 ? value.length : next };
}

/** An empty line between a block and what is before and after it, unless it goes on. */
function apart(value, from, to, goesOn) {
  const before = value.slice(0, from).replace(/\n$/, "").split("\n").at(-1);
  const after = value.slice(to).replace(/^\n/, "").split("\n")[0];
  return [from > 0 && before.trim() && !goesOn(before) ? "\n" : "", after.trim() && !goesOn(after) ? "\n" : ""];
}

/** Lines that begin with a mark: put there, or taken away where every line has it. */
function marked(state, { has, mark, placeholder }) {
  const { from, to } = linesOf(state);
  const lines = state.value.slice(from, to).split("\n");
  const full = lines.filter((line) => line.trim());
  if (full.length && full.every((line) => has.test(line))) {
    const text = lines.map((line) => line.replace(has, "")).join("\n");
    return { from, to, text, start: from, end: from + text.length };
  }
  const [lead, tail] = apart(state.value, from, to, (line) => has.test(line));
  if (!full.length) {
    const first = mark(0);
    const at = from + lead.length + first.length;
    return { from, to, text: lead + first + placeholder + tail, start: at, end: at + placeholder.length };
  }
  let count = 0;
  const text = lines.map((line) => (line.trim() ? mark(count++) + line.replace(ITEM, "") : line)).join("\n");
  const at = from + lead.length;
  return { from, to, text: lead + text + tail, start: full.length > 1 ? at : at + text.length, end: at + text.length };
}

export const list = (state, placeholder) => marked(state, { has: DASH, mark: () => "- ", placeholder });

/** Steps go on with the numbers of the list that is above. */
export function steps(state, placeholder) {
  const { from } = linesOf(state);
  const above = /(?:^|\n)\s*(\d{1,6})[.)][^\n]*\n$/.exec(state.value.slice(0, from));
  const first = above ? Number(above[1]) + 1 : 1;
  return marked(state, { has: STEP, mark: (count) => `${first + count}. `, placeholder });
}

/** A heading, then one below it, then none. */
export function heading({ value, start }, placeholder) {
  const { from, to } = linesOf({ value, start, end: start });
  const line = value.slice(from, to);
  const depth = HEADING.exec(line)?.[0].trim().length ?? 0;
  const words = line.replace(HEADING, "").trim();
  const mark = ["# ", "## "][depth] ?? "";
  const [lead, tail] = mark ? apart(value, from, to, () => false) : ["", ""];
  const said = words || (mark ? placeholder : "");
  const at = from + lead.length + mark.length;
  return { from, to, text: lead + mark + said + tail, start: words ? at + said.length : at, end: at + said.length };
}

/** A box of what is good to know; words of one's own where some are selected. */
export function note(state, { note: title, noteText }) {
  const { from, to } = linesOf(state);
  const first = `> **${title}** `;
  if (state.value.slice(from, to).trim()) return marked(state, { has: QUOTE, mark: () => "> ", placeholder: "" });
  const [lead, tail] = apart(state.value, from, to, () => false);
  const at = from + lead.length + first.length;
  return { from, to, text: lead + first + noteText + tail, start: at, end: at + noteText.length };
}

/** A link in the place of what is selected, to an address that somebody typed: « exemple.fr » is a site. Where
    nothing is, it is kept apart from the words on each side. */
export function linkTo({ value, start, end }, words, typed) {
  const address = typed.trim().replaceAll(" ", "%20");
  const whole = WEB.test(address) || address.startsWith("/") ? address : address.includes("@") ? `mailto:${address}` : `https://${address}`;
  const lead = start === end && /[^\s(["'’«]$/.test(value.slice(0, start)) ? " " : "";
  const tail = start === end && /^[\p{L}\p{N}]/u.test(value.slice(end)) ? " " : "";
  const text = `${lead}[${words.trim().replaceAll("\n", " ") || address}](${whole})${tail}`;
  return { from: start, to: end, text, start: start + text.length, end: start + text.length };
}

/** A table of two columns after the line that one is on. */
export function table({ value, end }, { column, cell }) {
  const { from, to } = linesOf({ value, start: end, end });
  const empty = !value.slice(from, to).trim();
  const at = empty ? from : to;
  const [lead, tail] = apart(value, empty ? from : to + 1, to, () => false);
  const before = empty ? lead : "\n\n";
  const rows = [`| ${column} 1 | ${column} 2 |`, "| --- | --- |", `| ${cell} | ${cell} |`, `| ${cell} | ${cell} |`];
  const chosen = at + before.length + 2;
  return { from: at, to: empty ? to : at, text: before + rows.join("\n") + tail, start: chosen, end: chosen + `${column} 1`.length };
}

/** A picture of ours on a line of its own, its words selected. */
export function picture({ value, start, end }, address, words) {
  const before = value.slice(0, start);
  const lead = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const after = value.slice(end);
  const tail = !after || after.startsWith("\n") ? "" : "\n\n";
  const at = start + lead.length + 2;
  return { from: start, to: end, text: `${lead}![${words}](${address})${tail}`, start: at, end: at + words.length };
}

/** The end of a list, on its empty item: without a line left empty, what is typed next would belong to the last item. */
function ended(value, from, to) {
  const text = from < 2 || value.slice(0, from).endsWith("\n\n") ? "" : "\n";
  return { from, to, text, start: from + text.length, end: from + text.length };
}

/** What Enter does in a list or a box: goes on with it, or ends it on an empty line; null where it is only Enter. */
export function enter({ value, start, end }) {
  if (start !== end) return null;
  const from = value.lastIndexOf("\n", start - 1) + 1;
  const line = value.slice(from, start);
  const [mark] = ITEM.exec(line) ?? QUOTE.exec(line) ?? [];
  if (mark === undefined) return null;
  const rest = value.slice(start).split("\n")[0];
  if (!line.slice(mark.length).trim() && !rest.trim()) return ended(value, from, start + rest.length);
  const item = ITEM.exec(line);
  const next = item?.[3] ? `${item[1]}${Number(item[3]) + 1}${item[4]} ` : mark;
  const at = start + 1 + next.length;
  return { from: start, to: start, text: `\n${next}`, start: at, end: at };
}
