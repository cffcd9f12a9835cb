"""Files of WooCommerce and its plugins."""

from oscar_clienti.services.imports.mapping import left_behind

from .zoo import read


def test_the_shops_own_table_has_people_without_addresses():
    assert read("woocommerce-analytics").people[0] == {
        "name": "Ada Neri",
        "email": "ada.neri@example.com",
        "date_joined": "2024-05-06 15:59:00",
    }


def test_an_address_without_a_street_stays_behind():
    assert (
        "City: 3 people have a value. An address needs a street, and no column has it."
        in read("woocommerce-analytics").stays
    )


def test_a_date_of_zeros_is_no_date():
    assert read("woocommerce-analytics").people[2]["date_joined"] == ""


def test_the_suites_file_brings_two_addresses_and_a_hash():
    assert read("woocommerce-suite").people[0] == {
        "email": "ada.neri@example.com",
        "first_name": "Ada",
        "last_name": "Neri",
        "password_hash": "$P$BinventedInventedInventedInvente",
        "date_joined": "2024-05-06 15:59:00",
        "language": "it",
        "company": "Neri Srl",
        "address1_first_name": "Ada",
        "address1_last_name": "Neri",
        "address1_line1": "Via Po 1",
        "address1_line2": "Scala B",
        "address1_line4": "Torino",
        "address1_state": "TO",
        "address1_postcode": "00100",
        "address1_country": "IT",
        "address1_phone_number": "+39 011 5550100",
        "address1_is_default_for_billing": "yes",
        "address2_first_name": "Ada",
        "address2_last_name": "Neri",
        "address2_line1": "Via Lago 2",
        "address2_line2": "",
        "address2_line4": "Asti",
        "address2_state": "AT",
        "address2_postcode": "14100",
        "address2_country": "IT",
        "address2_phone_number": "",
        "address2_is_default_for_shipping": "yes",
    }


def test_only_who_has_an_address_for_shipping_gets_a_default_for_it():
    bob = read("woocommerce-suite").people[1]
    assert bob["address1_is_default_for_billing"] == "yes"
    assert "address2_is_default_for_shipping" not in bob


def test_the_language_of_the_site_is_nobodys():
    assert read("woocommerce-suite").people[4]["language"] == ""


def test_roles_sessions_and_settings_stay_behind():
    assert read("woocommerce-suite").stays == [
        "user_login: 5 people have a user name. People sign in with their e-mail address here.",
        "roles: 5 people have a role in the other shop. Nobody gets rights by an import.",
        "wp_user_level: 1 person has a role in the other shop. Nobody gets rights by an import.",
        "session_tokens: 1 person has a key that opens the account in the other shop. It is never imported.",
        "billing_email: 3 people have a value. There is no place for it here.",
        "ID, customer_id are numbers of the other shop. People are found by their e-mail address here.",
        "user_nicename, display_name, nickname say again what other columns say.",
        "rich_editing, syntax_highlighting, admin_color, show_admin_bar_front, last_update are settings of the other"
        " shop and not needed here.",
    ]


def test_no_secret_is_said_or_stored():
    suite = read("woocommerce-suite")
    counted = left_behind(suite.mapping, suite.rows)
    assert "invented" not in str(counted.counts).lower() + str(counted.sentences()).lower()


def test_the_plugin_with_semicolons_brings_passwords():
    assert read("woocommerce-users-csv").people[1] == {
        "email": "bob.fisher@example.com",
        "password": "invented-Pass-2",
        "address1_line1": "12 Harbour Lane; Flat 3",
        "address1_line4": "Bristol",
        "address1_state": "",
        "address1_postcode": "BS1 9ZZ",
        "address1_country": "GB",
    }


def test_webkuls_hashes_stay_as_they_are():
    assert read("woocommerce-webkul").people[0] == {
        "email": "ada.neri@example.com",
        "first_name": "Ada",
        "last_name": "Neri",
        "password_hash": "$P$BinventedInventedInventedInvente",
    }


def test_webkuls_settings_stay_behind():
    assert read("woocommerce-webkul").stays == [
        "Username: 5 people have a user name. People sign in with their e-mail address here.",
        "Role: 5 people have a role in the other shop. Nobody gets rights by an import.",
        "Auto-generate Password is a setting of the other shop and not needed here.",
    ]
