# Signing in another device: its code
user-code-title = Sign in another device
user-code-lead = Enter the code that your other device shows.
user-code-compare = Compare this code with the one that your other device shows. Go on only if both are the same.
user-code-label = Code
user-code-help = Eight letters. Capitals and the dash don’t matter.
user-code-submit = Continue
user-code-warning = Has somebody sent you here, or told you a code? Then stop: they want to get into your account. Go on only if you are signing in a device of your own.
user-code-missing = Enter the code that your other device shows.
user-code-unknown = This code is not known. Check each letter, or start again on your other device to get a new code.
user-code-used = This code has been used. Start again on your other device to get a new one.
user-code-over = This code is too old. Start again on your other device to get a new one.

# And the question
device-consent-title = Sign in another device?
device-consent-lead = Another device, not this one, wants to be signed in to your account. Whoever holds it can then use the account.
device-consent-warning = Only go on if you started this yourself, on a device of your own that shows the code below. If somebody sent you a link or a code, don’t: they would get into your account.
device-consent-code = The code that it shows
device-consent-request = Who asks
device-consent-asked = Asked
device-consent-ip = From the IP address
device-consent-agent = It calls itself
device-consent-allow = Sign in the other device
device-consent-deny = Don’t sign it in

# How it ended
device-done-allowed-title = You can go back to your other device
device-done-allowed-meaning = It will be signed in within a few seconds.
device-done-allowed-advice = It is then among your devices, where you can sign it out at any time.
device-done-denied-title = The other device was not signed in
device-done-denied-meaning = Nobody got into your account, and the code is of no use any more.
device-done-denied-advice = If somebody else gave you the code, tell the people who run this server.
device-done-refused-title = This is not allowed
device-done-refused-meaning = The app on the other device wants to administer this server, which your account may not do. It was not signed in.
device-done-refused-advice = Ask the people who run this server if you think you should have access.
device-done-over-title = This took too long
device-done-over-meaning = The code is too old, and the other device was not signed in.
device-done-over-advice = Start again on your other device, and enter its new code.
device-done-again = Enter another code
device-done-devices = See your devices
