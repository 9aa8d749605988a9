# Le seuil
index-title = Votre compte Matrix
index-what = Ici, vous vous connectez et vous voyez quels appareils et applications utilisent votre compte.
index-account = Accéder à votre compte
signed-out-title = Déconnexion effectuée
signed-out-meaning = Ce navigateur n’a plus accès à votre compte. Les applications sur vos appareils restent connectées.
signed-out-again = Se reconnecter
end-session-title = Se déconnecter de ce navigateur ?
end-session-app = Cette application demande à vous déconnecter.
end-session-what = Vous serez déconnecté de votre compte dans ce navigateur, ainsi que des sites auxquels vous vous êtes connecté avec lui.
end-session-devices = Les applications sur vos appareils restent connectées.
end-session-see-devices = Voir vos appareils
end-session-submit = Se déconnecter
end-session-stay = Rester connecté
end-session-stranded = L’application voulait vous conduire à une adresse qu’elle n’a pas enregistrée ici. Vous n’y serez pas conduit.

# Connexion
sign-in-title = Connexion
sign-in-to-continue = Pour continuer vers
sign-in-notice-again = Connectez-vous à nouveau pour confirmer que c’est bien vous.
sign-in-notice-ended = Votre session dans ce navigateur est terminée. Connectez-vous à nouveau.
sign-in-username = Nom d’utilisateur
sign-in-username-missing = Saisissez votre nom d’utilisateur.
sign-in-username-or-email = Nom d’utilisateur ou e-mail
sign-in-username-or-email-missing = Saisissez votre nom d’utilisateur ou votre adresse e-mail.
sign-in-password = Mot de passe
sign-in-password-missing = Saisissez votre mot de passe.
sign-in-password-wrong = Ce nom d’utilisateur et ce mot de passe ne correspondent pas. Vérifiez les deux et réessayez.
sign-in-password-show = Afficher
sign-in-password-hide = Masquer
sign-in-failed-locked = Ce compte est verrouillé. Adressez-vous aux personnes qui gèrent ce serveur.
sign-in-failed-no-passwords = La connexion par mot de passe est désactivée sur ce serveur.
sign-in-submit = Se connecter

# Consentement
consent-title = Autoriser { $app } à utiliser votre compte ?
consent-title-unnamed = Autoriser cette application à utiliser votre compte ?
consent-unknown = On ne sait pas qui a créé cette application. Ne l’autorisez que si c’est vous qui avez commencé cette connexion.
consent-account = Votre compte
consent-switch = Ce n’est pas vous ?
consent-switch-about = Ce n’est pas vous ? Utiliser un autre compte
consent-permissions = L’application pourra
consent-device = Apparaître parmi vos appareils sous le nom { $device }
consent-admin-warning = Elle pourrait voir et modifier tous les comptes et tous les salons. Ne l’autorisez que si vous gérez ce serveur et que vous lui faites confiance.
consent-allow = Autoriser
consent-deny = Ne pas autoriser
consent-returns-website = Vous reviendrez ensuite sur { $host }.
consent-returns-device = Vous reviendrez ensuite à l’application sur cet appareil.
consent-returns-native = Ensuite, l’application pour { $scheme } s’ouvrira sur cet appareil.

# Retour à l’application
back-title = Retour à l’application
back-to-website = Nous vous renvoyons vers { $host }. Si rien ne se passe, continuez vous-même.
back-to-device = Nous vous renvoyons vers l’application sur cet appareil. Si rien ne se passe, continuez vous-même.
back-continue = Continuer

# Erreurs
error-not-found-title = Il n’y a rien ici
error-not-found-meaning = L’adresse est mal écrite, ou la page n’existe plus.
error-not-found-advice = Revenez en arrière, ou recommencez depuis la page d’accueil.
error-bad-request-title = Cette demande ne peut pas aboutir
error-bad-request-meaning = Une application vous a envoyé ici d’une manière que ce serveur ne peut pas accepter ; il ne peut donc pas vous connecter. Rien n’a été modifié.
error-bad-request-advice = Retournez à l’application et réessayez. Si cela se reproduit, transmettez ce qui est écrit ci-dessous aux personnes qui développent l’application.
error-unknown-provider-title = Ce moyen de connexion n’existe pas ici
error-unknown-provider-meaning = L’application a demandé une connexion par un autre fournisseur, que ce serveur ne connaît pas.
error-unknown-provider-advice = Connectez-vous plutôt ici, ou adressez-vous aux personnes qui gèrent ce serveur.
error-sso-off-title = Les anciennes applications ne peuvent pas se connecter ici
error-sso-off-meaning = Les personnes qui gèrent ce serveur ont désactivé le moyen de connexion que votre application utilise.
error-sso-off-advice = Utilisez une application plus récente, ou demandez-leur lesquelles fonctionnent.
error-sign-in-expired-title = Cette connexion a expiré
error-sign-in-expired-meaning = Elle a commencé il y a trop longtemps, ou elle est déjà terminée.
error-sign-in-expired-advice = Retournez à l’application et connectez-vous à partir de celle-ci.
error-form-expired-title = Ce formulaire est resté ouvert trop longtemps
error-form-expired-meaning = Pour votre sécurité, ce que vous avez envoyé n’a pas été utilisé. Rien n’a été modifié.
error-form-expired-advice = Ouvrez à nouveau la page et recommencez la dernière étape.
error-denied-title = Ce n’est pas autorisé
error-denied-meaning = Les personnes qui gèrent ce serveur n’ont pas donné cet accès à votre compte.
error-denied-advice = Adressez-vous à elles si vous pensez que vous devriez y avoir accès.
error-too-many-attempts-title = Trop de tentatives
error-too-many-attempts-meaning = Pour la sécurité de tous les comptes, ce serveur fait une pause après autant de tentatives. Rien n’a été modifié.
error-too-many-attempts-advice = Attendez quelques minutes, puis réessayez.
error-homeserver-away-title = Le serveur Matrix ne répond pas
error-homeserver-away-meaning = Tant qu’il ne répond pas, personne ne peut se connecter. Rien n’est perdu, et les applications connectées le restent.
error-homeserver-away-advice = Attendez une minute, puis réessayez.
error-internal-title = Un problème est survenu de notre côté
error-internal-meaning = Vous n’y êtes pour rien, et nous ne pouvons pas dire si la dernière étape a pris effet.
error-internal-advice = Réessayez. Si cela se reproduit, donnez le numéro ci-dessous aux personnes qui gèrent ce serveur.
error-detail = Détails
error-id = Numéro de l’erreur
way-back-app = Retour à l’application
way-back-sign-in = Se connecter
way-back-try-again = Réessayer
way-back-home = Vers la page d’accueil
