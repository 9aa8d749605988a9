# Désactiver le compte
deactivate-title = Désactiver votre compte
deactivate-what = Voici ce qui se passe
deactivate-signed-out = Vous êtes déconnecté aussitôt de toutes les applications et de tous les navigateurs, et plus personne ne peut se connecter à ce compte.
deactivate-messages = Vous ne pouvez plus lire vos messages chiffrés. Enregistrez d’abord ce que vous voulez garder.
deactivate-rooms = Vous quittez tous les salons et toutes les conversations. Ce que vous avez écrit reste chez les personnes qui y étaient.
deactivate-name = Le nom { $account } reste pris. Personne ne l’aura plus, pas même vous.
deactivate-forgotten = Votre mot de passe et vos adresses e-mail sont supprimés de ce serveur.
deactivate-notice = Un dernier e-mail est envoyé à { $address }.
deactivate-final = Vous ne pourrez pas revenir en arrière.
deactivate-erase = Cacher mes messages aux personnes qui arriveront plus tard
deactivate-erase-help = Les personnes qui pouvaient les lire jusqu’ici le peuvent toujours. Cela est demandé aux autres serveurs, sans pouvoir leur être imposé.
deactivate-password = Mot de passe
deactivate-password-missing = Saisissez votre mot de passe.
deactivate-password-wrong = Ce n’est pas votre mot de passe. Réessayez.
deactivate-submit = Désactiver le compte
deactivate-keep = Garder mon compte
deactivate-off-meaning = Sur ce serveur, on ne peut pas désactiver soi-même son compte.
deactivate-off-advice = Demandez-le aux personnes qui gèrent ce serveur.
deactivated-title = Votre compte est désactivé
deactivated-meaning = Vous êtes déconnecté partout. Votre mot de passe et vos adresses e-mail sont supprimés de ce serveur.
deactivated-rooms = Il faut parfois quelques minutes pour quitter tous les salons. Vous n’avez pas besoin d’attendre.
deactivated-advice = Si vous ne le vouliez pas, adressez-vous sans attendre aux personnes qui gèrent ce serveur : elles seules peuvent l’annuler.
leave-account = Votre compte

# De nouvelles clés
reset-title = Réinitialiser vos clés de chiffrement ?
reset-what = Une application demande à créer de nouvelles clés pour vous. C’est à ces clés que les autres et vos propres appareils reconnaissent que les messages viennent bien de vous.
reset-stays = Ce que vous gardez
reset-stays-account = Votre compte, vos salons et vos contacts.
reset-lost = Ce que vous perdez
reset-lost-messages = Les anciens messages chiffrés qu’aucun de vos appareils ne peut lire à présent, sauf si vous retrouvez votre clé de récupération.
reset-lost-devices = La confiance entre vos appareils : chacun doit être vérifié à nouveau.
reset-lost-people = La confiance des autres : ils voient que vos clés sont nouvelles et doivent vous vérifier à nouveau.
reset-only-if = Ne le faites que si vous venez de le demander vous-même, et si vous n’avez ni autre appareil connecté ni clé de récupération.
reset-submit = Réinitialiser les clés
reset-cancel = Annuler
reset-allowed-title = Retournez maintenant à votre application
reset-allowed-meaning = Votre application peut créer de nouvelles clés pendant les dix prochaines minutes.
reset-allowed-advice = Ouvrez l’application où vous avez commencé et continuez là-bas. Vous pouvez fermer cette page.
reset-cancelled-title = Rien n’a changé
reset-cancelled-meaning = Vos clés de chiffrement restent telles quelles. Vous pouvez fermer cette page et retourner à votre application.

# Un compte verrouillé
error-locked-title = Ce compte est verrouillé
error-locked-meaning = Les personnes qui gèrent ce serveur l’ont verrouillé. Rien n’est perdu, et il fonctionnera de nouveau dès qu’elles le déverrouilleront.
error-locked-advice = Adressez-vous à elles si vous ne savez pas pourquoi.
locked-sign-out = Se déconnecter de ce navigateur

# Retour à une application de l’appareil
open-title = Retour à { $app }
open-button = Ouvrir { $app }
open-button-unnamed = Ouvrir l’application
open-allowed = Vous avez autorisé la connexion.
open-denied = Vous n’avez pas autorisé la connexion.
open-what = L’application devrait s’ouvrir d’elle-même. Si votre navigateur le demande, laissez-le l’ouvrir.
open-stuck = Si l’application ne s’ouvre pas
open-stuck-press = Appuyez sur « { $button } ».
open-stuck-again = Si rien ne se passe, allez vous-même dans l’application et recommencez la connexion. Il se peut que l’application manque sur cet appareil, ou soit dans un autre profil.
open-done = Une fois revenu dans l’application, vous pouvez fermer cette page.

# Retour sur une page terminée
over-answered-title = Vous avez déjà répondu
over-answered-meaning = Cette demande est terminée. Vous n’avez plus rien à faire ici.
over-answered-advice = Retournez à l’application. Si elle attend toujours, recommencez-y la connexion.
over-too-late-title = Cela a pris trop de temps
over-too-late-meaning = La connexion a été commencée il y a trop longtemps. Pour votre sécurité, elle n’est plus valable.
over-too-late-advice = Retournez à l’application et recommencez.
over-denied-title = Vous n’avez pas autorisé la connexion
over-denied-meaning = Rien n’a été transmis à l’application, et rien n’a changé dans votre compte.
over-denied-advice = Retournez à l’application, ou fermez cette page.
over-back = Retour à { $app }
