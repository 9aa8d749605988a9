# The list
app-passwords-title = Mots de passe d’application
app-passwords-about = Les applications plus anciennes peuvent se connecter avec votre nom d’utilisateur et un mot de passe que vous créez ici pour chacune d’elles. Vous pouvez le révoquer sans rien changer d’autre.
app-passwords-required = Sur ce serveur, elles ne peuvent pas utiliser le mot de passe de votre compte.
app-passwords-new = Créer un mot de passe d’application
app-passwords-none = Vous n’avez aucun mot de passe d’application.
app-passwords-made = Créé
app-passwords-used = Dernière utilisation
app-passwords-unused = Pas encore utilisé
app-passwords-signed-in = Connexion :
app-passwords-revoke = Révoquer
app-passwords-revoke-about = Révoquer { $name }
app-passwords-revoke-meaning = Une application dont vous révoquez le mot de passe est aussitôt déconnectée. Si elle est le seul endroit où vous pouvez lire vos messages chiffrés, assurez-vous d’abord d’avoir votre clé de récupération.
app-passwords-notice-revoked = Le mot de passe est révoqué et son application déconnectée.
app-passwords-notice-revoked-later = Le mot de passe est révoqué. Le serveur Matrix ne répond pas ; il en sera informé dès son retour. D’ici là, l’application peut peut-être encore lire de nouveaux messages.
app-passwords-notice-again = Vous pouvez maintenant révoquer des mots de passe d’application.
app-passwords-notice-before = Ce mot de passe a déjà été créé et ne sera plus affiché. Si vous ne l’avez pas, révoquez-le et créez-en un autre.

# A new one
app-password-name = Pour quelle application ?
app-password-name-help = Par exemple Home Assistant. Ce nom vous permettra de le retrouver ; vos correspondants peuvent le voir.
app-password-missing = Indiquez pour quelle application est le mot de passe.
app-password-too-long = Choisissez un nom de 100 caractères au plus.
app-password-unprintable = Choisissez un nom sans saut de ligne ni caractère de contrôle.
app-password-too-many = Vous avez autant de mots de passe d’application qu’il est possible d’en avoir. Révoquez-en un dont vous n’avez plus besoin.
app-password-make = Créer le mot de passe
app-password-made-title = Mot de passe pour { $name }
app-password-made-once = Saisissez ceci maintenant dans l’application. Le mot de passe ne sera plus affiché.
app-password-server = Serveur
app-password-username = Nom d’utilisateur
app-password-secret = Mot de passe
app-password-made-how = Les majuscules, les espaces et les tirets n’ont pas d’importance.
app-password-made-one = Il est pour cette seule application : si une autre se connecte avec lui, celle-ci est déconnectée.
app-password-made-done = Je l’ai saisi

# On other pages
security-app-passwords = Mots de passe d’application
security-app-passwords-about = Pour les applications plus anciennes qui demandent votre nom d’utilisateur et un mot de passe.
security-app-passwords-manage = Gérer les mots de passe d’application
device-app-password = Mot de passe d’application
devices-app-password = Mot de passe d’application { $name }
device-end-app-password = Le mot de passe d’application { $name } ne fonctionnera plus non plus.
end-others-app-passwords = Vos mots de passe d’application ne fonctionneront plus.
