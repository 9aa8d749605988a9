# Deactivating the account
deactivate-title = Deactivate your account
deactivate-what = This is what happens
deactivate-signed-out = You are signed out of every app and browser at once, and nobody can sign in to this account any more.
deactivate-messages = You can’t read your encrypted messages any more. Save what you want to keep first.
deactivate-rooms = You leave all rooms and conversations. What you wrote stays with the people who were there.
deactivate-name = The name { $account } stays taken. Nobody gets it again, not even you.
deactivate-forgotten = Your password and your email addresses are removed from this server.
deactivate-notice = A last email goes to { $address }.
deactivate-final = You can’t undo this.
deactivate-erase = Hide my messages from people who join later
deactivate-erase-help = Whoever could read them until now can still do so. Other servers are asked to do the same, but can’t be made to.
deactivate-password = Password
deactivate-password-missing = Enter your password.
deactivate-password-wrong = This is not your password. Try again.
deactivate-submit = Deactivate account
deactivate-keep = Keep my account
deactivate-off-meaning = On this server, people can’t deactivate their account by themselves.
deactivate-off-advice = Ask the people who run this server to do it for you.
deactivated-title = Your account is deactivated
deactivated-meaning = You are signed out everywhere. Your password and your email addresses are removed from this server.
deactivated-rooms = It may take some minutes until you have left all rooms. You need not wait for it.
deactivated-advice = If you did not want this, ask the people who run this server now: nobody else can undo it.
leave-account = Your account

# Resetting cross-signing
reset-title = Reset your encryption keys?
reset-what = An app asks to make new keys for you. Other people and your own devices know by these keys that messages really come from you.
reset-stays = What you keep
reset-stays-account = Your account, your rooms and your contacts.
reset-lost = What you lose
reset-lost-messages = Older encrypted messages that none of your devices can read at present, unless you find your recovery key later.
reset-lost-devices = The trust among your devices: each of them has to be verified anew.
reset-lost-people = The trust of other people: they see that your keys are new, and have to verify you again.
reset-only-if = Do this only if you asked for it yourself just now, and have neither another device that is signed in nor your recovery key.
reset-submit = Reset keys
reset-cancel = Cancel
reset-allowed-title = Go back to your app now
reset-allowed-meaning = Your app can make new keys for the next ten minutes.
reset-allowed-advice = Open the app where you started and continue there. You can close this page.
reset-cancelled-title = Nothing was changed
reset-cancelled-meaning = Your encryption keys stay as they are. You can close this page and go back to your app.

# A locked account
error-locked-title = This account is locked
error-locked-meaning = The people who run this server have locked it. Nothing in it is lost, and it works again as soon as they unlock it.
error-locked-advice = Ask them if you don’t know why.
locked-sign-out = Sign out of this browser

# Back to an app on the device
open-title = Back to { $app }
open-button = Open { $app }
open-button-unnamed = Open the app
open-allowed = You have allowed the sign-in.
open-denied = You have not allowed the sign-in.
open-what = The app should open by itself. If your browser asks, let it open the app.
open-stuck = If the app does not open
open-stuck-press = Press “{ $button }”.
open-stuck-again = If that does nothing, switch to the app yourself and start the sign-in there again. On this device, the app may be missing or in another profile.
open-done = Once you are back in the app, you can close this page.

# Back on a page that is done with
over-answered-title = You have already answered
over-answered-meaning = This request is done with. You don’t need to do anything here.
over-answered-advice = Go back to the app. If it is still waiting, start the sign-in there again.
over-too-late-title = This took too long
over-too-late-meaning = The sign-in was started too long ago. For your safety, it is no longer good.
over-too-late-advice = Go back to the app and start again there.
over-denied-title = You have not allowed the sign-in
over-denied-meaning = Nothing was given to the app, and nothing has changed in your account.
over-denied-advice = Go back to the app, or close this page.
over-back = Back to { $app }
