"""People from a file: who is made, who is changed, who is left alone and why."""

from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from oscar.core.loading import get_model

from oscar_clienti.models import Activity, ConsentEvent, ConsentState, Customer, CustomerGroup, Job, Tag
from oscar_clienti.services import imports, sync
from oscar_clienti.services.imports.outcomes import every
from tests.conftest import customer_of, heard, make_user

from .conftest import customer, work

pytestmark = pytest.mark.django_db

ADA = "email,first_name,last_name,phone,company,vat_number,birthday,language\n" \
      "ada@example.com,Ada,Neri,+39 011 5550100,Neri Srl,IT00000000000,1980-02-29,it\n"  # fmt: skip


@pytest.fixture(autouse=True)
def italy(db):
    Country = get_model("address", "Country")
    return Country.objects.create(iso_3166_1_a2="IT", iso_3166_1_a3="ITA", name="Italy", printable_name="Italy")


def reasons(job):
    return [words for outcome in every(job, "refused") for _heading, _value, words in outcome.reasons]


def test_somebody_new_gets_an_account_with_all_that_the_file_says(imported):
    imported(ADA)
    ada = customer("ada@example.com")
    assert (ada.first_name, ada.last_name, ada.phone, ada.company) == ("Ada", "Neri", "+39 011 5550100", "Neri Srl")
    assert (ada.birthday, ada.language, ada.source) == (date(1980, 2, 29), "it", "import")


def test_the_copies_of_somebody_new_are_true(imported):
    text = (
        "email,first_name,last_name,phone,tags,group,birthday,address1_line1,address1_line4,address1_postcode,"
        "address1_country,address1_phone_number\n"
        'ada@example.com,Àda,Nèri,011/555-0100,"red, blue",VIP,1980-02-29,Via Po 1,Torino,10100,IT,+390115550100\n'
        "tom@example.com,,,,,,,,,,,\n"
    )
    assert imported(text, create_labels=True).counts == {"new": 2}
    assert not sync.check()


def test_somebody_new_has_no_password_and_has_never_signed_in(imported):
    imported(ADA)
    user = get_user_model().objects.get(email="ada@example.com")
    assert not user.has_usable_password() and user.last_login is None


def test_nobody_is_written_to(imported):
    imported(ADA)
    assert mail.outbox == []


def test_the_coming_of_somebody_new_is_written_down_with_its_job(imported, alice):
    job = imported(ADA)
    row = Activity.objects.get(customer=customer("ada@example.com"))
    assert (row.kind, row.by, row.job) == ("customer.created", alice, job)


def test_somebody_new_is_announced(imported):
    from oscar_clienti import signals

    with heard(signals.customer_created) as calls:
        imported(ADA)
    assert [call["customer"].email for call in calls] == ["ada@example.com"]


def test_a_preview_writes_nothing(previewed):
    job = previewed(ADA)
    assert job.counts == {"rows": 1, "new": 1} and not Customer.objects.filter(email="ada@example.com").exists()


def test_somebody_known_is_found_whatever_the_case_and_form_of_the_address(imported, bob):
    customer_of(bob)
    job = imported("email,company\nＢＯＢ@Example.com,Pane Srl\n")
    assert job.counts["changed"] == 1 and customer("bob@example.com").company == "Pane Srl"


def test_an_accent_makes_another_address_where_the_database_can_tell(imported):
    make_user("ada@jose.example")
    job = imported("email\nada@josé.example\ntom@example.com\n")
    # To MariaDB é is e: where addresses are unique, that row alone is refused.
    takes_for_the_same = connection.vendor == "mysql" and get_user_model()._meta.get_field("email").unique
    assert job.counts == ({"new": 1, "refused": 1} if takes_for_the_same else {"new": 2})


def test_what_changes_is_written_down_field_by_field(imported, bob):
    imported("email,company\nbob@example.com,Pane Srl\n")
    row = Activity.objects.get(customer=bob.pk, kind="customer.changed")
    assert row.changes == {"company": ["", "Pane Srl"]}


def test_a_row_that_says_what_is_known_changes_nothing(imported, bob):
    imported("email,company\nbob@example.com,Pane Srl\n")
    before = Activity.objects.count()
    assert imported("email,company\nbob@example.com,Pane Srl\n").counts["same"] == 1
    assert Activity.objects.count() == before


