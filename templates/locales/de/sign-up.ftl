# Der Weg zur Registrierung
sign-in-no-account = Noch kein Konto?
sign-in-sign-up = Konto erstellen
sign-in-forgot = Passwort vergessen?

# Das erste Formular
sign-up-title = Erstelle dein Konto
sign-up-have-account = Du hast schon ein Konto?
sign-up-invited = Du bist eingeladen. Den Rest bestimmst du selbst.
sign-up-signed-in = Du bist als { $account } angemeldet. Unten kannst du noch ein Konto erstellen.
sign-up-signed-in-continue = Weiter mit dem Konto, das du hast
sign-up-unfinished = Du hast in diesem Browser angefangen, { $account } zu erstellen.
sign-up-unfinished-continue = Dort weitermachen
sign-up-username = Benutzername
sign-up-username-hint = Deine Matrix-ID wird { $id }. Sie lässt sich später nicht ändern.
sign-up-username-missing = Wähle einen Benutzernamen.
sign-up-username-invalid = Ein Benutzername hat nur die Buchstaben a bis z, Ziffern und die Zeichen . _ = - / +
sign-up-username-too-long = Dieser Benutzername ist zu lang. Wähle einen kürzeren.
sign-up-username-reserved = Diesen Benutzernamen behält der Server für sich. Wähle einen anderen.
sign-up-username-taken = { $id } ist vergeben. Wähle einen anderen Benutzernamen.
sign-up-username-taken-free = { $id } ist vergeben. Wähle einen anderen Benutzernamen. Frei: { $names }
sign-up-username-free = Frei: { $names }
sign-up-email = E-Mail-Adresse
sign-up-email-optional = E-Mail-Adresse (freiwillig)
sign-up-email-hint = Dorthin bekommst du einen Code. Sie hilft auch, wenn du dein Passwort vergisst.
sign-up-email-missing = Gib deine E-Mail-Adresse ein.
sign-up-email-invalid = Das ist keine E-Mail-Adresse. Prüfe sie, zum Beispiel ana@example.com.
sign-up-password = Passwort
sign-up-password-hint = Gut sind mehrere Wörter, die nicht zusammengehören, oder was dein Passwortmanager vorschlägt.
sign-up-password-confirm = Passwort noch einmal
sign-up-password-missing = Wähle ein Passwort.
sign-up-password-weak = Dieses Passwort ist zu leicht zu erraten. Nimm mehrere Wörter, die nicht zusammengehören.
sign-up-password-different = Du hast zwei verschiedene Passwörter eingegeben. Gib zweimal dasselbe ein.
sign-up-strength-0 = Sofort erraten
sign-up-strength-1 = Leicht zu erraten
sign-up-strength-2 = Nicht schwer zu erraten
sign-up-strength-3 = Schwer zu erraten
sign-up-strength-4 = Sehr schwer zu erraten
sign-up-terms = Ich nehme die Nutzungsbedingungen an.
sign-up-terms-read = Nutzungsbedingungen lesen
sign-up-terms-missing = Nimm die Nutzungsbedingungen an, um weiterzumachen.
sign-up-submit = Weiter
sign-up-failed-homeserver-away = Der Matrix-Server antwortet nicht, darum weiß niemand, ob der Benutzername frei ist. Warte eine Minute, gib dein Passwort noch einmal ein und schicke das Formular wieder ab.
sign-up-for = Dein neues Konto: { $id }

# Die E-Mail-Adresse
sign-up-verify-title = Sieh in deine E-Mails
sign-up-verify-what = Eine E-Mail an { $address } ist unterwegs. Gib den Code daraus ein, oder öffne ihren Link auf irgendeinem Gerät.
sign-up-verify-code = Code mit sechs Ziffern
sign-up-verify-code-missing = Gib den Code aus der E-Mail ein.
sign-up-verify-code-wrong = Das ist nicht der Code. Nur der aus der neuesten E-Mail gilt.
sign-up-verify-code-over = Der Code ist zu alt. Lass dir unten noch eine E-Mail schicken.
sign-up-verify-submit = Adresse bestätigen
sign-up-verify-nothing = Ist nichts angekommen?
sign-up-verify-look = Es kann ein paar Minuten dauern. Sieh auch im Spam nach.
sign-up-verify-resend = Noch eine E-Mail schicken
sign-up-verify-other = Andere E-Mail-Adresse
sign-up-verify-change = Diese Adresse nehmen
sign-up-verify-sent-again = Noch eine E-Mail ist unterwegs. Jetzt gilt nur ihr Code.

