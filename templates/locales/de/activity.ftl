activity-title = Verlauf
activity-kept = { $days ->
    [one] Was am letzten Tag mit deinem Konto geschehen ist.
   *[other] Was in den letzten { $days } Tagen mit deinem Konto geschehen ist.
}
activity-none = Noch ist nichts geschehen.
activity-pages = Seiten des Protokolls
activity-device = Gerät { $device }

# What happened
event-signed-up = Du hast dein Konto erstellt
event-signed-in = Anmeldung bei deinem Konto in einem Browser
event-signed-out = Abmeldung von deinem Konto in einem Browser
event-browser-signed-out = Ein anderer Browser wurde abgemeldet
event-app-signed-in = { $app } hat sich angemeldet
event-app-signed-out = { $app } wurde abgemeldet
event-everything-signed-out = Alles andere wurde abgemeldet
event-device-renamed = Ein Gerät bekam den Namen { $name }
event-password-changed = Das Passwort wurde geändert
event-password-recovered = Das Passwort wurde mit einem Link aus einer E-Mail geändert
event-password-set-by-operator = Die Betreiber dieses Servers haben ein neues Passwort gesetzt
event-app-password-made = Das App-Passwort { $name } wurde erstellt
event-app-password-revoked = Das App-Passwort { $name } wurde zurückgezogen
event-consent-withdrawn = { $app } wurde der Zugriff entzogen
event-email-added = Die E-Mail-Adresse { $address } wurde hinzugefügt
event-email-removed = Die E-Mail-Adresse { $address } wurde entfernt
event-primary-email-changed = { $address } wurde zur wichtigsten E-Mail-Adresse
event-display-name-changed = Der Name, den andere sehen, wurde geändert
event-cross-signing-reset = Das Zurücksetzen deiner Schlüssel wurde erlaubt
event-locked-by-operator = Die Betreiber dieses Servers haben das Konto gesperrt
event-unlocked-by-operator = Die Betreiber dieses Servers haben das Konto entsperrt
event-deactivated = Das Konto wurde deaktiviert
event-reactivated = Das Konto wurde wieder aktiviert
event-unknown = Etwas, das diese Seite nicht beschreiben kann, ist geschehen
