"""A text in Markdown is shown as its author meant it, and nothing of it runs."""

import gc
import time
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from network.text import contents, reading, rendering
from network.text.rendering import rendered, steps
from tests.network import text_attacks
from tests.network.shown import dangerous

FILE = "3f2504e0-4f89-11d3-9a0c-0305e82c3301"
PICTURE = f"/fichiers/{FILE}/"

PIECES = st.sampled_from(
    [
        *(
            "<",
            ">",
            '"',
            "'",
            "&",
            "`",
            "*",
            "_",
            "[",
            "]",
            "(",
            ")",
            "!",
            "#",
            "|",
            "-",
            ":",
            "\\",
            "\n",
            " ",
        ),
        *("javascript:", "data:", "https://", "/", "//", "onerror=", "<img src=x ", "<script>", "</script>"),
        *("&#x", "&colon;", "\t", "\0", "\u202e", "é", "ب", "```", "> ", "1. ", "\n\n", PICTURE, "a", "1"),
        *text_attacks.MARKDOWN[:12],
    ]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join))


def one_line(html: str) -> str:
    return " ".join(html.split())


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Bonjour **à tous**, *merci*.", "<p>Bonjour <strong>à tous</strong>, <em>merci</em>.</p>"),
        ("une ligne\nune autre", "<p>une ligne<br> une autre</p>"),
        ("3. trois\n4. quatre", '<ol start="3"> <li>trois</li> <li>quatre</li> </ol>'),
        ("- a\n- b", "<ul> <li>a</li> <li>b</li> </ul>"),
        ("> **À savoir.** Bien.", "<blockquote> <p><strong>À savoir.</strong> Bien.</p> </blockquote>"),
        ("~~non~~", "<p>~~non~~</p>"),
        ("« Prix : 12 € » – d’accord...", "<p>« Prix : 12 € » – d’accord...</p>"),
        ("---", "<hr>"),
        ("`code` ici", "<p><code>code</code> ici</p>"),
    ],
)
def test_a_text_is_shown_as_it_was_meant(text, html):
    assert one_line(rendered(text)) == html


def test_headings_are_under_the_page_s_own_and_skip_no_rank():
    assert one_line(rendered("# A\n### B\n# C")) == "<h2>A</h2> <h3>B</h3> <h2>C</h2>"
    assert one_line(rendered("### A\n\n#### B")) == "<h2>A</h2> <h3>B</h3>"
    assert one_line(rendered("# A\n## B", level=3)) == "<h3>A</h3> <h4>B</h4>"
    assert "<h6>" in rendered("# A\n## B\n### C", level=5)
    assert "<h7" not in rendered("# A\n## B\n### C", level=5)


def test_headings_have_the_names_that_the_table_of_contents_tells():
    text = "# Les étapes\n## À *savoir*\n# Les étapes\n# ***\n# العربية"
    told = contents.headings(text)
    assert [(one.words, one.anchor, one.rank) for one in told[:3]] == [
        ("Les étapes", "partie-les-étapes", 2),
        ("À savoir", "partie-à-savoir", 3),
        ("Les étapes", "partie-les-étapes-2", 2),
    ]
    html = rendered(text, anchors="partie")
    assert all(f'id="{one.anchor}"' in html for one in told)
    assert len({one.anchor for one in told}) == len(told)
    assert "id=" not in rendered(text)


@pytest.mark.parametrize("anchors", ["A b", 'x"', "<", "é"])
def test_the_names_of_headings_begin_with_small_letters(anchors):
    with pytest.raises(ValueError, match="small letters"):
        rendered("# a", anchors=anchors)


@pytest.mark.parametrize(
    ("text", "href", "words"),
    [
        (
            "Voir https://www.exemple.fr/a_b_c.",
            "https://www.exemple.fr/a_b_c",
            "https://www.exemple.fr/a_b_c",
        ),
        ("(https://exemple.fr/a_(b))", "https://exemple.fr/a_(b)", "https://exemple.fr/a_(b)"),
        ("**https://exemple.fr**", "https://exemple.fr", "https://exemple.fr"),
        ("« HTTPS://exemple.fr »", "HTTPS://exemple.fr", "HTTPS://exemple.fr"),
        ("[le site](https://exemple.fr?a=1&b=2)", "https://exemple.fr?a=1&amp;b=2", "le site"),
    ],
)
def test_a_link_to_another_site_does_not_say_who_sends(text, href, words):
    assert f'<a href="{href}" rel="noopener noreferrer">{words}</a>' in rendered(text)


@pytest.mark.parametrize("address", ["/structures/1-x/", "mailto:a@exemple.fr", "tel:+33160000000"])
def test_a_link_may_lead_to_a_page_of_ours_a_mail_or_a_telephone(address):
    assert rendered(f"[x]({address})") == f'<p><a href="{address}">x</a></p>\n'


@pytest.mark.parametrize(
    "text", ["http://", "xhttps://exemple.fr", "https:///x", "ftp://exemple.fr", "http://@"]
)
def test_what_only_looks_like_an_address_is_left_as_it_is(text):
    assert rendered(text) == f"<p>{text}</p>\n"


def test_a_picture_of_ours_has_its_words_and_its_size():
    text = f"![une carte]({PICTURE})"
    assert rendered(text) == f'<p><img src="{PICTURE}" alt="une carte" loading="lazy"></p>\n'
    html = rendered(text, sizes={UUID(FILE): (1600, 900)})
    assert 'width="1600" height="900"' in html


