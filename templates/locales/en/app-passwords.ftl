# The list
app-passwords-title = App passwords
app-passwords-about = Older apps can sign in with your username and a password that you make here for each of them. You can take one back without changing anything else.
app-passwords-required = On this server they can’t use the password of your account.
app-passwords-new = Make an app password
app-passwords-none = You have no app passwords.
app-passwords-made = Made
app-passwords-used = Last used
app-passwords-unused = Not used yet
app-passwords-signed-in = Signed in as
app-passwords-revoke = Revoke
app-passwords-revoke-about = Revoke { $name }
app-passwords-revoke-meaning = An app whose password is revoked is signed out at once. If it is the only place where you can read your encrypted messages, make sure first that you have your recovery key.
app-passwords-notice-revoked = The password is revoked, and its app signed out.
app-passwords-notice-revoked-later = The password is revoked. The Matrix server is not answering; it will be told as soon as it is back. Until then the app may still read new messages.
app-passwords-notice-again = You can revoke app passwords now.
app-passwords-notice-before = This password was made before, and is not shown again. If you don’t have it, revoke it and make another.

# A new one
app-password-name = Which app is it for?
app-password-name-help = For example Home Assistant. By this name you will find it again; people you talk to may see it.
app-password-missing = Say which app the password is for.
app-password-too-long = Choose a name of at most 100 characters.
app-password-unprintable = Choose a name without line breaks and control characters.
app-password-too-many = You have as many app passwords as anybody can have. Revoke one that you don’t need.
app-password-make = Make password
app-password-made-title = Password for { $name }
app-password-made-once = Enter this in the app now. The password is not shown again.
app-password-server = Server
app-password-username = Username
app-password-secret = Password
app-password-made-how = Capital letters, spaces and dashes make no difference.
app-password-made-one = It is for this one app: another that signs in with it signs this one out.
app-password-made-done = I have entered it

# On other pages
security-app-passwords = App passwords
security-app-passwords-about = For older apps that ask for your username and a password.
security-app-passwords-manage = Manage app passwords
device-app-password = App password
devices-app-password = App password { $name }
device-end-app-password = The app password { $name } stops working as well.
end-others-app-passwords = Your app passwords stop working.
