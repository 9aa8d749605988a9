# A forgotten password
recover-title = Forgot your password?
recover-how = Enter the email address of your account. A link to choose a new password is sent to it.
recover-email = Email address
recover-email-missing = Enter your email address.
recover-email-invalid = This is not an email address. Check whether something is missing, such as the @.
recover-submit = Send the link
recover-back = Back to signing in
recover-progress-title = Check your email
recover-progress-sent-again = Another link is on its way.
recover-progress-what = If { $address } belongs to an account here, a link to choose a new password is on its way to it.
recover-progress-open = Open the link in any browser. It works once, within half an hour.
recover-progress-nothing = Nothing there?
recover-progress-look = Mail can take some minutes. Look in the spam folder too, and check the address above for typing errors.
recover-progress-again = Send another link
recover-progress-other = Use another address
password-recovery-title = Choose a new password
password-recovery-for = For the account
password-recovery-other = In this browser, { $account } is signed in. If you go on, that account is signed out here and this one is signed in.
password-recovery-submit = Set the password
link-over-spent-title = This link has been used
link-over-spent-meaning = It works once only: you have chosen a new password with it, or the password was changed in another way since. If you don’t know the password, ask for a new link.
link-over-expired-title = This link is too old
link-over-expired-meaning = For your safety it worked for half an hour only. Your password has not been changed.
link-over-unknown-title = This link does not work
link-over-unknown-meaning = It is not complete, or it was sent long ago. Open it from the mail once more, or copy all of it.
link-over-too-many-title = Too many links were opened
link-over-too-many-meaning = Your password has not been changed. Open the link from the mail again later.
link-over-again = Ask for a new link

# A new password
new-password = New password
new-password-again = The new password again
new-password-help = A few words that don’t belong together are easy to remember and hard to guess.
new-password-missing = Enter a new password.
new-password-different = The two new passwords are not the same. Enter both again.
new-password-weak = This password is too easy to guess. Make it longer, or add another word.
password-current = Current password
password-current-missing = Enter your current password.
password-current-wrong = This is not your current password. Check it and try again.
password-change-title = Change your password
password-change-submit = Change the password
password-change-forgotten = Forgot your current password?
password-changed-title = Your password is changed
password-changed-done = From now on, sign in with the new password.
password-changed-others = { $count ->
    [one] One other place is still signed in
   *[other] { $count } other places are still signed in
}
password-changed-meaning = Apps and browsers stay signed in. If somebody else may know your old password, sign out everything else now.
password-changed-keep = Keep everything signed in
password-changed-alone = You are signed in nowhere else.
sign-out-others = Sign out everything else
sign-out-others-keys = Apps that you sign out forget the keys of your encrypted messages. Have your recovery key at hand.
signed-out-others-title = Everything else is signed out
signed-out-others-done = Only this browser is still signed in to your account.
signed-out-others-later = The Matrix server is not answering at the moment. It is told as soon as it is back, and then your devices disappear there too.

# What the operator has switched off
switched-off-title = This is not possible here
switched-off-recovery = On this server, a forgotten password can’t be replaced by email.
switched-off-password-change = On this server, you can’t change your password yourself.
switched-off-email-change = On this server, you can’t change your email addresses yourself.
switched-off-name-change = On this server, you can’t change your display name here.
switched-off-app-passwords = On this server, you can’t make passwords for older apps.
switched-off-ask = If you need it, ask the people who run this server.
