"""What a partner writes: the addresses of their sites, their colour, the search."""

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from publishing.embedding.asked import query_of, search_of
from publishing.embedding.colour import colour_of, contrast_with_white
from publishing.embedding.models import Widget, new_key
from publishing.embedding.origins import MOST, origin_of, origins_of


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        ("https://example.org", "https://example.org"),
        ("HTTPS://Example.ORG/", "https://example.org"),
        ("https://example.org:443", "https://example.org"),
        ("http://example.org:80", "http://example.org"),
        ("http://example.org:443", "http://example.org:443"),
        ("https://example.org:8443", "https://example.org:8443"),
        ("https://préfecture.example.fr", "https://xn--prfecture-c4a.example.fr"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
    ],
)
def test_an_origin_is_written_as_browsers_do(written, origin):
    assert origin_of(written) == origin
    assert origin_of(origin) == origin


@pytest.mark.parametrize(
    "written",
    [
        *(
            "example.org",
            "//example.org",
            "ftp://example.org",
            "javascript://example.org",
            "data:text/html,x",
        ),
        *("https://*.example.org", "https://*", "*", "https://", "https:///x", "https://example..org"),
        *(
            "https://example.org/page",
            "https://example.org?x",
            "https://example.org#x",
            "https://example.org/;x",
        ),
        *("https://moi@example.org", "https://moi:secret@example.org", "https://example.org@evil.org"),
        *(
            "https://example.org:0",
            "https://example.org:65536",
            "https://example.org:",
            "https://example.org:a",
        ),
        *("https://[::1]", "https://127.1", "https://0x7f.1", "https://2130706433", "https://999.1.1.1"),
        *("https://exa_mple.org", "https://-example.org", "https://example.org.", "https://exam ple.org"),
        *("https://straße.de", "https://example.org\\@evil.org", "https://" + "a" * 64 + ".org"),
        *(
            "https://example.org;script-src",
            "https://'self'",
        ),
    ],
)
def test_what_is_no_origin_is_refused(written):
    with pytest.raises(ValidationError) as refused:
        origin_of(written)
    assert written[:200] in refused.value.messages[0]


def test_a_page_is_answered_by_the_site_to_write():
    with pytest.raises(ValidationError, match=r"https://www\.example\.org(?!/)"):
        origin_of("https://www.example.org/accueil?x=1")


@given(st.text(max_size=60))
def test_whatever_is_written_an_origin_adds_nothing_to_a_policy(text):
    try:
        found = origins_of(text)
    except ValidationError:
        return
    assert not any(set(" ;,*'\"\r\n\t/") & set(one.partition("://")[2]) for one in found)


def test_several_origins_are_each_kept_once():
    assert origins_of("https://a.fr\nhttps://b.fr, https://A.fr:443/") == ["https://a.fr", "https://b.fr"]


def test_all_that_is_wrong_is_told_at_once():
    with pytest.raises(ValidationError) as refused:
        origins_of("a.fr https://b.fr https://*.c.fr")
    assert len(refused.value.messages) == 2
    with pytest.raises(ValidationError):
        origins_of("  \n ")
    with pytest.raises(ValidationError):
        origins_of(" ".join(f"https://s{n}.fr" for n in range(MOST + 1)))


def test_a_colour_is_legible_on_white():
    assert colour_of(" #1D4F5C ") == "#1d4f5c"
    assert contrast_with_white("#000000") == pytest.approx(21)
    assert contrast_with_white("#767676") == pytest.approx(4.54, abs=0.01)
    for wrong in ("#777777", "#ffff00", "red", "#12", "#1d4f5c;}", ""):
        with pytest.raises(ValidationError):
            colour_of(wrong)


def test_keys_are_not_guessed():
    keys = {new_key() for _each in range(100)}
    assert len(keys) == 100
    assert min(map(len, keys)) >= 22


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        ("/?departement=77&theme=francais", "departement=77&theme=francais"),
        ("https://x.example/ar/?theme=francais&departement=77&vue=carte", "departement=77&theme=francais"),
        ("departement=77", "departement=77"),
        ("/?lat=48.54&lon=2.66&lieu=commune", "lat=48.54&lon=2.66"),
        ("", ""),
        ("https://reperes.example/", ""),
        ("reperes.example/en/?departement=77#liste", "departement=77"),
        ("localhost:8102/?departement=77", "departement=77"),
        ("reperes.example", ""),
        ("/", ""),
        ("?departement=77", "departement=77"),
        ("/?/?departement=77", "departement=77"),
        ("/?https://reperes.example/?departement=77&q=ou?", "departement=77&q=ou?"),
    ],
)  # fmt: skip
def test_a_search_is_taken_from_its_address(places, pasted, said):
    assert QueryDict(search_of(pasted)) == QueryDict(said)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "pasted", ["/?zut=1", "/?theme=rien", "/?lat=99&lon=2", "https://reperes.example/aide/", "/aide/", "aide"]
)
def test_what_is_no_search_is_refused(places, pasted):
    with pytest.raises(ValidationError):
        search_of(pasted)


@pytest.mark.parametrize(
    ("filters", "said", "answered"),
    [
        ("fixes", "", "departement=77&theme=francais"),
        ("fixes", "theme=sante&lat=1&lon=2&q=x&vue=carte", "departement=77&theme=francais&vue=carte"),
        ("lieu", "theme=sante&lat=1&lon=2&rayon_km=5", "theme=francais&lat=1&lon=2&rayon_km=5"),
        ("endroit", "theme=sante&lat=1&lon=2&rayon_km=5", "theme=francais&lat=1&lon=2"),
        ("endroit", "rayon_km=5", "departement=77&theme=francais"),
        ("lieu", "cursor=x", "departement=77&theme=francais&cursor=x"),
        ("ouverts", "", "departement=77&theme=francais"),
        ("ouverts", "vue=carte&utm_source=x&langue=ar", "departement=77&theme=francais&vue=carte"),
        ("ouverts", "theme=sante", "theme=sante"),
    ],
)  # fmt: skip
def test_readers_change_what_they_may(filters, said, answered):
    widget = Widget(search="departement=77&theme=francais", filters=filters)
    assert query_of(widget, QueryDict(said)) == QueryDict(answered)