def test_a_blank_cell_leaves_the_field(imported, bob):
    imported("email,company\nbob@example.com,Pane Srl\n")
    imported("email,company\nbob@example.com,\n")
    assert customer("bob@example.com").company == "Pane Srl"


def test_a_blank_cell_clears_the_field_where_that_is_wanted(imported, bob):
    imported("email,company\nbob@example.com,Pane Srl\n")
    imported("email,company\nbob@example.com,\n", blanks="clear")
    assert customer("bob@example.com").company == ""


def test_staff_is_refused_and_stays_as_it_was(imported, root):
    before = get_user_model().objects.filter(pk=root.pk).values().get()
    job = imported("email,first_name\nROOT@shop.example,Mallory\n")
    assert job.counts["refused"] == 1 and get_user_model().objects.filter(pk=root.pk).values().get() == before


def test_a_partners_account_is_refused(imported, bob):
    from oscar.test.factories import PartnerFactory

    PartnerFactory().users.add(bob)
    assert imported("email,first_name\nbob@example.com,Mallory\n").counts["refused"] == 1


def test_who_became_staff_between_preview_and_run_is_refused(previewed, alice, bob):
    job = previewed("email,first_name\nbob@example.com,Mallory\n")
    bob.is_staff = True
    bob.save()
    assert work(imports.run(job, by=alice)).counts == {"refused": 1}


def test_the_second_row_of_one_customer_is_refused_and_names_the_first(imported):
    job = imported("email,first_name\nada@example.com,Ada\nADA@example.com,Eva\n")
    assert job.counts["new"] == 1 and "row 2" in reasons(job)[0]


def test_a_second_row_that_says_the_number_instead_of_the_address_is_refused_too(imported, bob):
    job = imported(f"email,id,company,vat_number\nbob@example.com,,Pane Srl,\n,{bob.pk},Latte Srl,\n")
    assert job.counts == {"changed": 1, "refused": 1} and "row 2" in reasons(job)[0]
    assert customer("bob@example.com").company == "Pane Srl"


def test_a_file_of_which_no_column_says_who_is_meant_is_not_read(previewed):
    with pytest.raises(ValidationError, match="Say which column has the e-mail address"):
        previewed("Nome,Cognome\nAda,Neri\n")


def test_nobody_is_taken_for_headings(brought):
    with pytest.raises(imports.FileRefused, match="customer instead of headings"):
        brought("ada@example.com,Ada\ntom@example.com,Tom\n")


def test_no_address_is_a_reason(imported):
    job = imported("email,first_name\n,Ada\nnobody,Tom\nada@example.com,Ada\n")
    assert (job.counts["refused"], job.counts["new"]) == (2, 1)


def test_a_row_with_a_cell_too_many_is_refused(imported):
    job = imported("email,first_name\nada@example.com,Ada,x\ntom@example.com,Tom\n")
    assert job.counts == {"refused": 1, "new": 1} and "3 cells" in reasons(job)[0]


def test_new_ones_only(imported, bob):
    job = imported("email,company\nbob@example.com,X\nada@example.com,Y\n", who="new")
    assert job.counts == {"refused": 1, "new": 1} and customer("bob@example.com").company == ""


def test_existing_ones_only(imported, bob):
    job = imported("email,company\nbob@example.com,X\nada@example.com,Y\n", who="existing")
    assert job.counts == {"refused": 1, "changed": 1} and not Customer.objects.filter(email="ada@example.com").exists()


def test_a_number_of_ours_says_who_is_meant(imported, bob):
    imported(f"id,company,vat_number\n{bob.pk},Pane Srl,IT1\n")
    assert customer("bob@example.com").company == "Pane Srl"


def test_a_number_and_an_address_of_two_people_are_refused(imported, bob, carol):
    job = imported(f"id,email,company,vat_number\n{bob.pk},carol@example.com,X,Y\n")
    assert job.counts == {"refused": 1}


def test_a_group_that_is_not_there_is_a_reason(imported):
    job = imported("email,group\nada@example.com,VIP\n")
    assert job.counts == {"refused": 1} and not CustomerGroup.objects.exists()


