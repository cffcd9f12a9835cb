"""What the shop sells: categories, products with stock and a drawn picture, and the countries it ships to."""

from decimal import Decimal
from io import BytesIO

from django.core.files.base import ContentFile
from django.utils.text import slugify
from oscar.apps.catalogue.categories import create_from_breadcrumbs
from oscar.core.loading import get_model
from PIL import Image, ImageDraw

from .orders import Article

Country = get_model("address", "Country")
Partner = get_model("partner", "Partner")
Product = get_model("catalogue", "Product")
ProductClass = get_model("catalogue", "ProductClass")
ProductImage = get_model("catalogue", "ProductImage")
StockRecord = get_model("partner", "StockRecord")

COUNTRIES = """
IT ITA 380 Italy|FR FRA 250 France|DE DEU 276 Germany|ES ESP 724 Spain|GB GBR 826 United Kingdom
US USA 840 United States|AT AUT 040 Austria|CH CHE 756 Switzerland|PL POL 616 Poland|BE BEL 056 Belgium
NL NLD 528 Netherlands|PT PRT 620 Portugal|IE IRL 372 Ireland|DK DNK 208 Denmark|SE SWE 752 Sweden
NO NOR 578 Norway|FI FIN 246 Finland|CZ CZE 203 Czechia|SI SVN 705 Slovenia|HR HRV 191 Croatia
GR GRC 300 Greece|HU HUN 348 Hungary|RO ROU 642 Romania|BG BGR 100 Bulgaria|SK SVK 703 Slovakia
EE EST 233 Estonia|LV LVA 428 Latvia|LT LTU 440 Lithuania|LU LUX 442 Luxembourg|MT MLT 470 Malta
CY CYP 196 Cyprus|SM SMR 674 San Marino|VA VAT 336 Vatican City|MC MCO 492 Monaco|CA CAN 124 Canada
JP JPN 392 Japan|AU AUS 036 Australia
"""

# Category, colour, and what is in it: title, price.
SHELVES = {
    "Ceramics": (
        "#b5654a",
        ("Glazed breakfast bowl", "18.00"),
        ("Espresso cups, set of two", "24.00"),
        ("Oven dish with lid", "62.00"),
        ("Olive oil jug", "34.50"),
        ("Serving platter, hand painted", "89.00"),
    ),
    "Woodwork": (
        "#8a6a45",
        ("Olive wood chopping board", "39.00"),
        ("Beech rolling pin", "16.50"),
        ("Walnut salad servers", "27.00"),
        ("Pepper mill", "44.00"),
        ("Three-legged stool", "129.00"),
    ),
    "Linen": (
        "#7c8a6e",
        ("Kitchen towels, pack of three", "28.00"),
        ("Table runner", "36.00"),
        ("Apron with two pockets", "42.00"),
        ("Tablecloth for eight", "118.00"),
        ("Bread bag", "14.50"),
    ),
    "Pantry": (
        "#a8842c",
        ("Extra virgin olive oil, 500 ml", "17.90"),
        ("Chestnut honey", "9.80"),
        ("Dried porcini mushrooms", "12.40"),
        ("Balsamic vinegar, twelve years", "54.00"),
        ("Bronze-cut spaghetti", "3.60"),
    ),
    "Paper": (
        "#4d6f8c",
        ("Marbled notebook", "19.00"),
        ("Letter set with lined envelopes", "23.00"),
        ("Leather-bound diary", "48.00"),
        ("Wrapping paper, five sheets", "11.00"),
        ("Pencil roll with twelve pencils", "31.00"),
    ),
    "Glass": (
        "#3f7f80",
        ("Water tumblers, set of six", "52.00"),
        ("Carafe", "33.00"),
        ("Bud vase", "21.00"),
        ("Preserving jar", "7.50"),
        ("Wine goblets, pair", "46.00"),
    ),
    "Light": (
        "#9a5b7a",
        ("Beeswax candles, bundle", "15.00"),
        ("Brass candlestick", "57.00"),
        ("Paper lantern", "26.00"),
        ("Reading lamp", "164.00"),
        ("Oil lamp", "38.00"),
    ),
    "Leather": (
        "#6d4a3a",
        ("Card holder", "35.00"),
        ("Belt, vegetable tanned", "68.00"),
        ("Key ring", "13.00"),
        ("Shopping bag", "182.00"),
        ("Pen case", "45.00"),
    ),
}


def fill(*, pictures: bool = True) -> list[Article]:
    """Make what is missing and return every article, in the same order each time."""
    _countries()
    kind, _made = ProductClass.objects.get_or_create(name="Article")
    partner, _made = Partner.objects.get_or_create(name="Bottega's workshop")
    articles = []
    for name, (colour, *rows) in SHELVES.items():
        category = create_from_breadcrumbs(name)
        for title, price in rows:
            articles.append(_article(title, Decimal(price), category, kind, partner, colour if pictures else ""))
    return articles


def _countries() -> None:
    rows = [line.split(" ", 3) for line in COUNTRIES.strip().replace("\n", "|").split("|")]
    Country.objects.bulk_create(
        [
            Country(
                iso_3166_1_a2=two,
                iso_3166_1_a3=three,
                iso_3166_1_numeric=number,
                printable_name=name,
                name=name,
                display_order=10 if two == "IT" else 0,
                is_shipping_country=True,
            )
            for two, three, number, name in rows
        ],
        ignore_conflicts=True,
    )


def _article(title, price, category, kind, partner, colour) -> Article:
    upc = f"BT-{slugify(title)[:24].upper()}"
    product, made = Product.objects.get_or_create(
        upc=upc, defaults={"title": title, "product_class": kind, "description": f"<p>{title}, made by hand.</p>"}
    )
    if made:
        product.categories.add(category)
    stock, _made = StockRecord.objects.get_or_create(
        product=product,
        partner=partner,
        partner_sku=upc,
        defaults={"price": price, "price_currency": "EUR", "num_in_stock": 40 + len(title) * 3},
    )
    if made and colour:
        _picture(product, colour)
    return Article(product.pk, stock.pk, title, upc, upc, price)


def _picture(product, colour: str) -> None:
    """A calm square in the category's colour with a shape that only this product has."""
    image = Image.new("RGB", (480, 480), "#f6f2ea")
    pen, dice = ImageDraw.Draw(image), sum(map(ord, product.upc))
    width, height = 120 + dice % 90, 120 + dice % 130
    box = (240 - width, 400 - 2 * height if height < 180 else 60, 240 + width, 400)
    pen.rectangle((0, 400, 480, 480), fill="#e7ded0")
    (pen.ellipse, pen.rectangle, pen.pieslice)[dice % 3](
        box, fill=colour, **({"start": 0, "end": 180} if dice % 3 == 2 else {})
    )
    pen.text((240, 440), product.title, fill="#4a4238", anchor="mm", font_size=22)
    data = BytesIO()
    image.save(data, "JPEG", quality=85)
    file = ContentFile(data.getvalue(), name=f"{slugify(product.title)}.jpg")
    ProductImage.objects.create(product=product, original=file)
