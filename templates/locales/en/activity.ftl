activity-title = Activity
activity-kept = { $days ->
    [one] What happened to your account in the last day.
   *[other] What happened to your account in the last { $days } days.
}
activity-none = Nothing has happened yet.
activity-pages = Pages of the log
activity-device = Device { $device }

# What happened
event-signed-up = You created your account
event-signed-in = Signed in to your account in a browser
event-signed-out = Signed out of your account in a browser
event-browser-signed-out = Another browser was signed out
event-app-signed-in = { $app } signed in
event-app-signed-out = { $app } was signed out
event-everything-signed-out = Everything else was signed out
event-device-renamed = A device was given the name { $name }
event-password-changed = The password was changed
event-password-recovered = The password was changed with a link from an email
event-password-set-by-operator = The people who run this server set a new password
event-app-password-made = The app password { $name } was made
event-app-password-revoked = The app password { $name } was revoked
event-consent-withdrawn = Access of { $app } was revoked
event-email-added = The email address { $address } was added
event-email-removed = The email address { $address } was removed
event-primary-email-changed = { $address } became the main email address
event-display-name-changed = The name that others see was changed
event-cross-signing-reset = Your encryption keys were allowed to be reset
event-locked-by-operator = The people who run this server locked the account
event-unlocked-by-operator = The people who run this server unlocked the account
event-deactivated = The account was deactivated
event-reactivated = The account was reactivated
event-unknown = Something happened that this page cannot describe
