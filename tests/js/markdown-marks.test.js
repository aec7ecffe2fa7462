import assert from "node:assert/strict";
import { test } from "node:test";
import { enter, heading, linkTo, list, note, picture, steps, table, wrap } from "../../static/js/markdown-marks.js";

/** « a[b]c » is a text with b selected; « a|c » one with the cursor between. */
function state(drawn) {
  const start = drawn.search(/[⟦¦]/);
  const end = drawn.includes("⟧") ? drawn.indexOf("⟧") - 1 : start;
  return { value: drawn.replace(/[⟦⟧¦]/g, ""), start, end };
}

function done({ value }, { from, to, text, start, end }) {
  const whole = value.slice(0, from) + text + value.slice(to);
  return start === end ? `${whole.slice(0, start)}¦${whole.slice(start)}` : `${whole.slice(0, start)}⟦${whole.slice(start, end)}⟧${whole.slice(end)}`;
}

const act = (drawn, mark, ...given) => {
  const before = state(drawn);
  return done(before, mark(before, ...given));
};

test("what is selected is put in bold, and taken out of it", () => {
  assert.equal(act("un ⟦mot⟧ ici", wrap, "**", "x"), "un **⟦mot⟧** ici");
  assert.equal(act("un **⟦mot⟧** ici", wrap, "**", "x"), "un ⟦mot⟧ ici");
  assert.equal(act("un ⟦ mot ⟧ici", wrap, "**", "x"), "un  **⟦mot⟧** ici");
  assert.equal(act("un ¦", wrap, "**", "texte"), "un **⟦texte⟧**");
});

test("a word in bold is put in italic besides", () => {
  assert.equal(act("**⟦mot⟧**", wrap, "*", "x"), "***⟦mot⟧***");
  assert.equal(act("***⟦mot⟧***", wrap, "*", "x"), "**⟦mot⟧**");
  assert.equal(act("*⟦mot⟧*", wrap, "*", "x"), "⟦mot⟧");
});

test("several lines are put in bold one by one, their marks aside", () => {
  assert.equal(act("⟦- a\n\n1. b⟧", wrap, "**", "x"), "⟦- **a**\n\n1. **b**⟧");
});

test("lines become a list, and lines again", () => {
  assert.equal(act("⟦a\nb⟧", list, "x"), "⟦- a\n- b⟧");
  assert.equal(act("⟦- a\n- b⟧", list, "x"), "⟦a\nb⟧");
  assert.equal(act("avant\n¦", list, "élément"), "avant\n\n- ⟦élément⟧");
  assert.equal(act("⟦1. a\n2. b⟧", list, "x"), "⟦- a\n- b⟧");
  assert.equal(act("- a\n¦b", list, "x"), "- a\n- b¦");
});

test("steps are numbered, after those above", () => {
  assert.equal(act("⟦a\n\nb⟧", steps, "x"), "⟦1. a\n\n2. b⟧");
  assert.equal(act("1. a\n¦", steps, "étape"), "1. a\n2. ⟦étape⟧");
  assert.equal(act("⟦1. a\n2. b⟧", steps, "x"), "⟦a\nb⟧");
});

test("a line becomes a heading, one below, and a line again", () => {
  assert.equal(act("a\nTi¦tre\nb", heading, "x"), "a\n\n# Titre¦\n\nb");
  assert.equal(act("# Ti¦tre", heading, "x"), "## Titre¦");
  assert.equal(act("## Ti¦tre", heading, "x"), "Titre¦");
  assert.equal(act("¦", heading, "Titre"), "# ⟦Titre⟧");
});

test("what is good to know stands apart", () => {
  const words = { note: "À savoir.", noteText: "retenir" };
  assert.equal(act("a\n¦", note, words), "a\n\n> **À savoir.** ⟦retenir⟧");
  assert.equal(act("⟦a\nb⟧", note, words), "⟦> a\n> b⟧");
  assert.equal(act("⟦> a\n> b⟧", note, words), "⟦a\nb⟧");
});

test("a table comes after the line that one is on", () => {
  const words = { column: "C", cell: "x" };
  const rows = "| ⟦C 1⟧ | C 2 |\n| --- | --- |\n| x | x |\n| x | x |";
  assert.equal(act("¦", table, words), rows);
  assert.equal(act("a¦b\nc", table, words), `ab\n\n${rows}\n\nc`);
  assert.equal(act("a\n¦\nc", table, words), `a\n\n${rows}\n\nc`);
});

test("a picture stands on a line of its own", () => {
  assert.equal(act("a¦b", picture, "/f/", "plan"), "a\n\n![⟦plan⟧](/f/)\n\nb");
  assert.equal(act("¦", picture, "/f/", "plan"), "![⟦plan⟧](/f/)");
});

test("Enter goes on with a list, and ends it on an empty line", () => {
  assert.equal(act("- a¦", enter), "- a\n- ¦");
  assert.equal(act("  9) a¦", enter), "  9) a\n  10) ¦");
  assert.equal(act("> a¦", enter), "> a\n> ¦");
  assert.equal(act("- a\n- ¦", enter), "- a\n\n¦");
  assert.equal(act("1. a¦b", enter), "1. a\n2. ¦b");
  assert.equal(enter(state("a¦")), null);
  assert.equal(enter(state("- ⟦a⟧")), null);
  assert.equal(enter(state("**a**¦")), null);
  assert.equal(enter(state("¦- a")), null);
});

test("a link has the address that was typed, whole", () => {
  const to = (words, address) => (one) => linkTo(one, words, address);
  assert.equal(act("voir ¦", to("le site", "exemple.fr")), "voir [le site](https://exemple.fr)¦");
  assert.equal(act("⟦ici⟧.", to("ici", "https://exemple.fr/a b")), "[ici](https://exemple.fr/a%20b)¦.");
  assert.equal(act("¦", to("", "a@exemple.fr")), "[a@exemple.fr](mailto:a@exemple.fr)¦");
  assert.equal(act("Fini.¦", to("ici", "exemple.fr")), "Fini. [ici](https://exemple.fr)¦");
  assert.equal(act("(¦voir)", to("ici", "exemple.fr")), "([ici](https://exemple.fr) ¦voir)");
});
