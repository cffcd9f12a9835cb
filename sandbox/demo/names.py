"""What people, places and streets are called, country by country; every person made of it is invented."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Land:
    """``weight``: how many of a hundred customers live here. ``street`` and ``places`` make an address."""

    code: str
    weight: int
    languages: tuple[str, ...]
    women: tuple[str, ...]
    men: tuple[str, ...]
    surnames: tuple[str, ...]
    places: tuple[tuple[str, str, str], ...]  # city, postcode, region or (in Italy) place code of the tax office
    streets: tuple[str, ...]
    street: str  # "{street} {number}" in the country's order
    companies: tuple[str, ...]  # legal forms, "{name} S.r.l."
    domains: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(","))


def _places(text: str) -> tuple[tuple[str, str, str], ...]:
    rows = (tuple(cell.strip() for cell in line.split("|")) for line in text.strip().splitlines())
    return tuple((city, postcode, region) for city, postcode, region in rows)


ITALY = Land(
    "IT",
    50,
    ("it",),
    _words(
        "Giulia Sofia Aurora Alice Ginevra Emma Giorgia Beatrice Greta Vittoria Chiara Francesca Martina Sara Elena "
        "Anna Maria Lucia Paola Silvia Laura Valentina Federica Roberta Simona Cristina Daniela Noemi Nicolò Zoë"
    )[:28],
    _words(
        "Leonardo Francesco Tommaso Edoardo Alessandro Lorenzo Mattia Gabriele Riccardo Andrea Marco Luca Matteo "
        "Davide Giuseppe Antonio Giovanni Roberto Stefano Paolo Pietro Nicolò Niccolò Giosuè Salvatore Vincenzo Enrico"
    ),
    _list(
        "Rossi, Ferrari, Russo, Bianchi, Romano, Gallo, Costa, Fontana, Conti, Esposito, Ricci, Bruno, De Luca, "
        "Moretti, Marino, Greco, Barbieri, Lombardi, Giordano, Cassano, Colombo, Mancini, Longo, Leone, Martinelli, "
        "Marchetti, Martini, Galli, Gatti, Mariani, Ferrara, Santoro, Marini, Bianco, Conte, Serra, Farina, Caruso, "
        "Villa, Gentile, Pellegrini, Palumbo, Sanna, Fabbri, Montanari, Grassi, Giuliani, Benedetti, Testa, D'Angelo, "
        "Dell'Acqua, Di Stefano, Canè, Nardò, Fois, Cabras, Zanella, Zorzi, Dalla Costa, Lo Presti"
    ),
    _places(
        """Milano | 20121 | F205
        Roma | 00184 | H501
        Torino | 10121 | L219
        Napoli | 80133 | F839
        Bologna | 40121 | A944
        Firenze | 50122 | D612
        Genova | 16121 | D969
        Palermo | 90133 | G273
        Venezia | 30121 | L736
        Verona | 37121 | L781
        Bari | 70121 | A662
        Catania | 95131 | C351
        Padova | 35122 | G224
        Trieste | 34121 | L424
        Parma | 43121 | G337
        Modena | 41121 | F257
        Perugia | 06121 | G478
        Cagliari | 09124 | B354
        Bergamo | 24121 | A794
        Lecce | 73100 | E506"""
    ),
    _list(
        "Via Roma, Via Garibaldi, Via Mazzini, Corso Italia, Via Dante, Via Verdi, Piazza San Marco, Via Cavour, "
        "Viale della Libertà, Via della Libertà, Via Leopardi, Via delle Rose, Largo Montenero, Via Galilei"
    ),
    "{street} {number}",
    ("{name} S.r.l.", "{name} S.p.A.", "Ditta {name}", "Fratelli {name} S.n.c.", "Studio {name}"),
    ("posta.example", "lettera.example", "casella.example"),
)

FRANCE = Land(
    "FR",
    12,
    ("fr", "fr", "en"),
    _words("Élodie Camille Chloé Léa Manon Inès Zoé Hélène Amélie Aurélie Margaux Françoise Céline Noémie Anaïs"),
    _words("Théo Hugo Louis Raphaël Jérôme François Rémi Loïc Étienne Gaël Benoît Maël Julien Cédric Olivier"),
    _list(
        "Martin, Bernard, Lefèvre, Dubois, Moreau, Girard, Fournier, Mercier, Béranger, Lemaître, Gauthier, Perrot, "
        "Prévost, Garçon, Delaunay, Hébert, Chevalier, Roussel, Le Goff, D'Artois"
    ),
    _places(
        """Paris | 75011 |
        Lyon | 69002 |
        Marseille | 13006 |
        Bordeaux | 33000 |
        Lille | 59000 |
        Nantes | 44000 |
        Besançon | 25000 |
        Orléans | 45000 |
        Saint-Étienne | 42000 |"""
    ),
    _list("rue de la République, rue Victor Hugo, avenue Foch, rue des Écoles, place de la Mairie, rue du Moulin"),
    "{number} {street}",
    ("{name} SARL", "{name} SAS", "Maison {name}", "Ateliers {name}"),
    ("courrier.example", "boite.example"),
)

GERMANY = Land(
    "DE",
    12,
    ("de", "de", "en"),
    _words("Anneliese Birgit Claudia Dörte Franziska Greta Heike Ingrid Jörna Käthe Lena Mareike Renate Ute Zoë"),
    _words("Jürgen Jörg Björn Günther Lukas Maximilian Sören Rüdiger Thorsten Ulrich Volker Wolfgang Stefan Jan Till"),
    _list(
        "Müller, Schmidt, Schneider, Fischer, Weber, Schäfer, Köhler, Krüger, Böhm, Großmann, Weiß, Voß, Kühn, "
        "Jäger, Lehmann, Hofmann, Zimmermann, Vogt, Möller, Strauß"
    ),
    _places(
        """Berlin | 10115 |
        Hamburg | 20095 |
        München | 80331 |
        Köln | 50667 |
        Düsseldorf | 40213 |
        Nürnberg | 90402 |
        Münster | 48143 |
        Lübeck | 23552 |
        Leipzig | 04109 |"""
    ),
    _list("Hauptstraße, Bahnhofstraße, Gartenweg, Schillerplatz, Goethestraße, Mühlenweg, Am Schloßpark, Lindenallee"),
    "{street} {number}",
    ("{name} GmbH", "{name} & Söhne KG", "Feinkost {name}", "{name} AG"),
    ("briefkasten.example", "post.example"),
)

SPAIN = Land(
    "ES",
    9,
    ("es", "es", "en"),
    _words("Lucía María Sofía Begoña Carmen Inés Íngrid Noelia Rocío Verónica Mónica Ángela Belén Núria Aitana"),
    _words("José Álvaro Adrián Íñigo Óscar Iván Rubén Martín Andrés Sebastián Joaquín Raúl Víctor Pablo Javier"),
    _list(
        "García, González, Rodríguez, Fernández, López, Martínez, Sánchez, Pérez, Gómez, Muñoz, Núñez, Ibáñez, "
        "Peña, Castaño, Gutiérrez, Ortuño, Álvarez, Vázquez, Iglesias, De la Fuente"
    ),
    _places(
        """Madrid | 28004 |
        Barcelona | 08002 |
        Sevilla | 41001 |
        Málaga | 29015 |
        Córdoba | 14001 |
        A Coruña | 15001 |
        Cádiz | 11001 |
        Logroño | 26001 |"""
    ),
    _list("Calle Mayor, Calle de Alcalá, Avenida de la Constitución, Plaza de España, Calle del Río, Calle Cañada"),
    "{street} {number}",
    ("{name} S.L.", "{name} S.A.", "Hermanos {name} S.L."),
    ("correo.example", "buzon.example"),
)

BRITAIN = Land(
    "GB",
    6,
    ("en",),
    _words("Olivia Amelia Isla Siân Niamh Eilidh Zoë Chloë Charlotte Harriet Imogen Rhiannon Poppy Maeve Bronwen"),
    _words("Oliver George Harry Seán Callum Rhys Alistair Declan Ewan Finlay Gareth Rory Angus Dylan Benedict"),
    _list(
        "Smith, Jones, Taylor, Brown, Evans, Thomas, O'Connor, O'Neill, MacLeod, McKenzie, Fitzgerald, Hughes, "
        "Pritchard, Ashworth, Blackwood, Featherstone, Lloyd-Jones, Whitaker"
    ),
    _places(
        """London | SE1 7TP |
        Edinburgh | EH1 1YZ |
        Cardiff | CF10 1EP |
        Manchester | M1 1AE |
        Bristol | BS1 4DJ |
        York | YO1 7HH |"""
    ),
    _list("High Street, Church Lane, Mill Road, Station Road, Victoria Terrace, Queen's Gate, Orchard Close"),
    "{number} {street}",
    ("{name} Ltd", "{name} & Daughters Ltd", "{name} plc"),
    ("letterbox.example", "mail.example.org"),
)

AMERICA = Land(
    "US",
    5,
    ("en",),
    _words("Emily Madison Ava Grace Harper Abigail Zoe Hailey Savannah Brooke Renée Beyla Naomi Guadalupe Mei"),
    _words("Mason Ethan Liam Noah Tyler Austin Wyatt Jackson Carter Elijah Diego José Andre Hunter Kenji"),
    _list(
        "Johnson, Williams, Miller, Davis, Anderson, Jackson, Harris, Nguyen, Martinez, Robinson, Clark, Lewis, "
        "Walker, Young, Núñez, O'Brien, Patel, Kim"
    ),
    _places(
        """New York | 10012 | New York
        Chicago | 60614 | Illinois
        Portland | 97205 | Oregon
        Austin | 78701 | Texas
        Boston | 02116 | Massachusetts
        San José | 95112 | California"""
    ),
    _list("Main Street, Oak Avenue, Maple Drive, Washington Boulevard, Lakeview Terrace, Cedar Lane, Elm Street"),
    "{number} {street}",
    ("{name} Inc.", "{name} LLC", "{name} & Co."),
    ("mailbox.example", "mail.example.com"),
)

AUSTRIA = Land(
    "AT",
    2,
    ("de",),
    GERMANY.women,
    GERMANY.men,
    _list("Gruber, Huber, Wagner, Pichler, Steiner, Moser, Höfer, Bäumler, Österreicher, Fürst"),
    _places(
        """Wien | 1010 |
        Graz | 8010 |
        Salzburg | 5020 |
        Sankt Pölten | 3100 |"""
    ),
    GERMANY.streets,
    "{street} {number}",
    GERMANY.companies,
    ("brief.example",),
)

SWITZERLAND = Land(
    "CH",
    2,
    ("de", "fr", "it"),
    _words("Ursina Regula Seraina Élise Ladina Mirjam Giulia Noëlle"),
    _words("Reto Urs Beat Jürg Köbi Gian Loïc Andrin"),
    _list("Meier, Müller, Keller, Brunner, Baumann, Zürcher, Bühler, Bianchi, Favre, Lüthi"),
    _places(
        """Zürich | 8001 |
        Genève | 1204 |
        Lugano | 6900 |
        Bern | 3011 |
        Neuchâtel | 2000 |"""
    ),
    _list("Bahnhofstrasse, Dorfweg, Via Nassa, Rue du Rhône, Bundesgasse"),
    "{street} {number}",
    ("{name} AG", "{name} Sàrl", "{name} & Partner"),
    ("brieftaube.example",),
)

POLAND = Land(
    "PL",
    2,
    ("pl", "en"),
    _words("Zofia Małgorzata Agnieszka Łucja Żaneta Hanna Grażyna Ewa"),
    _words("Paweł Michał Łukasz Rafał Stanisław Wojciech Jerzy Zbigniew"),
    _list("Nowak, Kowalczyk, Wójcik, Wiśniewski, Zieliński, Szymański, Dąbrowski, Król, Łuczak, Żak"),
    _places(
        """Warszawa | 00-001 |
        Kraków | 30-001 |
        Łódź | 90-001 |
        Gdańsk | 80-001 |
        Wrocław | 50-001 |"""
    ),
    _list("ul. Długa, ul. Kwiatowa, ul. Mickiewicza, ul. Łąkowa, al. Wolności"),
    "{street} {number}",
    ("{name} Sp. z o.o.", "{name} S.A."),
    ("skrzynka.example",),
)

LANDS = (ITALY, FRANCE, GERMANY, SPAIN, BRITAIN, AMERICA, AUSTRIA, SWITZERLAND, POLAND)
