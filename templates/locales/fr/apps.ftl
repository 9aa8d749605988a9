apps-title = Applications autorisées
apps-about = Ces sites et applications vous connaissent par ce compte. Vous n’avez pas à les autoriser de nouveau à chaque connexion.
apps-none = Aucune application n’est autorisée à vous connaître sans demander.
apps-allowed = Autorisée
apps-withdraw = Retirer l’accès
apps-withdraw-about = Retirer l’accès à { $app }
apps-withdraw-meaning = Une application à laquelle vous retirez l’accès est déconnectée de votre compte, et devra demander la prochaine fois. Elle peut garder ce qu’elle sait déjà de vous : pour le faire supprimer, adressez-vous à ses responsables.
apps-notice-withdrawn = L’application est déconnectée, et devra demander la prochaine fois.
apps-notice-withdrawn-later = L’application devra demander la prochaine fois. Le serveur Matrix ne répond pas ; il sera informé dès son retour. D’ici là, l’application peut encore lire de nouveaux messages.
apps-notice-again = Vous pouvez maintenant retirer l’accès.

security-apps = Applications autorisées
security-apps-about = Les sites et applications auxquels vous vous êtes connecté avec ce compte.
security-apps-manage = Gérer les accès