@pytest.mark.parametrize("address", ["https://exemple.fr/a.png", "/static/a.png", f"{PICTURE}x"])
def test_a_picture_of_elsewhere_is_told_by_its_words(address):
    assert rendered(f"![une **carte**]({address})") == "<p>une carte</p>\n"


@pytest.mark.parametrize(
    "text", ["![x](//exemple.fr/a)", "![x](javascript:a)", "[x](//exemple.fr)", "[x](www.exemple.fr)"]
)
def test_what_leads_nowhere_that_is_allowed_is_left_as_it_is(text):
    assert rendered(text) == f"<p>{text}</p>\n"


def test_a_table_slides_in_its_box_and_figures_stand_at_the_end():
    html = one_line(rendered("| Jour | Prix |\n|---|--:|\n| lundi | 12 |"))
    assert html.startswith(
        '<div class="table-box" tabindex="0" role="region" aria-label="Tableau"> <table class="table">'
    )
    assert '<th scope="col">Jour</th> <th class="num" scope="col">Prix</th>' in html
    assert '<td class="num">12</td>' in html
    assert html.endswith("</table> </div>")


def test_each_line_is_a_step_without_the_number_that_it_may_have():
    said = steps("1. **Rassembler les papiers.** Titre actuel…\n\n- Créer son compte\n  3) Déposer <b>")
    assert said == [
        "<strong>Rassembler les papiers.</strong> Titre actuel…",
        "Créer son compte",
        "Déposer &lt;b&gt;",
    ]
    assert steps(" \n") == []


def test_what_begins_as_bold_is_no_number():
    assert steps("**a** b") == ["<strong>a</strong> b"]


def test_a_text_that_no_form_lets_in_is_shown_as_it_was_typed():
    text = "**a** <b>\n\nb" + " c" * reading.MAX_CHARACTERS
    html = rendered(text)
    assert html.startswith("<p>**a** &lt;b&gt;</p>\n<p>b c c")
    assert contents.links(text) == []
    assert len(steps(text)) == 2


@given(TEXTS)
@example("[x](/\\evil)")
def test_nothing_dangerous_is_shown_of_any_text(text):
    html = rendered(text, anchors="partie")
    assert not dangerous(html)
    assert not dangerous("".join(steps(text)))


def test_no_known_attack_is_let_through():
    for text in [*text_attacks.known(), *text_attacks.mutated(1000)]:
        assert not dangerous(rendered(text, anchors="partie")), text
        assert not dangerous("".join(steps(text))), text


@pytest.fixture
def html_is_read(monkeypatch):
    """As if the reader let HTML through."""
    monkeypatch.setitem(rendering.READER.options, "html", True)
    monkeypatch.setattr(rendering.READER, "validateLink", lambda _address: True)
    monkeypatch.setattr(reading, "ours", lambda token: token)


def test_what_is_cleaned_needs_no_help_of_the_reader(html_is_read):
    assert "<script" not in rendered("<script>x</script>")
    wrong = {text: dangerous(rendered(text)) for text in [*text_attacks.known(), *text_attacks.mutated(1000)]}
    assert not {text: found for text, found in wrong.items() if found}


def test_what_is_read_needs_no_cleaning(monkeypatch):
    class Idle:
        def clean(self, html):
            return html

    monkeypatch.setattr(rendering, "_CLEANER", Idle())
    wrong = {
        text: dangerous(rendered(text, anchors="partie"), "title", "class")
        for text in [*text_attacks.known(), *text_attacks.mutated(1000)]
    }
    assert not {text: found for text, found in wrong.items() if found}


WORST = [
    *(
        "[",
        "![",
        "[](",
        "![](",
        "[a](",
        "*a_ ",
        "**a*b_",
        "`",
        "<",
        "&",
        "> ",
        "- ",
        "1. ",
        "|",
        "x\n",
        "# \n",
    ),
    *(
        "[a]: x\n",
        "[^",
        "http://",
        "https://a.fr ",
        "***",
        "a|b\n-|-\n",
        "===\na\n",
        "   - a\n",
        "a\\\n",
        "```\n",
    ),
    *("https://a))))", "<a@b.fr>", "[x](<", "> > > - ", "\\", "&amp;", "(", "~", "\t- "),
]


@pytest.mark.parametrize(
    "text",
    [
        # Half of the longest that is read tells as much, in half the time.
        *(one * (reading.MAX_CHARACTERS // 2 // len(one)) for one in WORST),
        "|" + "a|" * 9000 + "\n|" + "-|" * 9000 + "\n" + "|b\n" * 8000,
        "".join("  " * depth + "- a\n" for depth in range(230)),
        "".join(">" * depth + "a\n" for depth in range(330)),
        " ".join("`" * length for length in range(1, 330)),
        "[" * 20000 + "a" + "](b)" * 9000,
        "[a]: b\n" * 4000 + "[a]" * 8000,
    ],
    ids=lambda text: repr(text[:8]),
)
def test_the_worst_text_takes_as_long_as_it_is_and_no_longer(text):
    """Twice the text takes about twice as long: where it took four times, the whole would take minutes.

    The best of some tries: whatever else the machine does, and the memory of other tests, only add to it.
    """

    def seconds(length: int) -> float:
        gc.collect()
        gc.disable()
        try:
            started = time.process_time()
            rendered(text[:length])
            return time.process_time() - started
        finally:
            gc.enable()

    whole = min(reading.MAX_CHARACTERS, len(text))
    seconds(whole // 16)
    # Below that, what the clock says is nothing: as much less as what grows by squares would take.
    least = 0.1 * (whole / reading.MAX_CHARACTERS) ** 2
    assert any(seconds(whole) < 10 * max(seconds(whole // 4), least) for _try in range(4))
