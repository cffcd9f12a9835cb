"""Where the shop differs from allauth on purpose, test by test; below allauth's tests/apps/."""

ASKED_AGAIN = [
    "account/test_change_email.py::test_add",
    "account/test_change_email.py::test_add_not_allowed",
    "account/test_change_email.py::test_add_with_none_limiter",
    "account/test_change_email.py::test_add_with_zero_limiter",
    "account/test_change_email.py::test_ajax_add",
    "account/test_change_email.py::test_ajax_add_invalid",
    "account/test_change_email.py::test_ajax_remove_primary",
    "account/test_change_email.py::test_change_email",
    "account/test_change_email.py::test_change_email_links_restrict_email",
    "account/test_change_email.py::test_change_unverified_email",
    "account/test_change_email.py::test_change_unverified_email_to_verified_email_of_other_user",
    "account/test_change_email.py::test_delete_email_changes_user_email",
    "account/test_change_email.py::test_delete_email_wipes_user_email",
    "account/test_change_email.py::test_dont_lookup_invalid_email[valid@email.org-True]",
    "account/test_change_email.py::test_remove_email",
    "account/test_change_email.py::test_remove_secondary",
    "account/test_change_email.py::test_set_primary",
    "account/test_change_email.py::test_set_primary_unverified",
    "account/test_change_email.py::test_verify",
    "account/test_change_password.py::test_set_password",
    "account/test_change_password.py::test_set_usable_password_redirects_to_change",
    "account/test_email_verification.py::test_verify_email_with_another_user_logged_in",
    "account/test_email_verification.py::test_verify_email_with_same_user_logged_in",
    "account/test_email_verification_by_code.py::test_add_or_change_email",
    "mfa/base/test_views.py::test_add_email_allowed_when_verification_by_code",
    "mfa/base/test_views.py::test_add_email_not_allowed",
    "socialaccount/providers/amazon/tests.py::AmazonTests::test_account_refresh_token_saved_next_login",
    "socialaccount/providers/amazon/tests.py::AmazonTests::test_account_tokens",
    "socialaccount/providers/facebook/tests.py::FacebookTests::test_account_refresh_token_saved_next_login",
    "socialaccount/providers/facebook/tests.py::FacebookTests::test_account_tokens",
    "socialaccount/providers/google/tests.py::AppInSettingsTests::test_account_connect",
    "socialaccount/providers/google/tests.py::AppInSettingsTests::test_account_refresh_token_saved_next_login",
    "socialaccount/providers/google/tests.py::AppInSettingsTests::test_account_tokens",
    "socialaccount/providers/google/tests.py::GoogleTests::test_account_connect",
    "socialaccount/providers/google/tests.py::GoogleTests::test_account_refresh_token_saved_next_login",
    "socialaccount/providers/google/tests.py::GoogleTests::test_account_tokens",
    "socialaccount/providers/openid_connect/tests.py::OpenIDConnectFetchUserInfoTests::test_account_refresh_token_saved_next_login",
    "socialaccount/providers/openid_connect/tests.py::OpenIDConnectFetchUserInfoTests::test_account_tokens",
    "socialaccount/providers/openid_connect/tests.py::OpenIDConnectUseIDTokenTests::test_account_refresh_token_saved_next_login",
    "socialaccount/providers/openid_connect/tests.py::OpenIDConnectUseIDTokenTests::test_account_tokens",
    "socialaccount/providers/twitter_oauth2/tests.py::TwitterOAuth2Tests::test_account_refresh_token_saved_next_login",
    "socialaccount/providers/twitter_oauth2/tests.py::TwitterOAuth2Tests::test_account_tokens",
    "socialaccount/test_connect.py::test_connect",
]
"""The shop asks whoever changes these things who they are. In these tests somebody was asked a moment ago."""

ALLAUTHS_SUBJECTS = [
    "account/test_change_email.py::test_change_email",
    "account/test_change_email.py::test_change_email_links_restrict_email",
    "account/test_change_email.py::test_change_unverified_email",
    "account/test_change_email.py::test_change_unverified_email_to_verified_email_of_other_user",
    "account/test_email_verification_by_code.py::test_change_email_vs_enumeration_prevention",
    "account/test_email_verification_by_code.py::test_change_to_already_existing_email",
    "account/test_email_verification_by_code.py::test_signup_prevent_enumeration",
    "account/test_login_by_code.py::test_trust_while_already_register",
    "account/test_reset_password_by_code.py::test_prevent_enumeration",
    "socialaccount/test_connect.py::test_connect",
    "socialaccount/test_connect.py::test_disconnect",
    "socialaccount/test_signup.py::test_email_address_conflict_at_social_signup_form",
    "socialaccount/test_signup.py::test_email_address_conflict_during_auto_signup",
    "socialaccount/test_signup.py::test_email_address_conflict_removes_conflicting_email",
]
"""They know an e-mail by the words of its subject, and ours has others. In these tests it has allauth's."""

