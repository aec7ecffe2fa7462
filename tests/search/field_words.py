"""Sixty phrases of the field, written down by a professional who had not seen the lexicon, as meant.

`asks` is what is to be asked, all of it and nothing more; `offers`, what is to be offered beside or instead;
`rest`, the words that are looked for.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    words: str
    asks: str = ""
    offers: str = ""
    rest: str = ""


_CARE = "theme=sante&thematique=sante--acces-aux-soins"
_SHELTER = "theme=logement&thematique=logement-hebergement--rechercher-une-solution-dhebergement-temporaire"
_LICENCE = "theme=mobilite&thematique=mobilite--preparer-un-permis"
_FOOD = "theme=vie-quotidienne&thematique=equipement-et-alimentation--alimentation"
_NURSERY = "theme=famille&thematique=famille--garde-denfants"
_VIOLENCE = "theme=famille&thematique=famille--surmonter-conflits-separation-violence"
_SOCIAL_HOUSING = (
    "theme=logement&thematique=logement-hebergement--sinformer-sur-les-demarches-liees-a-lacces-au-logement"
)

# A Saturday: « ce soir » is « samedi-soir ».
WORDS = (
    Said("FLE", "theme=francais"),
    Said("alphabetisation", "theme=francais&niveau=alpha"),
    Said("ASL", "theme=francais"),
    Said("BPI", "public=refugies-bpi"),
    Said("A1", "theme=francais&niveau=A1"),
    Said("debutant complet", "theme=francais&niveau=A1"),
    Said("titre de sejour", "theme=droits"),
    Said("recepisse perime", "theme=droits"),
    Said("ofi", "theme=droits"),
    Said("CADA", "theme=logement&public=demandeurs-asile"),
    Said("domiciliation", "theme=droits"),
    Said("j'ai recu une oqtf", "theme=droits"),
    Said("115", _SHELTER),
    Said("HLM", _SOCIAL_HOUSING),
    Said("permis", _LICENCE, "theme=droits"),
    Said("AME", _CARE),
    Said("PMI", "theme=famille", _CARE),
    Said("mutuelle", _CARE),
    Said("cours de francais avec garderie", "theme=francais&garde_enfants=oui"),
    Said("scanner", "equipement=scanner"),
    Said("CNFS", "theme=numerique"),
    Said("colis", _FOOD),
    Said("epicerie solidaire meaux", _FOOD, rest="meaux"),
    Said("LSF", "langue=fsl"),
    Said("falc", "falc=oui"),
    Said("cours de français jeudi soir", "theme=francais&ouvert=jeudi-soir"),
    Said("avocat gratuit", "theme=droits&gratuit=oui"),
    Said("sans rdv", "rendez_vous=sans-rendez-vous"),
    Said("taf sans papiers", "theme=emploi&public=sans-titre-de-sejour"),
    Said("mon mari me tape", _VIOLENCE),
    Said("free French classes", "theme=francais&gratuit=oui"),
    Said("free English-speaking doctor", f"{_CARE}&langue=en&gratuit=oui"),
    Said("asylum", "theme=droits"),
    Said("somewhere to sleep tonight", f"{_SHELTER}&ouvert=samedi-soir"),
    Said("walk-in clinic no papers", f"{_CARE}&rendez_vous=sans-rendez-vous&public=sans-titre-de-sejour"),
    Said("swap my driving licence", _LICENCE),
    Said("food bank", _FOOD),
    Said("job without speaking French", "theme=emploi", "interprete=oui"),
    Said("nursery for 2 year old", _NURSERY),
    Said("wheelchair access French course", "theme=francais&accessible=oui"),
    Said("بغيت نتعلم الفرنسية", "theme=francais"),
    Said("تجديد الإقامة", "theme=droits"),
    Said("محامي مجاني", "theme=droits&gratuit=oui"),
    Said("حضانة", _NURSERY),
    Said("مكان للنوم الليلة مع أطفال", f"{_SHELTER}&ouvert=samedi-soir&public=familles"),
    Said("طبيب يتكلم عربي", f"{_CARE}&langue=ar"),
    Said("ما نعرفش نقرا ونكتب", "theme=francais&niveau=alpha"),
    Said("kwaghet prefecture", "theme=droits"),
    Said("رخصة السياقة", _LICENCE),
    Said("دروس فرنسية للنساء فقط", "theme=francais&public=femmes"),
    Said("безкоштовні курси французької", "theme=francais&gratuit=oui"),
    Said("обмін прав", _LICENCE),
    Said("тимчасовий захист продовжити", "theme=droits"),
    Said("садочок", _NURSERY),
    Said("лікар українською", f"{_CARE}&langue=uk"),
    Said("курси французької у суботу", "theme=francais&ouvert=samedi"),
    Said("DELF B1 запис", "theme=francais&niveau=B1"),
    Said("роздрукувати документи", "equipement=imprimante"),
    Said("перекладач по відео", "interprete=oui&mode=a-distance"),
    Said("гуманітарна допомога", "theme=vie-quotidienne"),
)
