"""Articles of our own making, in four languages, with headings and lists. Pure."""

from typing import Final

from tests.unit.articles.dressed import Made
from tests.unit.articles.made import END, LEAD, MIDDLE, TAKEAWAYS, TITLE

DATABASE: Final = Made(
    title=TITLE,
    lines=(
        ("p", LEAD), ("h", "A new write path"), ("p", MIDDLE),
        ("p",
         "“We measured for a year before we touched a line,” said Orsolya Brandt, who leads the team. Most of the time went into moving "
              "pages that nobody had asked for. The answer was to stop."),
        ("h", "Who should wait (and why)"), ("p", END),
        ("p", "Not everybody is pleased. The maintainers of two drivers learnt of the new protocol from the release notes, and one of them "
              "has asked for a fork. Halden says that it will talk to both before the end of the month."),
        ("h", "Key Takeaways"), *(("li", text) for text in TAKEAWAYS),
        ("p", "The upgrade is worth a test on a copy. A bank that went first saved a third of its machines, and it took four evenings, one "
              "of them spent on reading the manual. For everybody else, autumn is soon enough."),
    ),
)  # fmt: skip
HARBOUR: Final = Made(
    title="The harbour that sold its cranes",
    lines=(
        ("p",
         "Varnmouth has no cranes any more. The last of the eleven left on a barge on Friday night, bound for a scrapyard in the north, "
              "and by Monday the council had already painted parking bays where it used to stand."),
        ("p",
         "The sale brings in 3.4 million, about half of what the town had hoped for. Two buyers dropped out in January when steel fell, "
              "and the third, a dealer from Ostrava, named its own price."),
        ("h", "A decision taken in eleven minutes"),
        ("p", "The minutes of the meeting fill a page and a half. Nobody asked what the ferries would do without a crane, although the "
              "harbour master had written to every member of the council in November."),
        ("p", "“I am the only one who read the contract,” he said this week. He is the author of a report on the port's future that was "
              "never printed."),
        ("h", "What the numbers say"),
        ("li", "Eleven cranes were sold for 3.4 million, half of the estimate of last spring"),
        ("li", "The ferry needs a mobile crane from now on, at 1,900 a day and with a week's notice"),
        ("li", "Forty-two jobs go, most of them at the end of the year when the contracts end"),
        ("p",
         "Share of the blame, the opposition says, belongs to the ministry, which cut the subsidy twice. The ministry answers that the "
              "town was told in time and that others managed."),
        ("h", "More in the works"),
        ("p",
         "In spring the council will decide on the warehouse. Its roof alone would cost as much as the cranes brought in, and this time "
              "the members say that they will read the papers before they vote."),
    ),
)  # fmt: skip
GERMAN: Final = Made(
    language="de",
    title="Der Hafen verkauft seine Kräne",
    lines=(
        ("p",
         "Varnmünde hat keine Kräne mehr. Der letzte von elf verließ die Stadt am Freitagabend auf einem Lastkahn, und schon am Montag "
              "waren an seiner Stelle Parkplätze markiert. Der Verkauf bringt 3,4 Millionen Euro, halb so viel wie erhofft."),
        ("h", "Ein Beschluss in elf Minuten"),
        ("p",
         "Das Protokoll der Sitzung füllt anderthalb Seiten. Niemand fragte, was die Fähre ohne Kran tun soll, obwohl der Hafenmeister "
              "im November jedem Mitglied des Rates geschrieben hatte. Er ist der Einzige, der den Vertrag gelesen hat."),
        ("h", "Was die Zahlen sagen"),
        ("li", "Elf Kräne gingen für 3,4 Millionen Euro weg, die Hälfte der Schätzung vom Frühjahr"),
        ("li", "Die Fähre braucht nun einen mobilen Kran, der 1.900 Euro am Tag kostet"),
        ("p",
         "Im Frühjahr entscheidet der Rat über das Lagerhaus. Allein das Dach würde so viel kosten, wie die Kräne eingebracht haben, und "
              "diesmal wollen die Mitglieder die Unterlagen lesen, bevor sie abstimmen."),
    ),
)  # fmt: skip
FRENCH: Final = Made(
    language="fr",
    title="Le port qui a vendu ses grues",
    lines=(
        ("p",
         "Varnebouche n'a plus de grues. La dernière des onze est partie vendredi soir sur une barge, et dès lundi la mairie avait peint "
              "des places de parking à l'endroit où elle se dressait. La vente rapporte 3,4 millions d'euros, la moitié de la somme "
              "espérée."),
        ("h", "Une décision prise en onze minutes"),
        ("p",
         "Le procès-verbal tient en une page et demie. Personne n'a demandé ce que ferait le bac sans grue, alors que le capitaine du port "
              "avait écrit en novembre à chaque membre du conseil. Il est le seul à avoir lu le contrat."),
        ("h", "Ce que disent les chiffres"),
        ("li", "Onze grues vendues pour 3,4 millions d'euros, la moitié de l'estimation du printemps"),
        ("li", "Le bac doit louer une grue mobile à 1 900 euros par jour, avec une semaine de préavis"),
        ("p",
         "Au printemps, le conseil décidera du sort de l'entrepôt. Le toit à lui seul coûterait autant que les grues ont rapporté, et "
         "cette "
              "fois les élus promettent de lire le dossier avant de voter."),
    ),
)  # fmt: skip
SPANISH: Final = Made(
    language="es",
    title="El puerto que vendió sus grúas",
    lines=(
        ("p",
         "Varnaboca ya no tiene grúas. La última de las once salió el viernes por la noche en una barcaza, y el lunes el ayuntamiento ya "
              "había pintado plazas de aparcamiento donde estaba. La venta deja 3,4 millones de euros, la mitad de lo que se esperaba."),
        ("h", "Una decisión tomada en once minutos"),
        ("p",
         "El acta de la sesión ocupa página y media. Nadie preguntó qué haría el transbordador sin grúa, aunque el capitán del puerto "
         "había "
              "escrito en noviembre a todos los concejales. Es el único que ha leído el contrato."),
        ("h", "Lo que dicen los números"),
        ("li", "Once grúas vendidas por 3,4 millones de euros, la mitad de lo estimado en primavera"),
        ("li", "El transbordador necesita ahora una grúa móvil que cuesta 1.900 euros al día"),
        ("p",
         "En primavera el pleno decidirá sobre el almacén. Solo el tejado costaría lo que han dado las grúas, y esta vez los concejales "
              "prometen leer los papeles antes de votar."),
    ),
)  # fmt: skip
STORIES: Final = (DATABASE, HARBOUR, GERMAN, FRENCH, SPANISH)