_NO_BASKET = "Its request goes past the middleware that gives Oscar's pages their basket."
_BOTH_SIDES = "A provider's word counts only where the customer has proven the address here too."
_BACK_TO_THE_LIST = "Who was asked first is then on the page of connected accounts, and connects there."
_NOT_IN_SESSION = "Its request has no session that tells when this person was last asked who they are."
_NO_NAME = "The name to sign in with says nothing of a person: not their address, not their name."
_SECOND = "Neither password nor mail stands in for a second factor."
_BY_LINK = "Who has no other proof is sent to our page, which mails a link."

OTHERWISE = {
    "account/test_change_password.py::test_set_password_requires_reauthentication": _BY_LINK,
    "account/test_decorators.py::test_verified_email_required": _NO_BASKET,
    "account/test_email_verification.py::test_email_verification_mandatory": (
        "The first proof, in another browser than the one that signed up, takes the password away."
    ),
    "account/test_reauthentication.py::test_reauthentication_required_without_available_method": _BY_LINK,
    "account/test_reauthentication.py::test_reauthentication_by_code": _BY_LINK,
    "account/test_reauthentication.py::test_reauthentication_code_expired": _BY_LINK,
    "account/test_reauthentication.py::test_reauthentication_code_max_attempts": _BY_LINK,
    "account/test_reauthentication.py::test_request_reauthentication_code_rate_limit": _BY_LINK,
    "account/test_reauthentication.py::test_request_reauthentication_code_validates_recipient": _BY_LINK,
    "account/test_reauthentication.py::test_resend_reauthentication_code": _BY_LINK,
    "account/test_reauthentication.py::test_user_with_mfa_only": _SECOND,
    "account/test_reset_password.py::ResetPasswordTests::test_password_forgotten_username_hint": (
        "Our e-mail names no name to sign in with: it is a row of letters that nobody chose."
    ),
    "mfa/base/test_views.py::test_reauthentication": _SECOND,
    "mfa/recovery_codes/test_views.py::test_download_recovery_codes": _SECOND,
    "mfa/recovery_codes/test_views.py::test_generate_recovery_codes": _SECOND,
    "mfa/recovery_codes/test_views.py::test_view_recovery_codes": _SECOND,
    "mfa/totp/test_views.py::test_cannot_deactivate_totp": _SECOND,
    "mfa/totp/test_views.py::test_deactivate_totp_success": _SECOND,
    "mfa/webauthn/test_views.py::test_reauthenticate": _SECOND,
    "mfa/webauthn/test_views.py::test_remove_key": _SECOND,
    "mfa/webauthn/test_views.py::test_rename_key": _SECOND,
    "socialaccount/providers/facebook/tests.py::FacebookTests::test_username_based_on_provider_with_simple_name": (
        _NO_NAME
    ),
    "socialaccount/providers/facebook/tests.py::FacebookTests::test_username_conflict": _NO_NAME,
    "socialaccount/providers/google/tests.py::AppInSettingsTests::test_username_based_on_email": _NO_NAME,
    "socialaccount/providers/google/tests.py::GoogleTests::test_username_based_on_email": _NO_NAME,
    "socialaccount/test_connect.py::test_connect_vs_email_authentication": _NOT_IN_SESSION,
    "socialaccount/test_connect.py::test_connect_with_code_only_reauthentication": _BY_LINK,
    "socialaccount/test_connect.py::test_connect_with_reauthentication": _BACK_TO_THE_LIST,
    "socialaccount/test_login.py::test_email_authentication[on-global-False-False]": _BOTH_SIDES,
    "socialaccount/test_login.py::test_email_authentication[on-global-True-False]": _BOTH_SIDES,
    "socialaccount/test_login.py::test_email_authentication[on-provider-False-False]": _BOTH_SIDES,
    "socialaccount/test_login.py::test_email_authentication[on-provider-True-False]": _BOTH_SIDES,
    "socialaccount/test_signup.py::test_signup_closed": _NO_BASKET,
}
"""These cannot pass, and have to fail: one that passes must leave the list."""
