"""A list that no shop wrote: heads in English or Italian, as people name their columns."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from .base import Format, Match
from .cells import language
from .headers import fold_name, fold_words
from .keys import KEYS
from .reasons import COUNTED, ROLES, SECRET, Left

# Words between bars, as ``fold_words`` writes them. "id" is not among them: it is most likely another shop's number.
_WORDS = {
    "email": "email|e mail|mail|email address|e mail address|indirizzo email|indirizzo e mail|posta elettronica",
    "first_name": "first name|firstname|given name|forename|nome di battesimo",
    "last_name": "last name|lastname|surname|family name|cognome",
    "name": "name|full name|customer name|nome|nome completo|nome e cognome|nominativo|nome cliente",
    "phone": "phone|phone number|telephone|telephone number|tel|mobile|mobile phone|cell|telefono|numero di telefono"
    "|cellulare|telefono cellulare|numero di cellulare",
    "company": "company|company name|business name|azienda|ragione sociale|societa|ditta|nome azienda",
    "vat_number": "vat|vat number|vat no|vat id|tax id|partita iva|p iva|p i|piva|numero partita iva|part iva",
    "tax_code": "tax code|fiscal code|codice fiscale|cod fiscale|cod fisc|cf|c f",
    "sdi_code": "sdi code|sdi recipient code|recipient code|codice sdi|codice destinatario|codice univoco|sdi",
    "pec": "pec|pec address|certified email|indirizzo pec|email pec|posta certificata",
    "birthday": "birthday|date of birth|birth date|birthdate|dob|data di nascita|data nascita|nascita|compleanno",
    "language": "language|locale|lang|lingua",
    "group": "group|customer group|gruppo|gruppo cliente|gruppo clienti",
    "tags": "tag|tags|label|labels|etichetta|etichette",
    "tax_exempt": "tax exempt|vat exempt|exempt|esente iva|esente|esente da imposte|esenzione iva",
    "exemption_reason": "exemption reason|reason for exemption|motivo esenzione|motivo dell esenzione",
    "exemption_until": "exemption until|exempt until|esenzione fino al|esente fino al|scadenza esenzione",
    "active": "active|enabled|attivo|attiva|abilitato",
    "date_joined": "date joined|joined|created at|registered on|registration date|sign up date"
    "|data registrazione|data di registrazione|data iscrizione|data di iscrizione|registrato il|iscritto il",
    "email_consent": "newsletter|marketing|email marketing|accepts marketing|accepts email marketing|marketing consent"
    "|consenso marketing|consenso newsletter|iscritto newsletter|iscritto alla newsletter",
    "sms_consent": "sms|sms marketing|accepts sms marketing|consenso sms",
    "password": "password|parola d ordine",
    "password_hash": "password hash",
    "address1_line1": "address|street|street address|address 1|address1|address line 1|indirizzo|via|indirizzo 1",
    "address1_line2": "address 2|address2|address line 2|indirizzo 2|indirizzo riga 2",
    "address1_line4": "city|town|citta|comune|localita",
    "address1_state": "state|province|province code|county|region|provincia|prov|sigla provincia|regione",
    "address1_postcode": "zip|zip code|zipcode|postcode|post code|postal code|cap|codice postale",
    "address1_country": "country|country code|country region|nation|paese|nazione|codice paese|codice nazione",
}
_NUMBER_OF_HOUSE = frozenset(("numero civico", "civico", "n civico", "house number", "street number"))
_KEYS = {word: key for key, words in _WORDS.items() for word in words.split("|")}
_CONVERTS = {"language": language}
_LEFT: dict[str, Left] = {
    **dict.fromkeys(("role", "roles", "ruolo", "ruoli", "staff", "superuser", "is staff", "is superuser"), ROLES),
    **dict.fromkeys(("admin", "is admin", "administrator", "amministratore", "user level", "capabilities"), ROLES),
    **dict.fromkeys(("permission", "permissions", "user permissions", "permesso", "permessi"), ROLES),
    **dict.fromkeys(("session tokens", "rp token", "reset token", "token", "api key", "remember token"), SECRET),
    **dict.fromkeys(("orders", "total orders", "number of orders", "ordini", "numero ordini"), COUNTED),
    **dict.fromkeys(("total spent", "total spend", "totale speso", "speso", "totale ordini"), COUNTED),
}


class Generic(Format):
    """Never recognised: what is left when no shop is, and for columns that a shop's format doesn't know."""

    key = "generic"
    label = _("A list of customers")
    passwords = True

    def match(self, header: Sequence[str], labels: Mapping[str, str] | None = None) -> dict[int, Match]:
        """Keys and labels of our columns are certain, other words are not."""
        exact = {fold_name(label): key for label, key in (labels or {}).items()} | {key: key for key in KEYS}
        found: dict[int, Match] = {}
        for index, cell in enumerate(header):
            name, words = fold_name(cell), fold_words(cell)
            key = exact.get(name) or _KEYS.get(words)
            if key and key != "id" and key not in {match.key for match in found.values()}:
                found[index] = Match(key, _CONVERTS.get(key), certain=name in exact)
        return _with_surname(_with_number_of_house(found, header), header)

    def left_behind(self, header: Sequence[str]) -> dict[int, Left]:
        return {index: _LEFT[words] for index, words in enumerate(map(fold_words, header)) if words in _LEFT}


def _with_surname(found: dict[int, Match], header: Sequence[str]) -> dict[int, Match]:
    """Beside a surname, "name" is the first name."""
    keys = {match.key for match in found.values()}
    if "last_name" not in keys or "first_name" in keys:
        return found
    return {
        index: Match("first_name", certain=match.certain) if fold_words(header[index]) in ("name", "nome") else match
        for index, match in found.items()
    }


def _with_number_of_house(found: dict[int, Match], header: Sequence[str]) -> dict[int, Match]:
    """The number of the house goes behind its street: "Via Po, 1"."""
    if "address1_line1" not in {match.key for match in found.values()}:
        return found
    houses = [index for index, cell in enumerate(header) if fold_words(cell) in _NUMBER_OF_HOUSE]
    return found | {index: Match("address1_line1", certain=False) for index in houses[:1]}


generic = Generic()
