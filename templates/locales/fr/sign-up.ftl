# Vers l’inscription
sign-in-no-account = Pas encore de compte ?
sign-in-sign-up = Créer un compte
sign-in-forgot = Mot de passe oublié ?

# Le premier formulaire
sign-up-title = Créez votre compte
sign-up-have-account = Vous avez déjà un compte ?
sign-up-invited = Vous êtes invité. Le reste, c’est vous qui le choisissez.
sign-up-signed-in = Vous êtes connecté en tant que { $account }. Ci-dessous, vous pouvez créer un autre compte.
sign-up-signed-in-continue = Continuer avec le compte que vous avez
sign-up-unfinished = Vous avez commencé à créer { $account } dans ce navigateur.
sign-up-unfinished-continue = Reprendre où vous en étiez
sign-up-username = Nom d’utilisateur
sign-up-username-hint = Votre identifiant Matrix sera { $id }. Il ne pourra plus être changé.
sign-up-username-missing = Choisissez un nom d’utilisateur.
sign-up-username-invalid = Un nom d’utilisateur n’a que les lettres a à z, des chiffres et les signes . _ = - / +
sign-up-username-too-long = Ce nom d’utilisateur est trop long. Choisissez-en un plus court.
sign-up-username-reserved = Ce serveur se réserve ce nom d’utilisateur. Choisissez-en un autre.
sign-up-username-taken = { $id } est pris. Choisissez un autre nom d’utilisateur.
sign-up-username-taken-free = { $id } est pris. Choisissez un autre nom d’utilisateur. Libres : { $names }
sign-up-username-free = Libres : { $names }
sign-up-email = Adresse e-mail
sign-up-email-optional = Adresse e-mail (facultative)
sign-up-email-hint = Vous y recevrez un code. Elle aide aussi si vous oubliez votre mot de passe.
sign-up-email-missing = Saisissez votre adresse e-mail.
sign-up-email-invalid = Ce n’est pas une adresse e-mail. Vérifiez-la, par exemple ana@example.com.
sign-up-password = Mot de passe
sign-up-password-hint = Plusieurs mots sans rapport entre eux conviennent, ou ce que propose votre gestionnaire de mots de passe.
sign-up-password-confirm = Mot de passe, encore une fois
sign-up-password-missing = Choisissez un mot de passe.
sign-up-password-weak = Ce mot de passe est trop facile à deviner. Prenez plusieurs mots sans rapport entre eux.
sign-up-password-different = Vous avez saisi deux mots de passe différents. Saisissez deux fois le même.
sign-up-strength-0 = Deviné aussitôt
sign-up-strength-1 = Facile à deviner
sign-up-strength-2 = Pas difficile à deviner
sign-up-strength-3 = Difficile à deviner
sign-up-strength-4 = Très difficile à deviner
sign-up-terms = J’accepte les conditions d’utilisation.
sign-up-terms-read = Lire les conditions d’utilisation
sign-up-terms-missing = Acceptez les conditions d’utilisation pour continuer.
sign-up-submit = Continuer
sign-up-failed-homeserver-away = Le serveur Matrix ne répond pas : personne ne peut dire si le nom d’utilisateur est libre. Attendez une minute, saisissez à nouveau votre mot de passe et renvoyez le formulaire.
sign-up-for = Votre nouveau compte : { $id }

# L’adresse e-mail
sign-up-verify-title = Consultez vos e-mails
sign-up-verify-what = Un e-mail est en route vers { $address }. Saisissez le code qu’il contient, ou ouvrez son lien sur n’importe quel appareil.
sign-up-verify-code = Code à six chiffres
sign-up-verify-code-missing = Saisissez le code de l’e-mail.
sign-up-verify-code-wrong = Ce n’est pas le code. Seul celui de l’e-mail le plus récent est bon.
sign-up-verify-code-over = Le code est trop ancien. Demandez un autre e-mail ci-dessous.
sign-up-verify-submit = Confirmer l’adresse
sign-up-verify-nothing = Rien n’est arrivé ?
sign-up-verify-look = Cela peut prendre quelques minutes. Regardez aussi dans le courrier indésirable.
sign-up-verify-resend = Envoyer un autre e-mail
sign-up-verify-other = Autre adresse e-mail
sign-up-verify-change = Utiliser cette adresse
sign-up-verify-sent-again = Un autre e-mail est en route. Seul son code est bon désormais.

