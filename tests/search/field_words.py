"""Phrases of the field as meant: sixty that a professional who had not seen the lexicon wrote down, and
families of what people say, an example or two of each.

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

_DIPLOMA = "theme=emploi&thematique=preparer-sa-candidature--valoriser-ses-competences"
_PAPERWORK = (
    "theme=droits"
    "&thematique=difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives"
)
_DIGITAL = "theme=numerique&thematique=numerique--maitriser-les-fondamentaux-du-numerique"
_RENT = "theme=logement&thematique=logement-hebergement--reduire-les-impayes-de-loyer"
_LET = "theme=logement&thematique=logement-hebergement--louer-un-logement"
_SEXUAL = "theme=sante&thematique=sante--sante-sexuelle"
_MIND = "theme=sante&thematique=sante--sante-mentale"

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
    Said("asylum", "theme=droits&public=demandeurs-asile"),
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
    # Asylum: words of the procedure say the public; a refusal and an appeal say nothing more.
    Said("CMA suspendues", "theme=droits&public=demandeurs-asile"),
    Said("convocation OFPRA", "theme=droits&public=demandeurs-asile"),
    Said("procédure Dublin", "theme=droits&public=demandeurs-asile"),
    Said("recours CNDA avocat", "theme=droits&public=demandeurs-asile"),
    Said("رفضوا لجوئي", "theme=droits&public=demandeurs-asile"),
    # Papers that end, whatever the paper and the language.
    Said("закінчується віза", "theme=droits"),
    Said("my residence permit expired", "theme=droits"),
    Said("مدد إقامتي", "theme=droits"),
    Said("titre de voyage", "theme=droits"),
    Said("refugee passport", "theme=droits&public=refugies-bpi"),
    # A trade beside a diploma, a job or a course is no need in itself.
    Said("formation infirmière", "theme=formation"),
    Said("diplôme étranger de médecin", f"{_DIPLOMA}"),
    Said("français du bâtiment", "theme=francais&theme=emploi"),
    Said("job as a cook", "theme=emploi"),
    # Sentences in the first person, and as they are heard.
    Said("je comprend pas le courrier des impots", _PAPERWORK),
    Said("mon chef m'a pas payé", "theme=emploi&theme=droits"),
    Said("je sais pas me servir d'un ordinateur", _DIGITAL),
    Said("j'ai pas mutuelle", _CARE),
    Said("my boss won't pay me", "theme=emploi&theme=droits"),
    Said("начальник не платить зарплату", "theme=emploi&theme=droits"),
    Said("ما بحكي فرنسي", "theme=francais"),
    Said("bghit nkhdem", "theme=emploi"),
    Said("fin nl9a tbib", _CARE),
    Said("win nakol batel", f"{_FOOD}&gratuit=oui"),
    # Housing: what is missing, what is owed, what is kept.
    Said("нема де жити", "theme=logement"),
    Said("je ne peux plus payer mon loyer", _RENT),
    Said("get my deposit back", "theme=logement"),
    Said("louer sans garant", _LET),
    # Health without cover, and who it is for.
    Said("pregnant without insurance", _CARE),
    Said("болить зуб немає страховки", _CARE),
    Said("dépistage VIH anonyme", _SEXUAL),
    Said("psy pour ados", f"{_MIND}&public=jeunes"),
    # Moments of any day.
    Said("FLE en journée", "theme=francais&ouvert=journee"),
    Said("French lessons at the weekend", "theme=francais&ouvert=week-end"),
    Said("français pendant que les enfants sont à l'école", "theme=francais&ouvert=semaine-journee"),
    Said("курси французької вранці", "theme=francais&ouvert=matin"),
    # Who is under temporary protection.
    Said("ukrainiens sous protection temporaire", "public=personnes-exilees"),
    Said("з тимчасовим захистом", "public=personnes-exilees"),
)