# Das Registrierungstoken
sign-up-token-title = Gib deinen Einladungscode ein
sign-up-token-what = Du brauchst einen Code von den Leuten, die diesen Server betreiben.
sign-up-token = Einladungscode
sign-up-token-missing = Gib deinen Einladungscode ein.
sign-up-token-refused = Dieser Code gilt nicht: Er ist vertippt, verbraucht, zu alt oder für jemand anderen bestimmt. Prüfe ihn, oder bitte um einen anderen.

# Der Anzeigename
sign-up-name-title = Wie sollen andere dich nennen?
sign-up-name-what = Andere sehen diesen Namen neben { $id }. Du kannst ihn jederzeit ändern.
sign-up-name = Anzeigename
sign-up-name-missing = Gib einen Namen ein, oder erstelle das Konto ohne.
sign-up-name-invalid = Dieser Name ist zu lang oder hat Zeichen, die sich nicht anzeigen lassen. Wähle einen anderen.
sign-up-name-skip = Ohne Namen erstellen
sign-up-create = Konto erstellen

# Das Ende
sign-up-finish-title = Ein letzter Schritt
sign-up-finish-ready = Alles ist bereit. Mit diesem Schritt erstellst du { $id }.
sign-up-finish-username-taken-title = Wähle einen anderen Benutzernamen
sign-up-finish-username-taken = Inzwischen hat jemand anderes { $id } genommen. Alles Übrige, was du angegeben hast, bleibt erhalten.
sign-up-finish-username-fixed = Inzwischen hat jemand anderes { $id } genommen, den Namen deiner Einladung. Bitte um eine andere Einladung.
sign-up-finish-email-taken-title = Du hast schon ein Konto
sign-up-finish-email-taken = { $address } gehört schon zu einem Konto. Melde dich dort an, statt noch eines zu erstellen.
sign-up-finish-homeserver-away-title = Dein Konto muss einen Moment warten
sign-up-finish-homeserver-away = Der Matrix-Server antwortet nicht, darum lässt sich { $id } noch nicht erstellen. Nichts geht verloren. Warte eine Minute und versuche es noch einmal.

# Wo es nicht weitergeht
sign-up-closed-title = Hier kann niemand ein Konto erstellen
sign-up-closed-meaning = Auf diesem Server kannst du dich nicht selbst registrieren. Bitte die Leute, die ihn betreiben, um ein Konto. Wenn du eines hast, melde dich an.
sign-up-invitation-title = Diese Einladung gilt nicht
sign-up-invitation-meaning = Sie ist schon benutzt, zu alt, oder ihr Link ist nicht vollständig. Bitte den, der dich eingeladen hat, um eine andere.
sign-up-elsewhere-title = Diese Registrierung geht hier nicht weiter
sign-up-elsewhere-meaning = Sie wurde in einem anderen Browser begonnen oder vor mehr als einem Tag. Öffne sie in dem Browser, in dem du angefangen hast, oder fang von vorn an.
sign-up-step-done-title = Diesen Schritt hast du schon getan
sign-up-step-done-meaning = Was du angegeben hast, bleibt erhalten. Mach mit dem nächsten Schritt weiter.
sign-up-done-title = Dein Konto ist da
sign-up-done-meaning = Hier ist nichts mehr zu tun.
sign-up-way-sign-in = Anmelden
sign-up-way-uninvited = Ohne Einladung registrieren
sign-up-way-start-again = Von vorn anfangen
sign-up-way-continue = Weiter

# Der Link in der E-Mail
email-confirm-ask-title = Bestätige deine E-Mail-Adresse
email-confirm-signing-up = { $address } soll zum neuen Konto { $account } gehören. Bestätige nur, wenn du dieses Konto selbst erstellst.
email-confirm-adding = { $address } soll zum Konto { $account } gehören. Bestätige nur, wenn das dein Konto ist.
email-confirm-submit = Adresse bestätigen
email-confirm-done-title = Deine Adresse ist bestätigt
email-confirm-done = { $address } gehört dir. Geh zurück zu dem Browser, in dem du angefangen hast, und mach dort weiter. Diese Seite kannst du schließen.
email-confirm-added-title = Deine Adresse ist hinzugefügt
email-confirm-added = { $address } gehört jetzt zu deinem Konto. Diese Seite kannst du schließen.
email-confirm-taken-title = Diese Adresse lässt sich nicht hinzufügen
email-confirm-taken = { $address } gehört inzwischen zu einem anderen Konto. Entferne sie erst dort, oder nimm eine andere Adresse.
email-confirm-over-title = Dieser Link gilt nicht mehr
email-confirm-over = Er ist zu alt, oder eine neuere E-Mail ist an seine Stelle getreten. Such die neueste E-Mail, oder lass dir dort, wo du angefangen hast, noch eine schicken.
