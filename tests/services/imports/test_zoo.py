"""The files of tests/imports_zoo all the way: nobody of them is lost, and a second time nothing is new."""

from io import BytesIO
from typing import NamedTuple

import pytest
from oscar.core.loading import get_model

from oscar_clienti.models import ConsentState, Customer, CustomerGroup, Tag
from oscar_clienti.services import imports, sync
from tests.services.file_columns.shop import add_countries
from tests.services.imports.formats.zoo import ZOO

from .conftest import work

pytestmark = pytest.mark.django_db

# Where a file has a yes, the merchant can say when and where it was given.
DECISIONS = {"create_labels": True, "country": "IT", "consent_source": "The old shop", "consent_at": "2026-01-01"}


class Told(NamedTuple):
    """What somebody who reads the file counts in it; ``refused`` are the numbers of rows, ``no`` of both channels."""

    format: str = ""
    new: int = 5
    refused: tuple[int, ...] = ()
    addresses: int = 0
    yes: int = 0
    no: int = 0
    inactive: int = 0
    groups: str = ""
    tags: str = ""


FILES = {
    "bagisto": Told("bagisto", groups="general wholesale"),
    "bigcommerce": Told("bigcommerce", yes=2, no=3, groups="Wholesale"),
    "bigcommerce-bulk-edit": Told("bigcommerce-bulk-edit", addresses=5, yes=2, no=3, groups="Wholesale"),
    "ecwid": Told("ecwid"),
    "generic-english": Told(addresses=4, groups="Wholesale"),
    "generic-italian": Told(addresses=3, yes=2, no=1, groups="Rivenditori", tags="torino vip"),
    # Ada's hash is of no kind that Magento has, Gino's date doesn't exist.
    "magento": Told("magento", new=3, refused=(2, 6)),
    "magento-addresses": Told("magento-addresses", new=4, addresses=5),
    "magento-composite": Told("magento-composite", new=3, refused=(2,), addresses=4),
    "magento-grid": Told("magento-grid", addresses=3, groups="General Wholesale"),
    "open2b": Told("open2b", addresses=5, inactive=1, groups="Rivenditori"),
    "own": Told("own", addresses=4, yes=2, no=1, groups="Rivenditori", tags="retail torino vip"),
    "prestashop": Told("prestashop", yes=2, no=3, inactive=1, groups="Customer Rivenditori"),
    "prestashop-addresses": Told("prestashop-addresses", new=4, addresses=5),
    "prestashop-export": Told("prestashop-export", yes=2, no=3, inactive=1, groups="Customer Rivenditori"),
    # The fourth has a phone and no address.
    "shopify": Told("shopify", new=4, refused=(5,), addresses=3, yes=2, no=5, tags="ag-exempt b2b retail torino vip"),
    "shopify-old": Told("shopify", addresses=4, yes=2, no=3, tags="retail wholesale"),
    "shopify-template": Told("shopify", addresses=2, yes=2, no=8, tags="retail wholesale"),
    "shopware": Told("shopware", addresses=5, inactive=1, groups="Standard customer group Wholesale"),
    "spree": Told("spree", addresses=4, yes=3, no=2, tags="retail torino wholesale"),
    "woocommerce-analytics": Told("woocommerce-analytics"),
    # The invented hashes are of no kind that anybody could check.
    "woocommerce-suite": Told("woocommerce-suite", new=1, refused=(2, 3, 4, 5), addresses=1),
    "woocommerce-users-csv": Told("woocommerce-users-csv", addresses=4),
    "woocommerce-webkul": Told("woocommerce-webkul", new=3, refused=(2, 3)),
}
every_file = pytest.mark.parametrize("name", FILES)


@pytest.fixture(autouse=True)
def countries(db):
    add_countries("IT", "GB")


@pytest.fixture
def brought():
    """The draft of a file of the zoo, as the shop itself would bring it: nobody's number is in the file by chance."""

    def bring(name):
        job = imports.bring(BytesIO((ZOO / f"{name}.csv").read_bytes()), name=f"{name}.csv", by=None)
        wanted = {**imports.decisions_of(job).as_dict(), **DECISIONS}
        return imports.decide(job, imports.Decisions.from_dict(wanted), by=None)

    return bring


@pytest.fixture
def imported(brought):
    return lambda name: work(imports.run(work(imports.preview(brought(name), by=None)), by=None))


def found(job):
    """The same that ``Told`` says, counted in the shop."""
    people = Customer.objects.all()
    said = [*people.values_list("email_consent", flat=True), *people.values_list("sms_consent", flat=True)]
    return Told(
        format=job.params["format"],
        new=people.count(),
        refused=tuple(outcome.row for outcome in imports.every(job, "refused")),
        addresses=get_model("address", "UserAddress").objects.count(),
        yes=said.count(ConsentState.GRANTED),
        no=said.count(ConsentState.WITHDRAWN),
        inactive=people.filter(user__is_active=False).count(),
        groups=" ".join(sorted(group.name for group in CustomerGroup.objects.all() if group.customers.exists())),
        tags=" ".join(sorted(tag.name for tag in Tag.objects.all() if tag.customers.exists())),
    )


def test_every_file_of_the_zoo_is_here():
    assert sorted(FILES) == sorted(path.stem for path in ZOO.glob("*.csv"))


@every_file
def test_the_shop_has_what_the_file_says(name, imported):
    assert found(imported(name)) == FILES[name]


@every_file
def test_the_preview_tells_the_truth_and_writes_nothing(name, brought):
    job = work(imports.preview(brought(name), by=None))
    told = FILES[name]
    assert (job.counts["new"], job.counts.get("refused", 0)) == (told.new, len(told.refused))
    assert not Customer.objects.exists() and not CustomerGroup.objects.exists() and not Tag.objects.exists()


@every_file
def test_a_second_time_it_says_nothing_new(name, imported):
    imported(name)
    counts = imported(name).counts
    assert counts["same"] == FILES[name].new and not {"new", "changed", "consents"} & set(counts)


@every_file
def test_all_copies_are_true(name, imported):
    imported(name)
    assert not sync.check()
