activity-title = Activité
activity-kept = { $days ->
    [one] Ce qui s’est passé sur votre compte depuis { $days } jour.
   *[other] Ce qui s’est passé sur votre compte depuis { $days } jours.
}
activity-none = Il ne s’est encore rien passé.
activity-pages = Pages du journal
activity-device = Appareil { $device }

# What happened
event-signed-up = Vous avez créé votre compte
event-signed-in = Connexion à votre compte dans un navigateur
event-signed-out = Déconnexion de votre compte dans un navigateur
event-browser-signed-out = Un autre navigateur a été déconnecté
event-app-signed-in = Connexion de { $app }
event-app-signed-out = Déconnexion de { $app }
event-everything-signed-out = Tout le reste a été déconnecté
event-device-renamed = Un appareil a reçu le nom { $name }
event-password-changed = Le mot de passe a été changé
event-password-recovered = Le mot de passe a été changé avec un lien reçu par e-mail
event-password-set-by-operator = Les responsables de ce serveur ont défini un nouveau mot de passe
event-app-password-made = Le mot de passe d’application { $name } a été créé
event-app-password-revoked = Le mot de passe d’application { $name } a été révoqué
event-consent-withdrawn = L’accès de { $app } a été retiré
event-email-added = L’adresse e-mail { $address } a été ajoutée
event-email-removed = L’adresse e-mail { $address } a été retirée
event-primary-email-changed = { $address } est devenue l’adresse e-mail principale
event-display-name-changed = Le nom que voient les autres a été changé
event-cross-signing-reset = La réinitialisation de vos clés de chiffrement a été autorisée
event-locked-by-operator = Les responsables de ce serveur ont verrouillé le compte
event-unlocked-by-operator = Les responsables de ce serveur ont déverrouillé le compte
event-deactivated = Le compte a été désactivé
event-reactivated = Le compte a été réactivé
event-unknown = Il s’est passé quelque chose que cette page ne sait pas décrire
