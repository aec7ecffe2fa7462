# SPDX-License-Identifier: AGPL-3.0-or-later
"""Resolve the commune of an address from a postcode and a name, telling what else it could be."""

import re
from dataclasses import dataclass, replace

from geocoding.communes.gazetteer import Gazetteer, Town
from geocoding.communes.spelling import is_city_of_arrondissements, nearness, readings
from geocoding.normalise import Address
from geocoding.normalise.streets import LINKS, way_at
from places.folding import fold

MAX_ALTERNATIVES = 6
# Among the few communes of a postcode a bad spelling is enough; in a département it must be nearly right.
NEAR_IN_POSTCODE, NEAR_IN_DEPARTEMENT = 0.7, 0.84
# And no other name may come as near.
LEAD = 0.1
_LONGEST_NAME = 8
_PARTS = re.compile(r"\s+[-–—/]\s+|\s*,\s*")


@dataclass(frozen=True, slots=True)
class Resolution:
    """The commune of an address. `town` is None where none could be told; `reason` then says why, in French.

    `note` tells what had to be understood, "" when name and postcode agree. `alternatives` are the other
    communes considered. `is_contested` says that a part of the address speaks for one of them.
    `name_taken` is the name of the town, folded, where it was read at the end of the address. `is_unnamed`
    says that no town is written anywhere, and that several have the postcode.
    """

    town: Town | None
    reason: str = ""
    note: str = ""
    alternatives: tuple[Town, ...] = ()
    is_contested: bool = False
    name_taken: str = ""
    is_unnamed: bool = False


def resolve_commune(address: Address, known: Gazetteer, departement: str = "") -> Resolution:
    """Return the commune of an address.

    `departement` is that of the directory, used only where the address names none. Never raises.
    """
    return _Question(address, known, departement).answer()


def departement_of(postcode: str) -> tuple[str, ...]:
    """Return the département codes that a postcode may belong to; several for Corsica, () for no postcode."""
    if len(postcode) != 5:
        return ()
    if postcode.startswith("20"):
        return ("2A", "2B")
    if postcode.startswith(("97", "98")):
        # The posts of Saint-Barthélemy and Saint-Martin bear numbers of Guadeloupe.
        return {"971": ("971", "977", "978")}.get(postcode[:3], (postcode[:3],))
    return (postcode[:2],)


