# The way to the sign-up
sign-in-no-account = No account yet?
sign-in-sign-up = Create an account
sign-in-forgot = Forgot your password?

# The first form
sign-up-title = Create your account
sign-up-have-account = Already have an account?
sign-up-invited = You are invited. Choose the rest yourself.
sign-up-signed-in = You are signed in as { $account }. Below you can create another account.
sign-up-signed-in-continue = Continue with the account you have
sign-up-unfinished = You have begun to create { $account } in this browser.
sign-up-unfinished-continue = Go on where you stopped
sign-up-username = Username
sign-up-username-hint = Your Matrix ID will be { $id }. It can’t be changed later.
sign-up-username-missing = Choose a username.
sign-up-username-invalid = A username has only the letters a to z, digits and the signs . _ = - / +
sign-up-username-too-long = This username is too long. Choose a shorter one.
sign-up-username-reserved = This server keeps this username for itself. Choose another one.
sign-up-username-taken = { $id } is taken. Choose another username.
sign-up-username-taken-free = { $id } is taken. Choose another username. Free: { $names }
sign-up-username-free = Free: { $names }
sign-up-email = Email address
sign-up-email-optional = Email address (optional)
sign-up-email-hint = You get a code there. It also helps if you forget your password.
sign-up-email-missing = Enter your email address.
sign-up-email-invalid = This is not an email address. Check it, for example ana@example.com.
sign-up-password = Password
sign-up-password-hint = Several words that don’t belong together are good, or what your password manager suggests.
sign-up-password-confirm = Password again
sign-up-password-missing = Choose a password.
sign-up-password-weak = This password is too easy to guess. Take several words that don’t belong together.
sign-up-password-different = You typed two different passwords. Type the same one twice.
sign-up-strength-0 = Guessed at once
sign-up-strength-1 = Easy to guess
sign-up-strength-2 = Not hard to guess
sign-up-strength-3 = Hard to guess
sign-up-strength-4 = Very hard to guess
sign-up-terms = I accept the terms of use.
sign-up-terms-read = Read the terms of use
sign-up-terms-missing = Accept the terms of use to go on.
sign-up-submit = Continue
sign-up-failed-homeserver-away = The Matrix server is not answering, so nobody can say whether the username is free. Wait a minute, type your password again and send the form once more.
sign-up-for = Your new account: { $id }

# The email address
sign-up-verify-title = Check your email
sign-up-verify-what = An email is on its way to { $address }. Enter the code from it, or open its link on any device.
sign-up-verify-code = Six-digit code
sign-up-verify-code-missing = Enter the code from the email.
sign-up-verify-code-wrong = This is not the code. Only the one in the newest email is good.
sign-up-verify-code-over = The code is too old. Have another email sent below.
sign-up-verify-submit = Confirm address
sign-up-verify-nothing = Nothing there?
sign-up-verify-look = It can take a few minutes. Look in the spam folder, too.
sign-up-verify-resend = Send another email
sign-up-verify-other = Other email address
sign-up-verify-change = Use this address
sign-up-verify-sent-again = Another email is on its way. Only its code is good now.

# The registration token
sign-up-token-title = Enter your invitation code
sign-up-token-what = You need a code from the people who run this server.
sign-up-token = Invitation code
sign-up-token-missing = Enter your invitation code.
sign-up-token-refused = This code can’t be used: it is mistyped, used up, too old or meant for somebody else. Check it, or ask for another one.

# The display name
sign-up-name-title = What should others call you?
sign-up-name-what = Others see this name beside { $id }. You can change it whenever you want.
sign-up-name = Display name
sign-up-name-missing = Enter a name, or create the account without one.
sign-up-name-invalid = This name is too long or has signs that can’t be shown. Choose another one.
sign-up-name-skip = Create without a name
sign-up-create = Create account

# The end
sign-up-finish-title = One last step
sign-up-finish-ready = Everything is ready. With this step you create { $id }.
sign-up-finish-username-taken-title = Choose another username
sign-up-finish-username-taken = In the meantime somebody else took { $id }. Everything else you entered is kept.
sign-up-finish-username-fixed = In the meantime somebody else took { $id }, the name that you were invited by. Ask whoever invited you for another invitation.
sign-up-finish-email-taken-title = You already have an account
sign-up-finish-email-taken = { $address } belongs to an account already. Sign in to it instead of creating another one.
sign-up-finish-homeserver-away-title = Your account has to wait a moment
sign-up-finish-homeserver-away = The Matrix server is not answering, so { $id } can’t be created yet. Nothing is lost. Wait a minute, then try again.

# Where it does not go on
sign-up-closed-title = Nobody can create an account here
sign-up-closed-meaning = On this server you can’t sign up by yourself. Ask the people who run it for an account. If you have one, sign in.
sign-up-invitation-title = This invitation can’t be used
sign-up-invitation-meaning = It has been used already, it is too old, or its link is not complete. Ask whoever invited you for another one.
sign-up-elsewhere-title = This sign-up does not go on here
sign-up-elsewhere-meaning = It was begun in another browser, or more than a day ago. Open it in the browser where you began, or start again.
sign-up-step-done-title = You have done this step already
sign-up-step-done-meaning = What you entered is kept. Go on with the next step.
sign-up-done-title = Your account is there
sign-up-done-meaning = There is nothing left to do here.
sign-up-way-sign-in = Sign in
sign-up-way-uninvited = Sign up without an invitation
sign-up-way-start-again = Start again
sign-up-way-continue = Continue

# The link of the mail
email-confirm-ask-title = Confirm your email address
email-confirm-signing-up = { $address } is to belong to the new account { $account }. Confirm only if you are creating this account yourself.
email-confirm-adding = { $address } is to belong to the account { $account }. Confirm only if this is your account.
email-confirm-submit = Confirm address
email-confirm-done-title = Your address is confirmed
email-confirm-done = { $address } is yours. Go back to the browser in which you began, and go on there. You can close this page.
email-confirm-added-title = Your address is added
email-confirm-added = { $address } belongs to your account now. You can close this page.
email-confirm-taken-title = This address can’t be added
email-confirm-taken = { $address } belongs to another account in the meantime. Remove it there first, or take another address.
email-confirm-over-title = This link no longer works
email-confirm-over = It is too old, or a newer email has taken its place. Look for the newest email, or have another one sent where you began.
