# Das Konto stilllegen
deactivate-title = Dein Konto stilllegen
deactivate-what = Das geschieht dann
deactivate-signed-out = Du wirst sofort in allen Apps und Browsern abgemeldet, und niemand kann sich mehr in diesem Konto anmelden.
deactivate-messages = Deine verschlüsselten Nachrichten kannst du nicht mehr lesen. Sichere vorher, was du behalten willst.
deactivate-rooms = Du verlässt alle Räume und Gespräche. Was du geschrieben hast, bleibt bei den Leuten, die dort waren.
deactivate-name = Der Name { $account } bleibt vergeben. Niemand bekommt ihn wieder, auch du nicht.
deactivate-forgotten = Dein Passwort und deine E-Mail-Adressen werden von diesem Server entfernt.
deactivate-notice = Eine letzte E-Mail geht an { $address }.
deactivate-final = Du kannst das nicht rückgängig machen.
deactivate-erase = Meine Nachrichten vor Leuten verbergen, die später dazukommen
deactivate-erase-help = Wer sie bisher lesen konnte, kann es weiterhin. Andere Server werden darum gebeten, aber nicht dazu gezwungen.
deactivate-password = Passwort
deactivate-password-missing = Gib dein Passwort ein.
deactivate-password-wrong = Das ist nicht dein Passwort. Versuche es noch einmal.
deactivate-submit = Konto stilllegen
deactivate-keep = Konto behalten
deactivate-off-meaning = Auf diesem Server kann niemand sein Konto selbst stilllegen.
deactivate-off-advice = Bitte die Leute, die diesen Server betreiben, es für dich zu tun.
deactivated-title = Dein Konto ist stillgelegt
deactivated-meaning = Du bist überall abgemeldet. Dein Passwort und deine E-Mail-Adressen sind von diesem Server entfernt.
deactivated-rooms = Es kann einige Minuten dauern, bis du alle Räume verlassen hast. Darauf brauchst du nicht zu warten.
deactivated-advice = Wenn du das nicht wolltest, wende dich jetzt an die Leute, die diesen Server betreiben: Niemand sonst kann es rückgängig machen.
leave-account = Dein Konto

# Neue Schlüssel
reset-title = Deine Schlüssel zurücksetzen?
reset-what = Eine App möchte neue Schlüssel für dich anlegen. An diesen Schlüsseln erkennen andere Leute und deine eigenen Geräte, dass Nachrichten wirklich von dir kommen.
reset-stays = Das behältst du
reset-stays-account = Dein Konto, deine Räume und deine Kontakte.
reset-lost = Das verlierst du
reset-lost-messages = Ältere verschlüsselte Nachrichten, die zurzeit keines deiner Geräte lesen kann, es sei denn, du findest später deinen Wiederherstellungsschlüssel.
reset-lost-devices = Das Vertrauen zwischen deinen Geräten: Jedes muss neu bestätigt werden.
reset-lost-people = Das Vertrauen anderer Leute: Sie sehen, dass deine Schlüssel neu sind, und müssen dich noch einmal bestätigen.
reset-only-if = Mach das nur, wenn du es gerade selbst verlangt hast und weder ein anderes angemeldetes Gerät noch deinen Wiederherstellungsschlüssel hast.
reset-submit = Schlüssel zurücksetzen
reset-cancel = Abbrechen
reset-allowed-title = Geh jetzt zurück zu deiner App
reset-allowed-meaning = Deine App kann in den nächsten zehn Minuten neue Schlüssel anlegen.
reset-allowed-advice = Öffne die App, in der du angefangen hast, und mach dort weiter. Diese Seite kannst du schließen.
reset-cancelled-title = Es wurde nichts geändert
reset-cancelled-meaning = Deine Schlüssel bleiben, wie sie sind. Du kannst diese Seite schließen und zu deiner App zurückgehen.

# Ein gesperrtes Konto
error-locked-title = Dieses Konto ist gesperrt
error-locked-meaning = Die Leute, die diesen Server betreiben, haben es gesperrt. Es ist nichts verloren, und das Konto funktioniert wieder, sobald sie es entsperren.
error-locked-advice = Frag bei ihnen nach, wenn du nicht weißt, warum.
locked-sign-out = In diesem Browser abmelden

# Zurück zu einer App auf dem Gerät
open-title = Zurück zu { $app }
open-button = { $app } öffnen
open-button-unnamed = App öffnen
open-allowed = Du hast die Anmeldung erlaubt.
open-denied = Du hast die Anmeldung nicht erlaubt.
open-what = Die App sollte sich von selbst öffnen. Wenn dein Browser fragt, lass ihn die App öffnen.
open-stuck = Wenn sich die App nicht öffnet
open-stuck-press = Drücke auf „{ $button }“.
open-stuck-again = Wenn das nichts bewirkt, wechsle selbst zur App und beginne die Anmeldung dort noch einmal. Vielleicht fehlt die App auf diesem Gerät oder liegt in einem anderen Profil.
open-done = Wenn du wieder in der App bist, kannst du diese Seite schließen.

# Zurück auf einer erledigten Seite
over-answered-title = Du hast schon geantwortet
over-answered-meaning = Diese Anfrage ist erledigt. Hier gibt es für dich nichts mehr zu tun.
over-answered-advice = Geh zurück zur App. Wenn sie immer noch wartet, beginne die Anmeldung dort noch einmal.
over-too-late-title = Das hat zu lange gedauert
over-too-late-meaning = Die Anmeldung wurde vor zu langer Zeit begonnen. Zu deiner Sicherheit gilt sie nicht mehr.
over-too-late-advice = Geh zurück zur App und fang dort noch einmal an.
over-denied-title = Du hast die Anmeldung nicht erlaubt
over-denied-meaning = Die App hat nichts bekommen, und an deinem Konto hat sich nichts geändert.
over-denied-advice = Geh zurück zur App oder schließ diese Seite.
over-back = Zurück zu { $app }
