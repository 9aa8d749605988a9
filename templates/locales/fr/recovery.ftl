# Un mot de passe oublié
recover-title = Mot de passe oublié ?
recover-how = Saisissez l’adresse e-mail de votre compte. Un lien pour choisir un nouveau mot de passe y est envoyé.
recover-email = Adresse e-mail
recover-email-missing = Saisissez votre adresse e-mail.
recover-email-invalid = Ce n’est pas une adresse e-mail. Vérifiez qu’il ne manque rien, par exemple le @.
recover-submit = Envoyer le lien
recover-back = Retour à la connexion
recover-progress-title = Consultez vos e-mails
recover-progress-sent-again = Un autre lien est en route.
recover-progress-what = Si { $address } est l’adresse d’un compte de ce serveur, un lien pour choisir un nouveau mot de passe y arrivera bientôt.
recover-progress-open = Ouvrez le lien dans le navigateur de votre choix. Il fonctionne une seule fois, pendant une demi-heure.
recover-progress-nothing = Vous n’avez rien reçu ?
recover-progress-look = Un e-mail peut mettre quelques minutes à arriver. Regardez aussi parmi les indésirables et vérifiez l’adresse ci-dessus.
recover-progress-again = Envoyer un autre lien
recover-progress-other = Utiliser une autre adresse
password-recovery-title = Choisissez un nouveau mot de passe
password-recovery-for = Pour le compte
password-recovery-other = Dans ce navigateur, { $account } est connecté. Si vous continuez, ce compte-là sera déconnecté ici et celui-ci sera connecté.
password-recovery-submit = Définir le mot de passe
link-over-spent-title = Ce lien a déjà servi
link-over-spent-meaning = Il ne fonctionne qu’une fois : vous avez choisi un nouveau mot de passe avec lui, ou le mot de passe a été modifié autrement depuis. Si vous ne connaissez pas le mot de passe, demandez un nouveau lien.
link-over-expired-title = Ce lien est trop ancien
link-over-expired-meaning = Pour votre sécurité, il ne fonctionnait qu’une demi-heure. Votre mot de passe n’a pas été modifié.
link-over-unknown-title = Ce lien ne fonctionne pas
link-over-unknown-meaning = Il est incomplet, ou il a été envoyé il y a longtemps. Ouvrez-le encore une fois depuis l’e-mail, ou copiez-le en entier.
link-over-too-many-title = Trop de liens ont été ouverts
link-over-too-many-meaning = Votre mot de passe n’a pas été modifié. Ouvrez plus tard le lien de l’e-mail.
link-over-again = Demander un nouveau lien

# Un nouveau mot de passe
new-password = Nouveau mot de passe
new-password-again = Le nouveau mot de passe encore une fois
new-password-help = Quelques mots sans rapport entre eux sont faciles à retenir et difficiles à deviner.
new-password-missing = Saisissez un nouveau mot de passe.
new-password-different = Les deux nouveaux mots de passe ne sont pas identiques. Saisissez-les à nouveau.
new-password-weak = Ce mot de passe est trop facile à deviner. Allongez-le ou ajoutez un mot.
password-current = Mot de passe actuel
password-current-missing = Saisissez votre mot de passe actuel.
password-current-wrong = Ce n’est pas votre mot de passe actuel. Vérifiez-le et réessayez.
password-change-title = Modifier votre mot de passe
password-change-submit = Modifier le mot de passe
password-change-forgotten = Mot de passe actuel oublié ?
password-changed-title = Votre mot de passe est modifié
password-changed-done = Désormais, connectez-vous avec le nouveau mot de passe.
password-changed-others = { $count ->
    [one] Votre session est ouverte à un autre endroit
   *[other] Votre session est ouverte à { $count } autres endroits
}
password-changed-meaning = Les applications et les navigateurs restent connectés. Si quelqu’un d’autre peut connaître votre ancien mot de passe, déconnectez tout le reste maintenant.
password-changed-keep = Tout laisser connecté
password-changed-alone = Votre session n’est ouverte nulle part ailleurs.
sign-out-others = Déconnecter tout le reste
sign-out-others-keys = Les applications déconnectées oublient les clés de vos messages chiffrés. Gardez votre clé de récupération à portée de main.
signed-out-others-title = Tout le reste est déconnecté
signed-out-others-done = Seul ce navigateur est encore connecté à votre compte.
signed-out-others-later = Le serveur Matrix ne répond pas pour le moment. Il sera prévenu dès son retour, et vos appareils y disparaîtront aussi.

# Ce que les responsables ont désactivé
switched-off-title = Ce n’est pas possible ici
switched-off-recovery = Sur ce serveur, un mot de passe oublié ne peut pas être remplacé par e-mail.
switched-off-password-change = Sur ce serveur, vous ne pouvez pas modifier vous-même votre mot de passe.
switched-off-email-change = Sur ce serveur, vous ne pouvez pas modifier vous-même vos adresses e-mail.
switched-off-name-change = Sur ce serveur, vous ne pouvez pas modifier ici votre nom d’affichage.
switched-off-app-passwords = Sur ce serveur, vous ne pouvez pas créer de mots de passe pour des applications plus anciennes.
switched-off-ask = Si vous en avez besoin, adressez-vous aux personnes qui gèrent ce serveur.