class _Question:
    """One address against the gazetteer, from the surest evidence to the weakest."""

    def __init__(self, address: Address, known: Gazetteer, departement: str) -> None:
        self.address, self.known = address, known
        self.readings = readings(address.town)
        self.by_name = self._named()
        self.by_postcode = known.postcodes.get(address.postcode, frozenset())
        hinted = departement_of(address.postcode) or ((address.departement,) if address.departement else ())
        self.is_stated = bool(hinted)
        self.departements = hinted or ((departement,) if departement else ())

    def answer(self) -> Resolution:
        if answer := self._by_code():
            return answer
        if not self.readings:
            return self._without_name()
        if both := self._one_of(self.by_name & self.by_postcode):
            return Resolution(both)
        if self._is_divided_city():
            return self._divided_city()
        if several := self.by_name & self.by_postcode:
            return self._which(several, "Plusieurs communes de ce nom ont ce code postal.")
        own = frozenset(
            code for code in self.by_name if self.known.towns[code].departement in self.departements
        )
        if one := self._one_of(own):
            return self._in_departement(one)
        if self.by_postcode and (near := self._nearest(self.by_postcode, NEAR_IN_POSTCODE)):
            return Resolution(near, note=f"Nous avons compris « {near.nom} ».")
        if len(own) > 1:
            return self._which(own, "Plusieurs communes du département portent ce nom.")
        if self.by_name:
            return self._elsewhere()
        return self._unknown_name()

    def _by_code(self) -> Resolution | None:
        """The INSEE code given, unless the name and the postcode both speak against it."""
        code = self.address.citycode
        town = self.known.towns.get(code) or self.known.towns.get(self.known.former_codes.get(code, ""))
        if town is None:
            return None
        if town.parent == "" and any(other.parent == town.code for other in self._towns(self.by_postcode)):
            return None  # the whole of a divided city: its postcode tells which part
        family = {town.code, town.parent}
        named = not self.readings or bool(family & self.by_name) or self._nearness(town) >= NEAR_IN_POSTCODE
        posted = not self.address.postcode or town.code in self.by_postcode
        if named or posted:
            return Resolution(town)
        if self.by_postcode or self.by_name:
            others = self._towns(self.by_name | self.by_postcode)[:MAX_ALTERNATIVES]
            return Resolution(
                None,
                "Le code INSEE, le code postal et le nom ne désignent pas la même commune.",
                alternatives=(town, *others),
            )
        return Resolution(town, note="La commune vient du code INSEE donné.")

    def _without_name(self) -> Resolution:
        taken = self._at_the_end() or self._at_the_beginning()
        if one := self._one_of(self.by_postcode):
            if taken and taken.town is one:
                return taken
            return Resolution(one, note="Aucune commune n'est écrite : elle vient du code postal.")
        if taken:
            return taken
        if self.by_postcode:
            several = self._which(
                self.by_postcode, "Plusieurs communes ont ce code postal et aucune n'est nommée."
            )
            return replace(several, is_unnamed=True)
        if self.address.postcode:
            return Resolution(None, "Ce code postal n'existe pas et aucune commune n'est nommée.")
        return Resolution(None, "L'adresse ne dit pas dans quelle commune elle est.")

    def _at_the_end(self) -> Resolution | None:
        """The longest name of a commune that ends the address, if it is no part of the street's name."""
        words = fold(self.address.tail or self.address.street).split()
        for start in range(max(0, len(words) - _LONGEST_NAME), len(words)):
            if start and (words[start - 1] in LINKS or words[start - 1].isdigit()):
                continue
            if start == 1 and not self.address.number:
                continue
            if start and way_at([*words[:start], "x"])[1] >= start:
                continue  # "rue Delle" has no other name
            found = self.known.named(" ".join(words[start:]))
            own = frozenset(c for c in found if self.known.towns[c].departement in self.departements)
            # The département of the directory is preferred; one that the address states is obeyed.
            found = own if own or self.is_stated else found
            if self.by_postcode:
                found &= self.by_postcode
            if one := self._one_of(found):
                return Resolution(
                    one, name_taken=" ".join(words[start:]), note="La commune est lue à la fin de l'adresse."
                )
            if found:
                return self._which(found, "Plusieurs communes portent ce nom : il manque le code postal.")
        return None

    def _at_the_beginning(self) -> Resolution | None:
        """The commune that an address begins with, and nothing else before a comma or a dash: « Noisiel,
        maison de quartier ». Of the départements that are spoken of alone: elsewhere any name may be one."""
        first, *rest = _PARTS.split(self.address.raw)
        if not rest:
            return None
        found = frozenset(
            c for c in self.known.named(fold(first)) if self.known.towns[c].departement in self.departements
        )
        if self.by_postcode:
            found &= self.by_postcode
        one = self._one_of(found)
        return Resolution(one, note="La commune est lue au début de l'adresse.") if one else None

    def _is_divided_city(self) -> bool:
        return any(is_city_of_arrondissements(reading) for reading in self.readings)

    def _divided_city(self) -> Resolution:
        """Paris, Lyon, Marseille: the postcode tells the arrondissement, or the whole city stands."""
        cities = {
            code for code in self.by_name if any(t.parent == code for t in self._towns(self.by_postcode))
        }
        if one := self._one_of(
            frozenset(t.code for t in self._towns(self.by_postcode) if t.parent in cities)
        ):
            return Resolution(one)
        whole = frozenset(
            code
            for code in self.by_name
            if not self.departements or self.known.towns[code].departement in self.departements
        )
        if one := self._one_of(whole):
            return Resolution(one, note="L'arrondissement n'est pas précisé.")
        return self._elsewhere() if self.by_name else self._unknown_name()

    def _in_departement(self, town: Town) -> Resolution:
        if not self.address.postcode:
            note = "" if self.is_stated else "Le département est celui de l'annuaire."
            return Resolution(town, note=note)
        if not self.by_postcode:
            return Resolution(town, note="Ce code postal n'est celui d'aucune commune ; le nom a suffi.")
        return Resolution(
            town,
            note=f"Le code postal {self.address.postcode} est celui d'une autre commune ; le nom l'emporte.",
            alternatives=self._towns(self.by_postcode)[:MAX_ALTERNATIVES],
            is_contested=True,
        )

    def _elsewhere(self) -> Resolution:
        """The name exists, but not in the département that the address speaks of."""
        if self.departements and (near := self._nearest_in_departements()):
            return Resolution(near, note=f"Nous avons compris « {near.nom} ».")
        if not self.is_stated and (one := self._one_of(self.by_name)):
            return Resolution(one)
        if not self.is_stated:
            return self._which(self.by_name, "Plusieurs communes portent ce nom : il manque le code postal.")
        return self._which(
            self.by_name | self.by_postcode, "Le nom et le code postal ne désignent pas la même commune."
        )

    def _unknown_name(self) -> Resolution:
        if near := self._nearest_in_departements():
            return Resolution(
                near,
                note=f"Nous avons compris « {near.nom} ».",
                alternatives=self._towns(self.by_postcode)[:MAX_ALTERNATIVES],
                is_contested=bool(self.by_postcode),
            )
        if one := self._one_of(self.by_postcode):
            return Resolution(
                one,
                note=f"« {self.address.town} » est lu comme un lieu-dit ; la commune vient du code postal.",
            )
        if self.by_postcode:
            return self._which(
                self.by_postcode, f"« {self.address.town} » n'est le nom d'aucune commune de ce code postal."
            )
        return Resolution(
            None,
            f"Aucune commune ne s'appelle « {self.address.town} ».",
            alternatives=self._nearest_few(),
        )

    def _which(self, codes: frozenset[str], reason: str) -> Resolution:
        return Resolution(None, reason, alternatives=self._towns(codes)[:MAX_ALTERNATIVES])

    def _named(self) -> frozenset[str]:
        for reading in self.readings:
            if found := self.known.named(reading):
                # A former name counts beside today's where the postcode can tell them apart.
                return found | self.known.named_ever(reading) if self.address.postcode else found
        # Of a quarter and its town ("Centre - Delle"), what the postcode has.
        parts = [fold(part) for part in _PARTS.split(self.address.town)]
        named = frozenset(code for part in parts for code in self.known.named(part))
        return named & self.known.postcodes.get(self.address.postcode, frozenset())

    def _one_of(self, codes: frozenset[str]) -> Town | None:
        """The only commune of a set, an arrondissement and its city being one; None for none or several."""
        towns = self._towns(codes)
        if len(towns) > 1:
            towns = tuple(town for town in towns if not any(other.parent == town.code for other in towns))
        if len(towns) > 1:
            # One that bears the name today comes before one that took in a former bearer.
            today = [
                t for t in towns if any(t.code in self.known.names.get(r, ((), ()))[0] for r in self.readings)
            ]
            towns = tuple(today) if len(today) == 1 else towns
        return towns[0] if len(towns) == 1 else None

    def _towns(self, codes) -> tuple[Town, ...]:
        return tuple(self.known.towns[code] for code in sorted(codes))

    def _nearness(self, town: Town) -> float:
        names = self.known.names_of.get(town.code, ())
        return max((nearness(reading, name) for reading in self.readings for name in names), default=0.0)

    def _nearest(self, codes, least: float) -> Town | None:
        """The commune whose name is nearest, near enough, and ahead of every other."""
        ranked = sorted(((self._nearness(self.known.towns[code]), code) for code in codes), reverse=True)
        if not ranked or ranked[0][0] < least:
            return None
        if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < LEAD:
            first, second = (self.known.towns[code] for _near, code in ranked[:2])
            if first.parent != second.code and second.parent != first.code:
                return None
        return self.known.towns[ranked[0][1]]

    def _nearest_in_departements(self) -> Town | None:
        codes = [code for name in self.departements for code in self.known.by_departement.get(name, ())]
        if len(self.readings[0]) < 4:
            return None
        return self._nearest(codes, NEAR_IN_DEPARTEMENT)

    def _nearest_few(self) -> tuple[Town, ...]:
        codes = [code for name in self.departements for code in self.known.by_departement.get(name, ())]
        ranked = sorted(((self._nearness(self.known.towns[code]), code) for code in codes), reverse=True)
        return tuple(self.known.towns[code] for near, code in ranked[:MAX_ALTERNATIVES] if near >= 0.6)
