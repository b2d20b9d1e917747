"""Passkeys in a real browser, with an authenticator that the browser itself plays."""

from __future__ import annotations

from playwright.sync_api import expect

from midas.demo import PASSWORD

WHO = "rival@fiverivers.example"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_added_signs_in_without_a_password_and_is_removed(open_page, site):
    # Browsers know no passkeys of a bare number such as 127.0.0.1.
    here = site.replace("127.0.0.1", "localhost")
    page = open_page(f"{here}/accounts/login/?next=/accounts/2fa/webauthn/add/")
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.get_by_label("E-mail").fill(WHO)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Name").fill("This laptop")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()

    page.context.clear_cookies()
    page.goto(f"{here}/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{here}/")
    expect(page.get_by_test_id("role-switcher")).to_contain_text("Rufus Penhallick")

    page.goto(f"{here}/accounts/2fa/webauthn/")
    page.get_by_role("link", name="remove This laptop").click()
    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("You have no passkey yet.")).to_be_visible()
