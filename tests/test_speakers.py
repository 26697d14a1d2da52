"""Who says a figure."""

from datetime import date

import pytest

from data.catalogue import Catalogue
from data.models import Observation
from ingest.text import Context, Text, read


def only(text: str, catalogue: Catalogue, lang: str = "en") -> Observation:
    [found] = read(Text(text), Context(catalogue, lang, date(2024, 7, 3))).observations
    return found


@pytest.mark.parametrize("text", ["According to WHO, 12 people were killed in Rafah.", "WHO said 12 died in Rafah."])
def test_the_speaker_is_named(text: str, seeds_catalogue: Catalogue) -> None:
    assert only(text, seeds_catalogue).org_id == "who"


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Twelve people were killed in Rafah (WHO).", "WHO"),
        ("WHO: 12 people were killed in Rafah.", "WHO"),
        ("By WHO's count, 12 people were killed in Rafah.", "WHO"),
        ("WHO data show that 12 people were killed in Rafah.", "WHO"),
        ("UNICEF is appealing for $12 million for Sudan.", "UNICEF"),
        ("Witnesses said 12 people were killed in Rafah.", "Witnesses"),
        ("Medical sources told Reuters that 12 people were killed in Rafah.", "Medical sources"),
        ("Twelve people were killed in Rafah, city hall said.", "city hall"),
        ('"Twelve people were killed in Rafah," said Omar Idris, who runs the ambulances.', "Omar Idris"),
        (
            "Twelve people died in Rafah, Omar Idris, a spokesman for the agency, said.",
            "Omar Idris, a spokesman for the",
        ),
        (
            "The governor of Gedaref, Ali Omer, told state television that 12 had died there.",
            "governor of Gedaref, Ali Omer",
        ),
        ("WHO counts the dead of Rafah. It said that 12 people were killed in Rafah.", "WHO"),
        ("Sudan has reported 12 dead.", None),
        ("Twelve people have died in Rafah since May, when Islamabad announced that all must go, WHO said.", "WHO"),
        ("The army (SAF) said that 12 people were killed in Rafah.", "army"),
        ("An attack on WHO survey teams killed 12 people in Rafah.", None),
        ("12 people were killed in Rafah (WHO, which runs a clinic there, has left).", None),
        ("12 people were killed in Rafah when shells fell, and residents said nothing.", None),
        ("WHO: 12 people killed in Rafah, says Hamas.", "Hamas"),
        ("12 people were killed in Rafah, UNICEF needs supplies.", None),
        ('"I lost my son," Amina Yusuf told AFP. It said 12 people were killed in Rafah.', None),
        ("The army counts its men. The rebels denied it and, they said, 12 people died in Rafah.", None),
        ('"We have no water," said his wife Aisha. He said 12 people were killed in Rafah.', None),
        ("12 people died on Anjouan, Comoros' interior ministry said.", "Comoros' interior ministry"),
        ("12 people were killed in Rafah, according to the territory's Hamas-run health ministry.", "Hamas-run health"),
        ("12 people were killed in Rafah, according to a statement by Lebanon's health ministry.", "Lebanon's health"),
        ("12 people were killed in Rafah, according to figures from the Health Directorate.", "Health Directorate"),
        ("12 people were killed in Rafah, according to the country's main doctors' union.", "main doctors' union"),
        ("12 people were killed in Rafah (Ministry of Public Health).", "Ministry of Public Health"),
        ("12 people were killed in Rafah (Source: DTM).", "DTM"),
        ("The Ministry of Refugees and Repatriation said 12 people were killed in Rafah.", "Ministry of Refugees and"),
        ("The Directorate for Relief and Reconstruction said 12 people died in Rafah.", "Directorate for Relief and"),
        ("Amnesty said the strikes killed 12 people in Rafah.", "Amnesty"),
        ("The syndicate said 12 people had been killed in Rafah.", "syndicate"),
        ("Medical sources had reported that 12 people were killed in Rafah.", "Medical sources"),
        ("Radio Okapi are reporting that 12 people were killed in Rafah.", "Radio Okapi"),
        (
            "12 people died in Rafah, Ana Maria Ruiz, head of the relief agency, told a news conference.",
            "Ana Maria Ruiz",
        ),
        ("A survey led by IOM found that 12 people were killed in Rafah.", "IOM"),
        ("12 people were killed in Rafah, the tracking matrix of IOM shows.", "IOM"),
        ("OCHA estimated 4,000 people had fled Rafah.", "OCHA"),
        (
            "The Committee to Protect Reporters, which put the dead in Rafah at 12, asked for help.",
            "Committee to Protect",
        ),
        ("A hospital doctor, who asked not to be named, said 12 people were killed in Rafah.", "hospital doctor"),
        ("Aid workers, speaking on condition of anonymity, said 12 people were killed in Rafah.", "Aid workers"),
        ("A doctor who did not want to be named said 12 people were killed in Rafah.", "doctor"),
        ("By Friday 12 deaths had been reported to the Civil Protection Office in Rafah.", "Civil Protection Office"),
        ("An officer there said 12 people had been killed in Rafah.", "officer"),
        ("The rebels maintain that 12 people were killed in Rafah.", "rebels"),
        ("In Rafah Terekhov told reporters that 12 people had been killed.", "Terekhov"),
        ("12 people were killed in Rafah, health minister Hassan al-Tamimi said.", "health minister Hassan al-Tamimi"),
        ("Authorities raised the death toll from the quake in Rafah to 12.", "Authorities"),
        ("Current estimates say 12 people were killed in Rafah.", None),
        ("Floods hit Rafah. He said 12 people were killed in Rafah.", None),
        ("Rafah had reported 12 dead.", None),
    ],
)
def test_who_says_a_figure_is_told_in_many_ways(text: str, who: str | None, seeds_catalogue: Catalogue) -> None:
    said = only(text, seeds_catalogue).org_text
    assert said is None if who is None else said is not None and said.startswith(who)


