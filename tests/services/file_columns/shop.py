"""What the tests of columns need of a shop."""

from oscar.core.loading import get_model

COUNTRIES = {
    "IT": ("ITA", "Italy"),
    "DE": ("DEU", "Germany"),
    "GB": ("GBR", "United Kingdom"),
    "CI": ("CIV", "Côte d'Ivoire"),
    "US": ("USA", "United States"),
}


def add_countries(*codes):
    for code in codes:
        three, name = COUNTRIES[code]
        get_model("address", "Country").objects.get_or_create(
            pk=code, defaults={"iso_3166_1_a3": three, "printable_name": name, "name": name}
        )
