import re

from common import qr


def test_a_code_is_an_svg_with_a_name_and_no_inline_style():
    drawn = qr.drawing("https://exemple.fr/?lat=48.5&lon=2.6", "Code de l'accueil <Melun>")
    assert drawn.startswith("<svg role=")
    assert "<title>Code de l'accueil &lt;Melun&gt;</title>" in drawn
    assert "style=" not in drawn


def test_another_link_is_another_code_and_a_longer_one_a_larger():
    sides = [
        float(re.search(rb'width="(\d+)"', qr.image(text))[1])
        for text in ("https://a.fr/", "https://a.fr/" + "x" * 200)
    ]
    assert sides[0] < sides[1]
    assert qr.image("https://a.fr/") != qr.image("https://b.fr/")
