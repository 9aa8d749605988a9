# Connecter un autre appareil : son code
user-code-title = Connecter un autre appareil
user-code-lead = Saisissez le code affiché par votre autre appareil.
user-code-compare = Comparez ce code avec celui que votre autre appareil affiche. Ne continuez que si les deux sont identiques.
user-code-label = Code
user-code-help = Huit lettres. Les majuscules et le tiret n’ont pas d’importance.
user-code-submit = Continuer
user-code-warning = Quelqu’un vous a envoyé ici, ou vous a dicté un code ? Alors arrêtez-vous : cette personne veut entrer dans votre compte. Ne continuez que si vous connectez un appareil à vous.
user-code-missing = Saisissez le code affiché par votre autre appareil.
user-code-unknown = Ce code est inconnu. Vérifiez chaque lettre, ou recommencez sur votre autre appareil pour obtenir un nouveau code.
user-code-used = Ce code a déjà servi. Recommencez sur votre autre appareil pour en obtenir un nouveau.
user-code-over = Ce code est trop ancien. Recommencez sur votre autre appareil pour en obtenir un nouveau.

# Et la question
device-consent-title = Connecter un autre appareil ?
device-consent-lead = Un autre appareil, et non celui-ci, demande à être connecté à votre compte. La personne qui le tient pourra alors utiliser le compte.
device-consent-warning = Ne continuez que si vous avez commencé cela vous-même, sur un appareil à vous qui affiche le code ci-dessous. Si quelqu’un vous a envoyé un lien ou un code, arrêtez : cette personne entrerait dans votre compte.
device-consent-code = Le code qu’il affiche
device-consent-request = Qui le demande
device-consent-asked = Demandé
device-consent-ip = Depuis l’adresse IP
device-consent-agent = Selon ses propres dires
device-consent-allow = Connecter l’autre appareil
device-consent-deny = Ne pas le connecter

# L’issue
device-done-allowed-title = Vous pouvez revenir à votre autre appareil
device-done-allowed-meaning = Il sera connecté dans quelques secondes.
device-done-allowed-advice = Il figure alors parmi vos appareils, où vous pouvez le déconnecter à tout moment.
device-done-denied-title = L’autre appareil n’a pas été connecté
device-done-denied-meaning = Personne n’est entré dans votre compte, et le code ne sert plus à rien.
device-done-denied-advice = Si quelqu’un d’autre vous a donné le code, prévenez les responsables de ce serveur.
device-done-refused-title = Ce n’est pas permis
device-done-refused-meaning = L’application de l’autre appareil veut administrer ce serveur, ce que votre compte ne peut pas faire. Il n’a pas été connecté.
device-done-refused-advice = Demandez aux responsables de ce serveur si vous pensez devoir y avoir accès.
device-done-over-title = Cela a pris trop de temps
device-done-over-meaning = Le code est trop ancien, et l’autre appareil n’a pas été connecté.
device-done-over-advice = Recommencez sur votre autre appareil, et saisissez son nouveau code.
device-done-again = Saisir un autre code
device-done-devices = Voir vos appareils
