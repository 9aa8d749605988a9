# The doorstep
index-title = Your Matrix account
index-what = Here you sign in, and see which apps and devices use your account.
index-account = Go to your account
signed-out-title = You are signed out
signed-out-meaning = This browser no longer has access to your account. Apps on your devices stay signed in.
signed-out-again = Sign in again
end-session-title = Sign out of this browser?
end-session-app = This app asks to sign you out.
end-session-what = You are signed out of your account in this browser, and of websites that you signed in to with it.
end-session-devices = Apps on your devices stay signed in.
end-session-see-devices = See your devices
end-session-submit = Sign out
end-session-stay = Stay signed in
end-session-stranded = The app wanted to take you on to an address that it has not registered here. You won’t be taken there.

# Sign-in
sign-in-title = Sign in
sign-in-to-continue = To continue to
sign-in-notice-again = Sign in again to show that it is you.
sign-in-notice-ended = Your session in this browser has ended. Sign in again.
sign-in-username = Username
sign-in-username-missing = Enter your username.
sign-in-username-or-email = Username or email
sign-in-username-or-email-missing = Enter your username or your email address.
sign-in-password = Password
sign-in-password-missing = Enter your password.
sign-in-password-wrong = This username and password do not match. Check both and try again.
sign-in-password-show = Show
sign-in-password-hide = Hide
sign-in-failed-locked = This account is locked. Ask the people who run this server.
sign-in-failed-no-passwords = Signing in with a password is switched off on this server.
sign-in-submit = Sign in

# Consent
consent-title = Allow { $app } to use your account?
consent-title-unnamed = Allow this app to use your account?
consent-unknown = It is not known who makes this app. Allow it only if you started this sign-in yourself.
consent-account = Your account
consent-switch = Not you?
consent-switch-about = Not you? Use another account
consent-permissions = It will be able to
consent-device = Appear among your devices as { $device }
consent-admin-warning = It could see and change every account and every room. Allow this only if you run this server and trust the app.
consent-allow = Allow
consent-deny = Don’t allow
consent-returns-website = Then you go back to { $host }.
consent-returns-device = Then you go back to the app on this device.
consent-returns-native = Then the app for { $scheme } opens on this device.

# Back to the app
back-title = Back to the app
back-to-website = You are being sent back to { $host }. If nothing happens, continue yourself.
back-to-device = You are being sent back to the app on this device. If nothing happens, continue yourself.
back-continue = Continue

# Errors: what happened, what it means, what to do
error-not-found-title = There is nothing here
error-not-found-meaning = The address is mistyped, or the page is gone.
error-not-found-advice = Go back, or start again from the first page.
error-bad-request-title = This request can’t be used
error-bad-request-meaning = An app sent you here in a way that this server can’t accept, so it can’t sign you in. Nothing was changed.
error-bad-request-advice = Go back to the app and try again. If it happens again, pass on what is written below to the people who make the app.
error-unknown-provider-title = This way to sign in is not known here
error-unknown-provider-meaning = The app asked for a sign-in with another provider, which this server does not have.
error-unknown-provider-advice = Sign in here instead, or ask the people who run this server.
error-sso-off-title = Older apps can’t sign in here
error-sso-off-meaning = The people who run this server have switched off the sign-in that your app uses.
error-sso-off-advice = Use a newer app, or ask them which apps work.
error-sign-in-expired-title = This sign-in has expired
error-sign-in-expired-meaning = It was started too long ago, or it is finished already.
error-sign-in-expired-advice = Go back to the app and sign in from there.
error-form-expired-title = This form was open too long
error-form-expired-meaning = For your safety, what you sent was not used. Nothing was changed.
error-form-expired-advice = Open the page again and repeat the last step.
error-denied-title = This is not allowed
error-denied-meaning = The people who run this server have not opened this to your account.
error-denied-advice = Ask them if you think you should have access.
error-too-many-attempts-title = Too many attempts
error-too-many-attempts-meaning = For the safety of all accounts, this server takes a pause after so many attempts. Nothing was changed.
error-too-many-attempts-advice = Wait some minutes, then try again.
error-homeserver-away-title = The Matrix server is not answering
error-homeserver-away-meaning = Nobody can sign in until it is back. Nothing is lost, and apps that are signed in stay so.
error-homeserver-away-advice = Wait a minute, then try again.
error-internal-title = Something went wrong on our side
error-internal-meaning = It was not your doing, and we can’t say whether the last step took effect.
error-internal-advice = Try again. If it happens again, give the people who run this server the number below.
error-detail = Details
error-id = Number of this error
way-back-app = Back to the app
way-back-sign-in = Sign in
way-back-try-again = Try again
way-back-home = To the first page
