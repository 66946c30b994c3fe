"""What made-up sites show around an article, by language: menus, cards, boxes, rows and footers. Pure: lists of our own wording."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Furniture of one language. `after` are groups of which one wording each stands behind the article."""

    by: str
    menus: tuple[tuple[str, ...], ...]
    labels: tuple[str, ...]
    authors: tuple[tuple[str, str], ...]
    dates: tuple[str, ...]
    meta: tuple[str, ...]
    middle: tuple[tuple[str, ...], ...]
    after: tuple[tuple[tuple[str, ...], ...], ...]
    footers: tuple[tuple[str, ...], ...]


_EN: Final = Site(
    by="By",
    menus=(("Home", "News", "Reviews", "Contact"), ("Skip to content", "Menu", "Search", "Log in"), ("Latest", "Hardware", "Opinion",
     "About us")),
    labels=("HardwareCloud & Data", "News", "Opinion", "Home > Tech > Storage", "Home / News / Databases", "AI, Business",
     "Developer ToolsSecurity"),
    authors=(
        ("Pixel Pete", "I am a small robot who loves machines. My mission is to read the news so that you do not have to."),
        ("Ada Marlowe", "Ada Marlowe is a senior reporter who covers databases and the people behind them. She lives in Oslo."),
        ("Jonas Wirth",
         "Jonas is a freelance writer with over ten years of experience in enterprise software. When he isn't writing, he bakes."),
        ("Dr. Lena Okafor", "Lena writes about climate and machines. Follow her on Mastodon. Her work has appeared in several magazines."),
        ("Staff Writer", "Our editorial team brings you the latest stories from the world of technology."),
        ("Tom", "Tech enthusiast, coffee addict and father of two. Loves to write about gadgets."),
    ),
    dates=("March 4, 2026", "4 Mar 2026", "2026-03-04", "Published: March 4, 2026 at 10:12 am", "Updated 3 hours ago",
     "Wednesday, 4 March 2026"),
    meta=("5 min read", "0 Comments", "Share", "Listen to this article", "Add us on Google", "3 minutes read"),
    middle=(
        ("Subscribe to our newsletter", "Get the best stories in your inbox every morning.", "Enter your email address", "Sign up",
         "By signing up, you agree to our Terms of Service and Privacy Policy."),
        ("Advertisement",), ("Story continues below advertisement",), ("Related: Ten databases you should know",),
        ("Read also: Why the old clocks ran slow",), ("Don't miss a story. Join 40,000 readers and get our weekly digest.", "Subscribe"),
        ("Share this article", "Facebook", "Twitter", "LinkedIn"),
    ),
    after=(
        (("You may also like", "Ten databases you should know", "Why the old clocks ran slow", "The port that never sleeps"),
         ("Related posts", "Ten databases you should know", "Why the old clocks ran slow"),
         ("Recommended for you", "Ten databases you should know", "A year of small engines, in pictures"),
         ("More from Data Daily", "Ten databases you should know", "Harbour towns count their cables"),
         ("Read next", "Ten databases you should know"), ("Popular now", "Ten databases you should know", "Why the old clocks ran slow"),
         ("Keep reading", "Harbour towns count their cables", "March 2, 2026", "Why the old clocks ran slow", "February 27, 2026")),
        (("Leave a reply", "Your email address will not be published. Required fields are marked *", "Comment *", "Name *", "Email *",
         "Website",
          "Save my name, email, and website in this browser for the next time I comment.", "Post Comment"),
         ("Leave a Comment", "Cancel reply", "You must be logged in to post a comment."),
         ("2 Comments", "Rolf says:", "Great article, thank you for writing it up.", "March 5, 2026 at 9:01 am", "Reply", "Mina says:",
          "I tried this at work last year and we lost a whole weekend over it, so be careful out there."),
         ("Comments are closed.",), ("Join the conversation", "Log in or register to comment"),
          ("No comments yet. Be the first to comment!",)),
        (("Share this:", "Click to share on Facebook (Opens in new window)", "Click to share on X (Opens in new window)", "Like this:",
         "Loading..."),
         ("Share on Facebook", "Share on X", "Copy link"), ("Share", "Tweet", "Pin", "Email"), ("Spread the love",),
          ("What's your reaction?", "Happy", "Sad")),
        (("Tags: databases, storage, kestrel",), ("Tagged: storage",), ("Filed Under: Databases",), ("Tags", "databases", "storage"),
         ("Topics", "Storage", "Kestrel")),
        (("More in: Data",), ("More in Opinion",), ("More in:Opinion",), ("Previous article", "The port that never sleeps",
         "Next article", "Small engines")),
        (("Subscribe to our newsletter", "Get the best stories in your inbox every morning.", "Enter your email address", "Sign up"),
         ("Stay up to date", "Join 40,000 readers who get our weekly digest.", "Subscribe"),
         ("Never miss a story", "Sign up for the Data Daily briefing.", "Your email", "We respect your privacy. Unsubscribe at any time."),
         ("Support our work", "If you enjoyed this article, consider buying us a coffee."),
         ("Enjoyed this article? Follow us on X and LinkedIn for more.",)),
        (("Image credit: Harbour Pictures",), ("Featured image: Harbour Pictures / Unsplash",)),
    ),
    footers=(("© 2026 Data Daily. All rights reserved.", "Privacy Policy", "Terms of Use"), ("Copyright 2026 Data Daily",
     "Powered by WordPress"),
             ("About", "Contact", "Privacy", "Imprint", "© Data Daily Media Ltd")),
)  # fmt: skip
_DE: Final = Site(
    by="Von",
    menus=(("Startseite", "Nachrichten", "Tests", "Kontakt"), ("Zum Inhalt springen", "Menü", "Suche")),
    labels=("Wirtschaft", "Start > Technik > Speicher", "NachrichtenTechnik"),
    authors=(
        ("Karla Ahrens", "Karla Ahrens ist freie Journalistin und schreibt seit zehn Jahren über Datenbanken."),
        ("Jens Pohl", "Jens ist Redakteur für Technik und Wirtschaft. In seiner Freizeit baut er Uhren."),
    ),
    dates=("4. März 2026", "04.03.2026, 10:12 Uhr", "Veröffentlicht am 4. März 2026"),
    meta=("Lesezeit: 4 Minuten", "Teilen", "Artikel anhören"),
    middle=(("Anzeige",), ("Lesen Sie auch: Warum alte Uhren nachgehen",),
            ("Newsletter abonnieren", "Die besten Geschichten jeden Morgen im Postfach.", "E-Mail-Adresse", "Jetzt anmelden")),
    after=(
        (("Das könnte Sie auch interessieren", "Zehn Datenbanken im Vergleich", "Warum alte Uhren nachgehen"),
         ("Ähnliche Beiträge", "Zehn Datenbanken im Vergleich", "Häfen zählen ihre Kabel"), ("Mehr zum Thema", "Häfen zählen ihre Kabel")),
        (("Schreibe einen Kommentar", "Deine E-Mail-Adresse wird nicht veröffentlicht. Erforderliche Felder sind mit * markiert",
         "Kommentar *",
          "Name *", "Kommentar abschicken"),
         ("3 Kommentare", "Rolf sagt:", "Danke für den Artikel!", "Antworten"), ("Kommentare sind geschlossen.",)),
        (("Artikel teilen", "Facebook", "WhatsApp", "E-Mail"), ("Teilen auf Facebook", "Link kopieren")),
        (("Schlagwörter: Datenbanken, Speicher",), ("Themen: Speicher",), ("Schlagworte", "Speicher", "Kestrel")),
        (("Newsletter", "Jeden Morgen das Wichtigste. Jetzt kostenlos anmelden.", "E-Mail-Adresse"), ("Folgen Sie uns auf Mastodon",)),
        (("Bildnachweis: Hafenbilder",), ("Foto: Hafenbilder / dpa",)),
    ),
    footers=(("© 2026 Datentag. Alle Rechte vorbehalten.", "Impressum", "Datenschutz"), ("Impressum", "Datenschutzerklärung", "AGB")),
)  # fmt: skip
_FR: Final = Site(
    by="Par",
    menus=(("Accueil", "Actualités", "Tests", "Contact"), ("Aller au contenu", "Menu", "Recherche")),
    labels=("Économie", "Accueil > Tech > Stockage", "ActualitésTech"),
    authors=(
        ("Claire Aubin", "Claire Aubin est journaliste indépendante. Elle écrit sur les bases de données depuis dix ans."),
        ("Marc Lestang", "Passionné de nouvelles technologies, Marc couvre l'actualité du stockage."),
    ),
    dates=("4 mars 2026", "Publié le 4 mars 2026 à 10h12", "04/03/2026"),
    meta=("Temps de lecture : 4 minutes", "Partager", "Écouter l'article"),
    middle=(("Publicité",), ("À lire aussi : Pourquoi les vieilles horloges retardent",),
            ("Abonnez-vous à notre newsletter", "Recevez chaque matin nos meilleurs articles.", "Votre adresse e-mail", "S'inscrire")),
    after=(
        (("À lire aussi", "Dix bases de données à connaître", "Les ports comptent leurs câbles"),
         ("Articles similaires", "Dix bases de données à connaître", "Les ports comptent leurs câbles"), ("Sur le même sujet",
          "Les ports comptent leurs câbles")),
        (("Laisser un commentaire", "Votre adresse e-mail ne sera pas publiée. Les champs obligatoires sont indiqués avec *",
         "Commentaire *", "Nom *",
          "Publier le commentaire"), ("2 commentaires", "Rolf dit :", "Merci pour cet article !", "Répondre"),
           ("Les commentaires sont fermés.",)),
        (("Partager cet article", "Facebook", "Twitter", "E-mail"), ("Partager sur Facebook",)),
        (("Étiquettes : données, stockage",), ("Mots-clés : stockage",), ("Tags", "stockage", "données")),
        (("Newsletter", "Recevez chaque matin nos meilleurs articles.", "Votre adresse e-mail"), ("Suivez-nous sur Mastodon",)),
        (("Crédit photo : Images du port",),),
    ),
    footers=(("© 2026 Jour des données. Tous droits réservés.", "Mentions légales", "Politique de confidentialité"), ("Mentions légales",
     "CGU", "Contact")),
)  # fmt: skip
_ES: Final = Site(
    by="Por",
    menus=(("Inicio", "Noticias", "Análisis", "Contacto"), ("Saltar al contenido", "Menú", "Buscar")),
    labels=("Economía", "Inicio > Tecnología > Datos", "NoticiasTecnología"),
    authors=(
        ("Marta Solís", "Marta Solís es periodista y escribe sobre bases de datos desde hace diez años."),
        ("Iván Rey", "Periodista especializado en tecnología. Apasionado de los relojes antiguos."),
    ),
    dates=("4 de marzo de 2026", "Publicado el 4 de marzo de 2026", "04/03/2026 10:12"),
    meta=("Tiempo de lectura: 4 minutos", "Compartir", "Escuchar artículo"),
    middle=(("Publicidad",), ("Lee también: Por qué se atrasan los relojes viejos",),
            ("Suscríbete a nuestro boletín", "Recibe cada mañana las mejores historias.", "Correo electrónico", "Suscribirse")),
    after=(
        (("También te puede interesar", "Diez bases de datos que conviene conocer", "Los puertos cuentan sus cables"),
         ("Artículos relacionados", "Diez bases de datos que conviene conocer", "Los puertos cuentan sus cables"), ("Te puede interesar",
          "Los puertos cuentan sus cables")),
        (("Deja una respuesta", "Tu dirección de correo electrónico no será publicada. Los campos obligatorios están marcados con *",
         "Comentario *",
          "Nombre *", "Publicar el comentario"), ("2 comentarios", "Rolf dice:", "¡Gracias por el artículo!", "Responder"),
           ("Los comentarios están cerrados.",)),
        (("Comparte este artículo", "Facebook", "Twitter", "WhatsApp"), ("Compartir en Facebook",)),
        (("Etiquetas: datos, almacenamiento",), ("Temas: datos",), ("Etiquetas", "datos", "almacenamiento")),
        (("Boletín", "Recibe cada mañana las mejores historias.", "Correo electrónico"), ("Síguenos en Mastodon",)),
        (("Foto: Imágenes del puerto",),),
    ),
    footers=(("© 2026 Día de Datos. Todos los derechos reservados.", "Aviso legal", "Política de privacidad"), ("Aviso legal", "Contacto")),
)  # fmt: skip
SITES: Final = {"en": _EN, "de": _DE, "fr": _FR, "es": _ES}
