# Ce que disent les lettres. La première ligne de chacune est son objet
mail-email-code-subject = { $code } est votre code pour { $service }
mail-email-code-title = Confirmez votre adresse e-mail
mail-email-code-what = Quelqu’un, sans doute vous, veut utiliser cette adresse pour un compte sur { $service }. Saisissez ce code là où il vous a été demandé :
mail-email-code-what-account = Quelqu’un, sans doute vous, veut ajouter cette adresse au compte { $account }. Saisissez ce code là où il vous a été demandé :
mail-email-code-or = Ou ouvrez ce lien, dans le navigateur de votre choix :
mail-email-code-button = Confirmer cette adresse
mail-email-code-valid = { $minutes ->
    [one] Le code est valable { $minutes } minute.
   *[other] Le code est valable { $minutes } minutes.
}
mail-email-code-not-you = Si ce n’était pas vous, vous pouvez ignorer cet e-mail. Ne donnez ce code à personne, même si on vous le demande.

mail-address-in-use-subject = Vous avez déjà un compte sur { $service }
mail-address-in-use-title = Vous avez déjà un compte
mail-address-in-use-what = Quelqu’un, sans doute vous, a voulu utiliser cette adresse pour un compte sur { $service }. Elle est déjà associée à votre compte { $account } ; rien n’a donc été modifié.
mail-address-in-use-recover = Si vous avez oublié votre mot de passe, choisissez-en un nouveau.

mail-recovery-subject = Choisissez un nouveau mot de passe pour { $account }
mail-recovery-what = Quelqu’un, sans doute vous, a oublié le mot de passe de votre compte { $account } et veut en choisir un nouveau.
mail-recovery-valid = { $minutes ->
    [one] Le lien fonctionne une seule fois, pendant { $minutes } minute.
   *[other] Le lien fonctionne une seule fois, pendant { $minutes } minutes.
}
mail-recovery-not-you = Si ce n’était pas vous, vous pouvez ignorer cet e-mail : votre mot de passe reste le même.

mail-password-changed-subject = Le mot de passe de { $account } a été modifié
mail-password-changed-title = Votre mot de passe a été modifié
mail-password-changed-what = Le mot de passe de votre compte { $account } a été modifié.
mail-password-changed-not-you = Si ce n’était pas vous, choisissez tout de suite un nouveau mot de passe : quelqu’un d’autre a accès à votre compte.
mail-password-changed-ask = Si ce n’était pas vous, demandez tout de suite de l’aide aux personnes qui gèrent ce serveur : quelqu’un d’autre a accès à votre compte.

mail-app-password-made-subject = Un mot de passe d’application a été créé pour { $account }
mail-app-password-made-title = Un mot de passe d’application a été créé
mail-app-password-made-what = Quelqu’un, sans doute vous, a créé le mot de passe { $name } pour une application. Quiconque le connaît peut utiliser votre compte { $account }.
mail-app-password-made-not-you = Si ce n’était pas vous, révoquez-le dans votre compte, puis changez votre mot de passe.

mail-email-added-subject = Une adresse e-mail a été ajoutée à { $account }
mail-email-added-title = Une adresse e-mail a été ajoutée
mail-email-added-what = L’adresse { $address } a été ajoutée à votre compte { $account }.
mail-email-removed-subject = Une adresse e-mail a été retirée de { $account }
mail-email-removed-title = Une adresse e-mail a été retirée
mail-email-removed-what = L’adresse { $address } a été retirée de votre compte { $account }.

mail-new-sign-in-subject = Nouvelle connexion à { $account }
mail-new-sign-in-title = Nouvelle connexion
mail-new-sign-in-what = Quelqu’un, sans doute vous, s’est connecté à votre compte { $account }.
mail-new-sign-in-not-you = Si ce n’était pas vous, déconnectez cette application ou ce navigateur dans votre compte, puis changez votre mot de passe.

mail-sign-in-reported-subject = Une connexion à { $account } a été fermée
mail-sign-in-reported-title = Une connexion a été fermée
mail-sign-in-reported-what = Quelqu’un d’autre que l’application elle-même a fermé une connexion à votre compte { $account }. Pour le faire, il faut connaître un secret de cette application, qui a peut-être déjà servi.
mail-sign-in-reported-advice = Reconnectez-vous dans l’application. Vérifiez ensuite qu’il n’y a rien dans votre compte que vous ne reconnaissez pas.

mail-deactivated-subject = Le compte { $account } a été désactivé
mail-deactivated-title = Votre compte a été désactivé
mail-deactivated-what = Votre compte { $account } a été désactivé et déconnecté de tous vos appareils.
mail-deactivated-not-you = Si vous ne le vouliez pas, adressez-vous tout de suite aux personnes qui gèrent ce serveur : personne d’autre ne peut revenir en arrière.

# Dans plusieurs lettres
mail-choose-password = Choisir un nouveau mot de passe
mail-check-account = Si ce n’était pas vous, vérifiez votre compte et changez votre mot de passe.
mail-if-you = Si c’était vous, vous n’avez rien à faire.
mail-ignore = Si ce n’était pas vous, vous pouvez ignorer cet e-mail.
mail-link-plain = Si le bouton ne fonctionne pas, ouvrez cette adresse :

# Les circonstances
mail-fact = { $label } : { $value }
mail-fact-app = Application
mail-fact-host = Origine de l’application
mail-fact-device = Appareil
mail-fact-browser = Navigateur
mail-fact-ip = Adresse IP
mail-fact-at = Date et heure