def test_groups_and_tags_are_made_where_that_is_wanted(imported):
    imported('email,group,tags\nada@example.com,VIP,"red, blue"\n', create_labels=True)
    ada = customer("ada@example.com")
    assert ada.group.name == "VIP" and {tag.name for tag in ada.tags.all()} == {"red", "blue"}


def test_a_group_for_all_rows(imported, bob):
    vip = CustomerGroup.objects.create(name="VIP")
    imported("email\nada@example.com\nbob@example.com\n", group=vip.pk)
    assert set(vip.customers.values_list("email", flat=True)) == {"ada@example.com", "bob@example.com"}


def test_tags_are_added_to_those_that_are_there(imported, bob):
    old, new = Tag.objects.create(name="old"), Tag.objects.create(name="new")
    customer_of(bob).tags.add(old)
    imported("email,tags\nbob@example.com,new\n")
    assert set(customer("bob@example.com").tags.all()) == {old, new}


def test_tags_replace_those_that_are_there_where_that_is_wanted(imported, bob):
    Tag.objects.create(name="new")
    customer_of(bob).tags.add(Tag.objects.create(name="old"))
    imported("email,tags\nbob@example.com,new\n", tags_mode="replace")
    assert [tag.name for tag in customer("bob@example.com").tags.all()] == ["new"]


def test_somebody_inactive_stays_outside(imported):
    imported("email,active\nada@example.com,no\n")
    assert not get_user_model().objects.get(email="ada@example.com").is_active


# Consents.


def test_a_yes_without_a_day_and_a_source_stays_never_asked(imported):
    job = imported("email,email_consent\nada@example.com,yes\n")
    assert customer("ada@example.com").email_consent == ConsentState.NEVER_ASKED and job.counts["consents_kept"] == 1


def test_a_yes_with_day_and_source_counts(imported):
    imported(
        "email,email_consent,email_consent_at,email_consent_source\nada@example.com,yes,2026-03-01,Fair in Turin\n"
    )
    event = ConsentEvent.objects.get()
    assert (event.state, event.source, event.how) == (ConsentState.GRANTED, "import", "Fair in Turin")
    assert customer("ada@example.com").email_consent == ConsentState.GRANTED


def test_the_merchant_may_say_day_and_source_for_all(imported):
    imported("email,email_consent\nada@example.com,yes\n", consent_source="Newsletter form", consent_at="2025-05-01")
    assert customer("ada@example.com").email_consent == ConsentState.GRANTED


def test_a_yes_never_overrules_a_no(imported, bob):
    from oscar_clienti.services import consents

    consents.withdraw(customer_of(bob), channel="email", source="unsubscribe", by=None)
    imported("email,email_consent,email_consent_at,email_consent_source\nbob@example.com,yes,2026-11-01,Fair\n")
    assert customer("bob@example.com").email_consent == ConsentState.WITHDRAWN


def test_a_no_always_counts(imported, bob):
    imported("email,email_consent\nbob@example.com,no\n")
    assert customer("bob@example.com").email_consent == ConsentState.WITHDRAWN


def test_automatic_subscription_needs_its_words(brought):
    with pytest.raises(ValidationError, match="words"):
        brought("email\nada@example.com\n", subscribe=True)


# Addresses.

ADDRESS = (
    "email,first_name,last_name,address1_line1,address1_line4,address1_postcode,address1_country\n"
    "ada@example.com,Ada,Neri,Via Po 1,Torino,{postcode},{country}\n"
)


def addresses(email):
    return list(get_model("address", "UserAddress").objects.filter(user__email=email).order_by("pk"))


def test_an_address_comes_into_the_book_as_the_default(imported):
    imported(ADDRESS.format(postcode="10100", country="IT"))
    (address,) = addresses("ada@example.com")
    assert (address.line1, address.line4, address.first_name) == ("Via Po 1", "Torino", "Ada")
    assert address.is_default_for_shipping and address.is_default_for_billing


def test_the_same_address_is_not_added_again(imported):
    imported(ADDRESS.format(postcode="10100", country="IT"))
    assert imported(ADDRESS.format(postcode="10100", country="IT")).counts["same"] == 1
    assert len(addresses("ada@example.com")) == 1


