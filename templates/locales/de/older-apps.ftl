# May an older app be signed in?
sso-caution-website = Erlaube das nur, wenn du die Anmeldung dort eben selbst begonnen hast und den Leuten vertraust, die diese Website betreiben.
sso-caution-app = Erlaube das nur, wenn du die Anmeldung eben selbst begonnen hast, in einer App, der du vertraust. Es ist nicht bekannt, von wem diese App stammt.
sso-full-access = Voller Zugriff auf dein Konto
sso-stays = Als eines deiner Geräte angemeldet bleiben, bis du sie abmeldest

# Inside an app that can’t sign in by itself
fallback-working = Einen Moment: Deine App wird angemeldet.
fallback-done = Deine App ist angemeldet. Du kannst zu ihr zurückkehren.
fallback-alone = Diese Seite funktioniert nur innerhalb einer App, und hier ist keine. Es wurde niemand angemeldet.
fallback-failed = Die Anmeldung hat nicht geklappt. Es wurde nichts geändert.
fallback-no-script = Diese Seite übergibt die Anmeldung an deine App, und das geht nur mit JavaScript. Schalte es für diese Seite ein oder melde dich mit einer anderen App an.
