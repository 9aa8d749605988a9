# May an older app be signed in?
sso-caution-website = N’autorisez que si vous y avez vous-même commencé cette connexion à l’instant et que vous faites confiance aux personnes qui gèrent ce site.
sso-caution-app = N’autorisez que si vous avez vous-même commencé cette connexion à l’instant, dans une application de confiance. On ne sait pas qui a créé cette application.
sso-full-access = Un accès complet à votre compte
sso-stays = Rester connectée comme l’un de vos appareils jusqu’à ce que vous la déconnectiez

# Inside an app that can’t sign in by itself
fallback-working = Un instant : votre application est en cours de connexion.
fallback-done = Votre application est connectée. Vous pouvez y retourner.
fallback-alone = Cette page ne fonctionne que dans une application, et il n’y en a pas ici. Personne n’a été connecté.
fallback-failed = La connexion n’a pas fonctionné. Rien n’a été modifié.
fallback-no-script = Cette page transmet la connexion à votre application, ce qui n’est possible qu’avec JavaScript. Activez-le pour cette page, ou connectez-vous avec une autre application.
