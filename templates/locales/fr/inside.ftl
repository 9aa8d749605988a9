# The navigation of the account pages
nav-label = Votre compte
nav-profile = Profil
nav-devices = Appareils
nav-security = Sécurité
nav-activity = Activité
