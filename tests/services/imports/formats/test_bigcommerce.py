"""Files of BigCommerce: the default template, and the one for bulk edits."""

from .zoo import read


def test_a_customer_of_the_default_template():
    assert read("bigcommerce").people[0] == {
        "first_name": "Ada",
        "last_name": "Neri",
        "company": "Neri Srl",
        "email": "ada.neri@example.com",
        "phone": "+39 011 5550100",
        "group": "Wholesale",
        "date_joined": "2024-05-06",
        "email_consent": "yes",
    }


def test_yes_and_no_in_one_letter_or_as_a_number():
    assert [person["email_consent"] for person in read("bigcommerce").people] == ["yes", "no", "no", "1", "0"]


def test_what_was_asked_about_mails_is_for_the_merchant_to_judge():
    found = read("bigcommerce")
    uncertain = {found.header[index] for index in found.mapping.automatic - found.mapping.certain}
    assert uncertain == {"Date Joined", "Receive Review/Abandoned Cart Emails?"}


def test_what_stays_behind():
    assert read("bigcommerce").stays == [
        "Notes: 1 person has a value. There is no place for it here.",
        "Store Credit: 1 person has credit with the other shop. This shop doesn't keep credit.",
        "Addresses: 2 people have addresses that stand in one cell and can't be taken apart.",
        "Tax Exempt Category: 2 people have the category G. It does not say who is exempt: look at these people after"
        " the import.",
        "Tax Exempt Category: 1 person has the category H. It does not say who is exempt: look at these people after"
        " the import.",
        "Customer ID is a number of the other shop. People are found by their e-mail address here.",
        "Passwords of BigCommerce don't come along: the file doesn't have them. People sign in by a link.",
    ]


def test_a_bulk_edit_brings_numbered_addresses():
    ada = read("bigcommerce-bulk-edit").people[0]
    assert (ada["address1_line1"], ada["address1_line2"]) == ("Via Po 1", "Scala B")
    assert (ada["address2_line1"], ada["address2_country"]) == ("Via Lago 2", "Italy")


def test_a_company_that_only_the_first_address_has_is_taken():
    assert read("bigcommerce-bulk-edit").people[0]["company"] == "Neri Srl"


def test_the_company_of_a_further_address_stays_behind():
    assert (
        "Address Company - 2: 1 person has a value. There is no place for it here."
        in read("bigcommerce-bulk-edit").stays
    )


def test_a_sixth_address_stays_behind():
    found = read("bigcommerce-bulk-edit")
    found.header.append("Address Line 1 - 6")
    found.rows[0].append("Via Tevere 3")
    assert "Address Line 1 - 6: 1 person has a value. An import takes five addresses of each person." in found.stays
