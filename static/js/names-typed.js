// SPDX-License-Identifier: AGPL-3.0-or-later
// Which name is being typed after « @ », and which names it begins: worked out without a page.
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** What stands between an « @ » and the caret, and where; null where no name is being typed. */
export function nameAfter(value, caret) {
  const found = /(?:^|[^\p{L}\p{N}_.@/-])@([\p{L}'’-]*(?: [\p{L}'’-]*)?)$/u.exec(value.slice(0, caret));
  return found && { from: caret - found[1].length - 1, to: caret, typed: found[1] };
}

/** The names of which a word begins with what is typed, those that begin with it first. */
export function namesLike(names, typed) {
  const asked = plain(typed);
  const first = names.filter((name) => plain(name).startsWith(asked));
  const others = names.filter((name) => !first.includes(name) && plain(name).split(/[\s-]+/).some((word) => word.startsWith(asked)));
  return [...first, ...others];
}
