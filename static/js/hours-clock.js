// SPDX-License-Identifier: AGPL-3.0-or-later
// Times as people type them: « 9 », « 9h30 », « 0930 », « 9:30 », « midi ».
const DAY = 24 * 60;
const WORDS = { midi: 12 * 60, minuit: 0 };
const CLOCK = /^(\d{1,2})(?:\s*[h:.]\s*(\d{1,2})?|(\d\d))?\s*(?:mn?)?$/;
// The bar of a day goes from 8 h to 22 h.
const FIRST = 8 * 60;
const LAST = 22 * 60;
// What ends before it begins lasts into the next day from the evening on; earlier it is a slip.
const EVENING = 17 * 60;

/** Minutes since midnight; null where it is no time. */
export function minutesOf(text) {
  const plain = text.trim().replace(/\s+/g, " ").toLowerCase();
  if (plain in WORDS) return WORDS[plain];
  const match = CLOCK.exec(plain);
  if (!match) return null;
  const hour = Number(match[1]);
  const minute = Number(match[2] ?? match[3] ?? 0);
  return (hour < 24 && minute < 60) || (hour === 24 && minute === 0) ? hour * 60 + minute : null;
}

/** « 9h », « 9h30 ». */
export function clockText(minutes) {
  const minute = minutes % 60;
  return `${Math.floor(minutes / 60)}h${minute ? String(minute).padStart(2, "0") : ""}`;
}

/** Where a stretch is on the bar of a day, in hundredths; null where there is none. */
export function barOf(start, end) {
  if (start === null || end === null || (end <= start && end > 0 && start < EVENING)) return null;
  const until = end <= start ? DAY : end;
  const [from, to] = [start, until].map((minutes) => Math.min(Math.max(minutes, FIRST), LAST));
  if (to <= from) return null;
  const share = (minutes) => Math.round(((minutes - FIRST) * 1000) / (LAST - FIRST)) / 10;
  return { x: share(from), width: Math.round((share(to) - share(from)) * 10) / 10 };
}