def test_another_address_is_added(imported):
    imported(ADDRESS.format(postcode="10100", country="IT"))
    imported(ADDRESS.format(postcode="10121", country="IT"))
    assert [address.postcode for address in addresses("ada@example.com")] == ["10100", "10121"]
    assert [address.is_default_for_shipping for address in addresses("ada@example.com")] == [True, False]


def test_a_zero_that_a_spreadsheet_ate_comes_back(imported):
    imported(ADDRESS.format(postcode="100", country="IT"))
    assert addresses("ada@example.com")[0].postcode == "00100"


def test_an_address_without_a_country_is_a_reason(imported):
    assert "names no country" in reasons(imported(ADDRESS.format(postcode="10100", country="")))[0]


def test_an_address_without_a_country_lies_where_the_merchant_says(imported):
    imported(ADDRESS.format(postcode="10100", country=""), country="IT")
    assert addresses("ada@example.com")[0].country_id == "IT"


def test_a_postcode_that_cannot_be_is_told_at_its_column(imported):
    job = imported(ADDRESS.format(postcode="nowhere", country="IT"))
    (outcome,) = every(job, "refused")
    assert outcome.reasons[0][0] == "address1_postcode"


# Rights.


def test_an_import_needs_its_right(viewer):
    from io import BytesIO

    from django.core.exceptions import PermissionDenied

    with pytest.raises(PermissionDenied):
        imports.bring(BytesIO(ADA.encode()), name="x.csv", by=viewer)


def test_the_right_to_import_does_not_bring_the_right_to_add(db):
    from io import BytesIO

    from django.core.exceptions import PermissionDenied

    from tests.conftest import grant

    vera = grant(make_user("vera@shop.example", is_staff=True), "import_customers", "change_customer")
    job = imports.bring(BytesIO(ADA.encode()), name="x.csv", by=vera)
    with pytest.raises(PermissionDenied):
        imports.preview(job, by=vera)


def test_whose_right_is_taken_away_meanwhile_stops(previewed, alice):
    job = imports.run(previewed(ADA), by=alice)
    alice.user_permissions.clear()
    assert work(job).state == Job.State.FAILED and not Customer.objects.filter(email="ada@example.com").exists()


# Afterwards.


def test_refused_rows_come_back_in_the_columns_of_the_file_with_their_reason(imported):
    job = imported("Nome,E-mail\nAda,nowhere\n")
    lines = b"".join(imports.refused_csv(job)).decode("utf-8-sig").splitlines()
    assert lines[0] == "Nome,E-mail,Reason" and lines[1].startswith("Ada,nowhere,")


def test_mended_rows_are_tried_again_with_the_same_matching(imported, alice):
    from io import BytesIO

    job = imported("Chi,E-mail\nAda,nowhere\n")
    mended = b"".join(imports.refused_csv(job)).replace(b"nowhere", b"ada@example.com")
    again = imports.retry(job, BytesIO(mended), name="mended.csv", by=alice)
    again = work(imports.run(work(imports.preview(again, by=alice)), by=alice))
    assert again.counts["new"] == 1 and customer("ada@example.com")


def test_the_uploaded_file_is_gone_after_the_run(imported, private_root, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        imported(ADA)
    assert not [path for path in private_root.rglob("*") if path.is_file()]


def test_the_names_of_a_table_are_no_way_to_power(imported):
    imported("email,is_staff,is_superuser,groups,user_permissions\nada@example.com,1,1,1,1\n")
    ada = get_user_model().objects.get(email="ada@example.com")
    assert not (ada.is_staff or ada.is_superuser or ada.groups.exists() or ada.user_permissions.exists())


def test_what_an_import_remembers_of_a_row_goes_with_the_account(imported, alice):
    from oscar_clienti.models import JobChunk
    from oscar_clienti.services import erasure

    imported("email,first_name\nada@example.com,Ada\nADA@example.com,Adina\ntom@example.com,Tom\n")
    erasure.erase(customer("ada@example.com"), by=alice)
    remembered = "".join(JobChunk.objects.values_list("details", flat=True))
    assert "ada@" not in remembered.lower() and "Adina" not in remembered and "tom@example.com" in remembered
