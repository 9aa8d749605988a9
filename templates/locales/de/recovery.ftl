# Ein vergessenes Passwort
recover-title = Passwort vergessen?
recover-how = Gib die E-Mail-Adresse deines Kontos ein. Dorthin wird ein Link gesendet, mit dem du ein neues Passwort wählst.
recover-email = E-Mail-Adresse
recover-email-missing = Gib deine E-Mail-Adresse ein.
recover-email-invalid = Das ist keine E-Mail-Adresse. Prüfe, ob etwas fehlt, zum Beispiel das @.
recover-submit = Link senden
recover-back = Zurück zur Anmeldung
recover-progress-title = Sieh in deine E-Mails
recover-progress-sent-again = Ein weiterer Link ist unterwegs.
recover-progress-what = Wenn { $address } zu einem Konto hier gehört, ist ein Link dorthin unterwegs, mit dem du ein neues Passwort wählst.
recover-progress-open = Öffne den Link in einem beliebigen Browser. Er funktioniert einmal, eine halbe Stunde lang.
recover-progress-nothing = Nichts angekommen?
recover-progress-look = E-Mails brauchen manchmal einige Minuten. Sieh auch im Spam-Ordner nach und prüfe die Adresse oben auf Tippfehler.
recover-progress-again = Noch einen Link senden
recover-progress-other = Eine andere Adresse verwenden
password-recovery-title = Wähle ein neues Passwort
password-recovery-for = Für das Konto
password-recovery-other = In diesem Browser ist { $account } angemeldet. Wenn du weitermachst, wird jenes Konto hier abgemeldet und dieses angemeldet.
password-recovery-submit = Passwort festlegen
link-over-spent-title = Dieser Link wurde schon benutzt
link-over-spent-meaning = Er funktioniert nur einmal: Du hast damit ein neues Passwort gewählt, oder das Passwort wurde seither anders geändert. Wenn du das Passwort nicht kennst, fordere einen neuen Link an.
link-over-expired-title = Dieser Link ist zu alt
link-over-expired-meaning = Zu deiner Sicherheit hat er nur eine halbe Stunde lang funktioniert. Dein Passwort wurde nicht geändert.
link-over-unknown-title = Dieser Link funktioniert nicht
link-over-unknown-meaning = Er ist nicht vollständig oder wurde vor langer Zeit gesendet. Öffne ihn noch einmal aus der E-Mail oder kopiere ihn ganz.
link-over-too-many-title = Zu viele Links wurden geöffnet
link-over-too-many-meaning = Dein Passwort wurde nicht geändert. Öffne den Link aus der E-Mail später noch einmal.
link-over-again = Neuen Link anfordern

# Ein neues Passwort
new-password = Neues Passwort
new-password-again = Das neue Passwort noch einmal
new-password-help = Ein paar Wörter, die nichts miteinander zu tun haben, sind leicht zu merken und schwer zu erraten.
new-password-missing = Gib ein neues Passwort ein.
new-password-different = Die beiden neuen Passwörter sind nicht gleich. Gib beide noch einmal ein.
new-password-weak = Dieses Passwort ist zu leicht zu erraten. Mach es länger oder füge ein Wort hinzu.
password-current = Bisheriges Passwort
password-current-missing = Gib dein bisheriges Passwort ein.
password-current-wrong = Das ist nicht dein bisheriges Passwort. Prüfe es und versuche es noch einmal.
password-change-title = Passwort ändern
password-change-submit = Passwort ändern
password-change-forgotten = Bisheriges Passwort vergessen?
password-changed-title = Dein Passwort ist geändert
password-changed-done = Melde dich von jetzt an mit dem neuen Passwort an.
password-changed-others = { $count ->
    [one] Du bist noch an einer anderen Stelle angemeldet
   *[other] Du bist noch an { $count } anderen Stellen angemeldet
}
password-changed-meaning = Apps und Browser bleiben angemeldet. Wenn jemand anderes dein altes Passwort kennen könnte, melde jetzt alles andere ab.
password-changed-keep = Alles angemeldet lassen
password-changed-alone = Du bist sonst nirgends angemeldet.
sign-out-others = Alles andere abmelden
sign-out-others-keys = Apps, die du abmeldest, vergessen die Schlüssel deiner verschlüsselten Nachrichten. Halte deinen Wiederherstellungsschlüssel bereit.
signed-out-others-title = Alles andere ist abgemeldet
signed-out-others-done = Nur noch dieser Browser ist bei deinem Konto angemeldet.
signed-out-others-later = Der Matrix-Server antwortet gerade nicht. Er erfährt es, sobald er wieder da ist, und dann verschwinden deine Geräte auch dort.

# Was die Betreiber abgeschaltet haben
switched-off-title = Das geht hier nicht
switched-off-recovery = Auf diesem Server lässt sich ein vergessenes Passwort nicht per E-Mail ersetzen.
switched-off-password-change = Auf diesem Server kannst du dein Passwort nicht selbst ändern.
switched-off-email-change = Auf diesem Server kannst du deine E-Mail-Adressen nicht selbst ändern.
switched-off-name-change = Auf diesem Server kannst du deinen Anzeigenamen nicht hier ändern.
switched-off-app-passwords = Auf diesem Server kannst du keine Passwörter für ältere Apps erstellen.
switched-off-ask = Wenn du es brauchst, wende dich an die Leute, die diesen Server betreiben.
