# What letters say. The first line of each is its subject
mail-email-code-subject = { $code } is your code for { $service }
mail-email-code-title = Confirm your email address
mail-email-code-what = Somebody, most likely you, wants to use this address for an account at { $service }. Enter this code where you were asked for it:
mail-email-code-what-account = Somebody, most likely you, wants to add this address to the account { $account }. Enter this code where you were asked for it:
mail-email-code-or = Or open this link, in whichever browser you like:
mail-email-code-button = Confirm this address
mail-email-code-valid = { $minutes ->
    [one] The code is good for { $minutes } minute.
   *[other] The code is good for { $minutes } minutes.
}
mail-email-code-not-you = If this wasn’t you, you can ignore this email. Don’t pass the code on, whoever asks for it.

mail-address-in-use-subject = You already have an account at { $service }
mail-address-in-use-title = You already have an account
mail-address-in-use-what = Somebody, most likely you, tried to use this address for an account at { $service }. It belongs to your account { $account } already, so nothing was changed.
mail-address-in-use-recover = If you have forgotten your password, choose a new one.

mail-recovery-subject = Choose a new password for { $account }
mail-recovery-what = Somebody, most likely you, has forgotten the password of your account { $account } and wants to choose a new one.
mail-recovery-valid = { $minutes ->
    [one] The link works once, within { $minutes } minute.
   *[other] The link works once, within { $minutes } minutes.
}
mail-recovery-not-you = If this wasn’t you, you can ignore this email: your password stays as it is.

mail-password-changed-subject = The password of { $account } was changed
mail-password-changed-title = Your password was changed
mail-password-changed-what = The password of your account { $account } was changed.
mail-password-changed-not-you = If this wasn’t you, choose a new password now: somebody else has access to your account.
mail-password-changed-ask = If this wasn’t you, ask the people who run this server for help now: somebody else has access to your account.

mail-app-password-made-subject = An app password was made for { $account }
mail-app-password-made-title = An app password was made
mail-app-password-made-what = Somebody, most likely you, made the password { $name } for an app. Whoever has it can use your account { $account }.
mail-app-password-made-not-you = If this wasn’t you, revoke it in your account, and change your password.

mail-email-added-subject = An email address was added to { $account }
mail-email-added-title = An email address was added
mail-email-added-what = The address { $address } was added to your account { $account }.
mail-email-removed-subject = An email address was removed from { $account }
mail-email-removed-title = An email address was removed
mail-email-removed-what = The address { $address } was removed from your account { $account }.

mail-new-sign-in-subject = New sign-in to { $account }
mail-new-sign-in-title = New sign-in
mail-new-sign-in-what = Somebody, most likely you, signed in to your account { $account }.
mail-new-sign-in-not-you = If this wasn’t you, sign out that app or browser in your account, and change your password.

mail-sign-in-reported-subject = A sign-in to { $account } was ended
mail-sign-in-reported-title = A sign-in was ended
mail-sign-in-reported-what = Somebody other than the app itself ended a sign-in to your account { $account }. Whoever can do that knows a secret of this app, and may have used it before.
mail-sign-in-reported-advice = Sign in to the app again. Then look whether there is anything in your account that you don’t know.

mail-deactivated-subject = The account { $account } was deactivated
mail-deactivated-title = Your account was deactivated
mail-deactivated-what = Your account { $account } was deactivated and signed out everywhere.
mail-deactivated-not-you = If you did not want this, ask the people who run this server now: nobody else can undo it.

# In several letters
mail-choose-password = Choose a new password
mail-check-account = If this wasn’t you, look at your account and change your password.
mail-if-you = If this was you, there is nothing to do.
mail-ignore = If this wasn’t you, you can ignore this email.
mail-link-plain = If the button does nothing, open this address:

# The circumstances
mail-fact = { $label }: { $value }
mail-fact-app = App
mail-fact-host = App from
mail-fact-device = Device
mail-fact-browser = Browser
mail-fact-ip = IP address
mail-fact-at = Time
