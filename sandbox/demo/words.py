"""Sentences: what was shown when consent was asked, what customers wrote, what was sent to them."""

CONSENT = {
    "it": "Sì, vorrei ricevere per e-mail novità e offerte di Bottega. Posso disdire in ogni momento.",
    "en": "Yes, I would like to receive Bottega's news and offers by e-mail. I can unsubscribe at any time.",
    "fr": "Oui, je souhaite recevoir par e-mail les nouveautés et offres de Bottega. Je peux me désinscrire.",
    "de": "Ja, ich möchte Neuigkeiten und Angebote von Bottega per E-Mail erhalten. Ich kann mich jederzeit abmelden.",
    "es": "Sí, deseo recibir por correo las novedades y ofertas de Bottega. Puedo darme de baja en cualquier momento.",
}
HOW = "Said so on the telephone; read the sentence aloud."

REVIEWS = (
    (5, "Better than in the picture", "It came well packed and feels made to last. My grandmother had the like of it."),
    (5, "Una meraviglia", "Si vede la mano di chi lo ha fatto. Ne ho presi altri due da regalare."),
    (4, "Very good", "Lovely thing; the courier took a day longer than promised."),
    (4, "Sehr schön", "Gute Arbeit, etwas kleiner als gedacht."),
    (3, "Fair", "Nice, but the colour is darker than on my screen."),
    (2, "Not for me", "It is heavy and hard to clean."),
    (5, "Parfait", "Exactement ce que je cherchais, merci !"),
    (1, "Arrived broken", "It arrived in pieces; the shop sent another one at once, so thank you for that."),
)

E_MAILS = (
    ("Confirmation of order {number}", "Hello {name},\n\nthank you for your order {number}.\n\nBottega"),
    ("Your order {number} is on its way", "Hello {name},\n\nwe handed your parcel to the courier today.\n\nBottega"),
    ("How did you like it?", "Hello {name},\n\nwould you tell others how you like what you bought?\n\nBottega"),
)