def test_a_rival_count_has_its_own_speaker_and_lends_it_to_no_other(seeds_catalogue: Catalogue) -> None:
    for text, who in (
        ("Twelve people died in Goma, but the army spoke of nine.", [None, "army"]),
        ("Twelve people died in Goma, whereas the police acknowledge nine.", [None, "police"]),
        ("Twelve people died in Goma, residents said, but the mayor spoke of 20.", ["residents", "mayor"]),
        ("The toll in Goma is disputed. The army admits to nine.", ["army"]),
    ):
        found = read(Text(text), Context(seeds_catalogue, "en", None)).observations
        assert [o.org_text for o in found] == who, text


@pytest.mark.parametrize(
    ("text", "who"),
    [
        (
            "Nine died in Papua, Sutopo Purwo Nugroho told reporters.\n\nTwelve were hurt in Sentani, Nugroho said.",
            "Sutopo Purwo Nugroho",
        ),
        (
            "The civil defence directorate of Tolo is at work. Gaza's relief agency said nine had died in Rafah.\n\n"
            "Twelve were hurt in Khan Younis, the agency said.",
            "Gaza's relief agency",
        ),
        ("Mayor Omar Idris said nine people were killed in Lome. The mayor said 12 were hurt.", "Mayor Omar Idris"),
        ("OCHA said nine people were killed in Lome. In Kara 12 were hurt, the office said.", "OCHA"),
        (
            "OCHA said nine people were killed in Lome. Crews of the fire service found 12 hurt, the group said.",
            "group",
        ),
        ("Officials in Togo said nine people were killed in Lome. Officials said 12 were hurt in Kara.", "Officials"),
        (
            "Dr Ana Ruiz told reporters that nine had died in Lome. She described the ward. She said 12 were hurt.",
            "Ana Ruiz",
        ),
        ('"The ward is full," Ana Ruiz told reporters. "It is dark. Twelve people were hurt in Lome."', "Ana Ruiz"),
    ],
)
def test_a_last_word_stands_for_the_name_told_before(text: str, who: str, seeds_catalogue: Catalogue) -> None:
    found = read(Text(text), Context(seeds_catalogue, "en", date(2024, 7, 3))).observations
    assert found[-1].org_text == who


@pytest.mark.parametrize(
    ("lang", "text", "who"),
    [
        ("fr", "Quarante personnes ont été tuées à Goma, a annoncé vendredi le gouverneur.", "gouverneur"),
        (
            "fr",
            "Selon un communiqué du ministère de la Santé, 40 personnes ont été tuées à Goma.",
            "ministère de la Santé",
        ),
        ("fr", "Quarante personnes ont été tuées à Goma, selon un bilan de la Croix-Rouge.", "Croix-Rouge"),
        ("fr", "Quarante personnes ont été tuées à Goma, a indiqué à l'AFP un médecin.", "médecin"),
        ("es", "Cuarenta personas murieron en Cúcuta, informó el viernes el gobernador.", "gobernador"),
        ("es", "Según un comunicado del Ministerio de Salud, 40 personas murieron en Cúcuta.", "Ministerio de Salud"),
        ("uk", "У Харкові загинули 40 людей, повідомив у п'ятницю голова ОВА.", "голова ОВА"),
        (
            "uk",
            "За даними Міністерства охорони здоров'я, у Харкові загинули 40 людей.",
            "Міністерства охорони здоров'я",
        ),
        ("ar", "قالت وزارة الصحة إن 40 شخصا قتلوا في رفح.", "وزارة الصحة"),
        ("ar", "أعلن الدفاع المدني مقتل 40 شخصا في رفح.", "الدفاع المدني"),
    ],
)
def test_who_says_a_figure_is_told_in_other_languages(
    lang: str, text: str, who: str, seeds_catalogue: Catalogue
) -> None:
    assert only(text, seeds_catalogue, lang).org_text == who


def test_nobody_speaks_outside_the_quotation_marks(seeds_catalogue: Catalogue) -> None:
    for text in (
        "“We are tired,” said Omar Idris. “The army came later.” Twelve people were killed in Gedaref.",
        'The hospital received the wounded. "Twelve people were killed in Gedaref."',
    ):
        assert only(text, seeds_catalogue).org_text is None, text