# Le jeton d’inscription
sign-up-token-title = Saisissez votre code d’invitation
sign-up-token-what = Il vous faut un code des personnes qui gèrent ce serveur.
sign-up-token = Code d’invitation
sign-up-token-missing = Saisissez votre code d’invitation.
sign-up-token-refused = Ce code ne peut pas servir : il est mal saisi, épuisé, trop ancien ou destiné à quelqu’un d’autre. Vérifiez-le, ou demandez-en un autre.

# Le nom affiché
sign-up-name-title = Comment les autres doivent-ils vous appeler ?
sign-up-name-what = Les autres voient ce nom à côté de { $id }. Vous pourrez le changer quand vous voudrez.
sign-up-name = Nom affiché
sign-up-name-missing = Saisissez un nom, ou créez le compte sans nom.
sign-up-name-invalid = Ce nom est trop long ou contient des signes qui ne s’affichent pas. Choisissez-en un autre.
sign-up-name-skip = Créer sans nom
sign-up-create = Créer le compte

# La fin
sign-up-finish-title = Une dernière étape
sign-up-finish-ready = Tout est prêt. Avec cette étape, vous créez { $id }.
sign-up-finish-username-taken-title = Choisissez un autre nom d’utilisateur
sign-up-finish-username-taken = Entre-temps, quelqu’un d’autre a pris { $id }. Tout le reste est conservé.
sign-up-finish-username-fixed = Entre-temps, quelqu’un d’autre a pris { $id }, le nom de votre invitation. Demandez une autre invitation à qui vous a invité.
sign-up-finish-email-taken-title = Vous avez déjà un compte
sign-up-finish-email-taken = { $address } appartient déjà à un compte. Connectez-vous à celui-ci au lieu d’en créer un autre.
sign-up-finish-homeserver-away-title = Votre compte doit attendre un instant
sign-up-finish-homeserver-away = Le serveur Matrix ne répond pas : { $id } ne peut pas encore être créé. Rien n’est perdu. Attendez une minute, puis réessayez.

# Là où cela s’arrête
sign-up-closed-title = Personne ne peut créer de compte ici
sign-up-closed-meaning = Sur ce serveur, on ne s’inscrit pas soi-même. Demandez un compte aux personnes qui le gèrent. Si vous en avez un, connectez-vous.
sign-up-invitation-title = Cette invitation ne peut pas servir
sign-up-invitation-meaning = Elle a déjà servi, elle est trop ancienne, ou son lien n’est pas complet. Demandez-en une autre à qui vous a invité.
sign-up-elsewhere-title = Cette inscription ne continue pas ici
sign-up-elsewhere-meaning = Elle a été commencée dans un autre navigateur, ou il y a plus d’un jour. Ouvrez-la dans le navigateur où vous avez commencé, ou recommencez.
sign-up-step-done-title = Cette étape est déjà faite
sign-up-step-done-meaning = Ce que vous avez indiqué est conservé. Passez à l’étape suivante.
sign-up-done-title = Votre compte est là
sign-up-done-meaning = Il n’y a plus rien à faire ici.
sign-up-way-sign-in = Se connecter
sign-up-way-uninvited = S’inscrire sans invitation
sign-up-way-start-again = Recommencer
sign-up-way-continue = Continuer

# Le lien de l’e-mail
email-confirm-ask-title = Confirmez votre adresse e-mail
email-confirm-signing-up = { $address } doit appartenir au nouveau compte { $account }. Ne confirmez que si c’est vous qui créez ce compte.
email-confirm-adding = { $address } doit appartenir au compte { $account }. Ne confirmez que si c’est votre compte.
email-confirm-submit = Confirmer l’adresse
email-confirm-done-title = Votre adresse est confirmée
email-confirm-done = { $address } est à vous. Retournez au navigateur où vous avez commencé et continuez là-bas. Vous pouvez fermer cette page.
email-confirm-added-title = Votre adresse est ajoutée
email-confirm-added = { $address } appartient maintenant à votre compte. Vous pouvez fermer cette page.
email-confirm-taken-title = Cette adresse ne peut pas être ajoutée
email-confirm-taken = Entre-temps, { $address } appartient à un autre compte. Retirez-la d’abord de celui-ci, ou prenez une autre adresse.
email-confirm-over-title = Ce lien ne fonctionne plus
email-confirm-over = Il est trop ancien, ou un e-mail plus récent l’a remplacé. Cherchez le plus récent, ou demandez-en un autre là où vous avez commencé.
