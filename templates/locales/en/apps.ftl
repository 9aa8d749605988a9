apps-title = Apps you allowed
apps-about = These websites and apps know you by this account. You don’t have to allow them again when you sign in to them.
apps-none = No app is allowed to know you without asking.
apps-allowed = Allowed
apps-withdraw = Revoke access
apps-withdraw-about = Revoke access of { $app }
apps-withdraw-meaning = An app whose access you revoke is signed out of your account, and has to ask the next time. What it knows about you already it may keep: to have that deleted, ask those who run it.
apps-notice-withdrawn = The app is signed out, and has to ask the next time.
apps-notice-withdrawn-later = The app has to ask the next time. The Matrix server is not answering; it will be told as soon as it is back. Until then the app may still read new messages.
apps-notice-again = You can revoke access now.

security-apps = Apps you allowed
security-apps-about = Websites and apps that you signed in to with this account.
security-apps-manage = Manage access
