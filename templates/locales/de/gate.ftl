# Vor der Tür
index-title = Dein Matrix-Konto
index-what = Hier meldest du dich an und siehst, welche Apps und Geräte dein Konto benutzen.
index-account = Zu deinem Konto
signed-out-title = Du bist abgemeldet
signed-out-meaning = Dieser Browser hat keinen Zugang mehr zu deinem Konto. Apps auf deinen Geräten bleiben angemeldet.
signed-out-again = Wieder anmelden
end-session-title = In diesem Browser abmelden?
end-session-app = Diese App möchte dich abmelden.
end-session-what = Du wirst in diesem Browser von deinem Konto abgemeldet, und von Websites, bei denen du dich damit angemeldet hast.
end-session-devices = Apps auf deinen Geräten bleiben angemeldet.
end-session-see-devices = Geräte ansehen
end-session-submit = Abmelden
end-session-stay = Angemeldet bleiben
end-session-stranded = Die App wollte dich zu einer Adresse weiterleiten, die sie hier nicht angemeldet hat. Dorthin wirst du nicht geleitet.

# Anmelden
sign-in-title = Anmelden
sign-in-to-continue = Weiter zu
sign-in-notice-again = Melde dich noch einmal an, um zu zeigen, dass du es bist.
sign-in-notice-ended = Deine Sitzung in diesem Browser ist beendet. Melde dich wieder an.
sign-in-username = Benutzername
sign-in-username-missing = Gib deinen Benutzernamen ein.
sign-in-username-or-email = Benutzername oder E-Mail
sign-in-username-or-email-missing = Gib deinen Benutzernamen oder deine E-Mail-Adresse ein.
sign-in-password = Passwort
sign-in-password-missing = Gib dein Passwort ein.
sign-in-password-wrong = Benutzername und Passwort passen nicht zusammen. Prüfe beide und versuche es noch einmal.
sign-in-password-show = Anzeigen
sign-in-password-hide = Verbergen
sign-in-failed-locked = Dieses Konto ist gesperrt. Wende dich an die Leute, die diesen Server betreiben.
sign-in-failed-no-passwords = Die Anmeldung mit Passwort ist auf diesem Server abgeschaltet.
sign-in-submit = Anmelden

# Zustimmen
consent-title = Darf { $app } dein Konto benutzen?
consent-title-unnamed = Darf diese App dein Konto benutzen?
consent-unknown = Es ist nicht bekannt, von wem diese App stammt. Erlaube sie nur, wenn du diese Anmeldung selbst begonnen hast.
consent-account = Dein Konto
consent-switch = Nicht dein Konto?
consent-switch-about = Nicht dein Konto? Ein anderes benutzen
consent-permissions = Die App darf dann
consent-device = Unter deinen Geräten als { $device } erscheinen
consent-admin-warning = Sie könnte jedes Konto und jeden Raum sehen und ändern. Erlaube das nur, wenn du diesen Server betreibst und der App vertraust.
consent-allow = Erlauben
consent-deny = Nicht erlauben
consent-returns-website = Danach geht es zurück zu { $host }.
consent-returns-device = Danach geht es zurück zur App auf diesem Gerät.
consent-returns-native = Danach öffnet sich die App für { $scheme } auf diesem Gerät.

# Zurück zur App
back-title = Zurück zur App
back-to-website = Du wirst zu { $host } zurückgeleitet. Wenn nichts geschieht, mach selbst weiter.
back-to-device = Du wirst zur App auf diesem Gerät zurückgeleitet. Wenn nichts geschieht, mach selbst weiter.
back-continue = Weiter

# Fehler
error-not-found-title = Hier ist nichts
error-not-found-meaning = Die Adresse ist falsch geschrieben, oder es gibt die Seite nicht mehr.
error-not-found-advice = Geh zurück oder fang auf der Startseite neu an.
error-bad-request-title = Diese Anfrage ist ungültig
error-bad-request-meaning = Eine App hat dich auf eine Weise hierher geschickt, die dieser Server nicht annehmen kann. Deshalb kann er dich nicht anmelden. Es wurde nichts geändert.
error-bad-request-advice = Geh zurück zur App und versuche es noch einmal. Wenn es wieder geschieht, gib das, was unten steht, an die Leute weiter, die die App machen.
error-unknown-provider-title = Diese Art der Anmeldung gibt es hier nicht
error-unknown-provider-meaning = Die App wollte dich bei einem anderen Anbieter anmelden, den dieser Server nicht kennt.
error-unknown-provider-advice = Melde dich stattdessen hier an, oder frag die Leute, die diesen Server betreiben.
error-sso-off-title = Ältere Apps können sich hier nicht anmelden
error-sso-off-meaning = Die Leute, die diesen Server betreiben, haben die Art der Anmeldung abgeschaltet, die deine App benutzt.
error-sso-off-advice = Nimm eine neuere App, oder frag sie, welche Apps funktionieren.
error-sign-in-expired-title = Diese Anmeldung ist abgelaufen
error-sign-in-expired-meaning = Sie liegt zu lange zurück oder ist schon abgeschlossen.
error-sign-in-expired-advice = Geh zurück zur App und melde dich von dort aus an.
error-form-expired-title = Dieses Formular war zu lange offen
error-form-expired-meaning = Zu deiner Sicherheit wurde nicht verwendet, was du abgeschickt hast. Es wurde nichts geändert.
error-form-expired-advice = Öffne die Seite neu und wiederhole den letzten Schritt.
error-denied-title = Das ist nicht erlaubt
error-denied-meaning = Die Leute, die diesen Server betreiben, haben das für dein Konto nicht freigegeben.
error-denied-advice = Wende dich an sie, wenn du meinst, dass du Zugang haben solltest.
error-too-many-attempts-title = Zu viele Versuche
error-too-many-attempts-meaning = Zum Schutz aller Konten macht dieser Server nach so vielen Versuchen eine Pause. Es wurde nichts geändert.
error-too-many-attempts-advice = Warte einige Minuten und versuche es dann noch einmal.
error-homeserver-away-title = Der Matrix-Server antwortet nicht
error-homeserver-away-meaning = Bis er wieder da ist, kann sich niemand anmelden. Es ist nichts verloren, und angemeldete Apps bleiben angemeldet.
error-homeserver-away-advice = Warte eine Minute und versuche es dann noch einmal.
error-internal-title = Bei uns ist etwas schiefgegangen
error-internal-meaning = Es lag nicht an dir, und wir können nicht sagen, ob der letzte Schritt noch ausgeführt wurde.
error-internal-advice = Versuche es noch einmal. Wenn es wieder geschieht, nenne den Leuten, die diesen Server betreiben, die Nummer unten.
error-detail = Einzelheiten
error-id = Fehlernummer
way-back-app = Zurück zur App
way-back-sign-in = Anmelden
way-back-try-again = Noch einmal versuchen
way-back-home = Zur Startseite
