# The navigation of the account pages
nav-label = Dein Konto
nav-profile = Profil
nav-devices = Geräte
nav-security = Sicherheit
nav-activity = Verlauf
