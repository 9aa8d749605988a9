# Was in Briefen steht. Die erste Zeile ist jeweils der Betreff
mail-email-code-subject = { $code } ist dein Code für { $service }
mail-email-code-title = Bestätige deine E-Mail-Adresse
mail-email-code-what = Jemand, vermutlich du, möchte diese Adresse für ein Konto bei { $service } verwenden. Gib diesen Code dort ein, wo du danach gefragt wurdest:
mail-email-code-what-account = Jemand, vermutlich du, möchte diese Adresse zum Konto { $account } hinzufügen. Gib diesen Code dort ein, wo du danach gefragt wurdest:
mail-email-code-or = Oder öffne diesen Link, in welchem Browser du magst:
mail-email-code-button = Diese Adresse bestätigen
mail-email-code-valid = { $minutes ->
    [one] Der Code gilt { $minutes } Minute.
   *[other] Der Code gilt { $minutes } Minuten.
}
mail-email-code-not-you = Wenn du das nicht warst, kannst du diese E-Mail ignorieren. Gib den Code nicht weiter, egal, wer danach fragt.

mail-address-in-use-subject = Du hast schon ein Konto bei { $service }
mail-address-in-use-title = Du hast schon ein Konto
mail-address-in-use-what = Jemand, vermutlich du, wollte diese Adresse für ein Konto bei { $service } verwenden. Sie gehört schon zu deinem Konto { $account }. Deshalb wurde nichts geändert.
mail-address-in-use-recover = Wenn du dein Passwort vergessen hast, wähle ein neues.

mail-recovery-subject = Wähle ein neues Passwort für { $account }
mail-recovery-what = Jemand, vermutlich du, hat das Passwort deines Kontos { $account } vergessen und möchte ein neues wählen.
mail-recovery-valid = { $minutes ->
    [one] Der Link funktioniert nur einmal und nur { $minutes } Minute lang.
   *[other] Der Link funktioniert nur einmal und nur { $minutes } Minuten lang.
}
mail-recovery-not-you = Wenn du das nicht warst, kannst du diese E-Mail ignorieren: Dein Passwort bleibt, wie es ist.

mail-password-changed-subject = Das Passwort von { $account } wurde geändert
mail-password-changed-title = Dein Passwort wurde geändert
mail-password-changed-what = Das Passwort deines Kontos { $account } wurde geändert.
mail-password-changed-not-you = Wenn du das nicht warst, wähle sofort ein neues Passwort: Jemand anderes hat Zugang zu deinem Konto.
mail-password-changed-ask = Wenn du das nicht warst, bitte sofort die Leute um Hilfe, die diesen Server betreiben: Jemand anderes hat Zugang zu deinem Konto.

mail-app-password-made-subject = Für { $account } wurde ein App-Passwort erstellt
mail-app-password-made-title = Ein App-Passwort wurde erstellt
mail-app-password-made-what = Jemand, vermutlich du, hat das Passwort { $name } für eine App erstellt. Wer es hat, kann dein Konto { $account } benutzen.
mail-app-password-made-not-you = Wenn du das nicht warst, ziehe es in deinem Konto zurück und ändere dein Passwort.

mail-email-added-subject = Eine E-Mail-Adresse wurde zu { $account } hinzugefügt
mail-email-added-title = Eine E-Mail-Adresse wurde hinzugefügt
mail-email-added-what = Die Adresse { $address } wurde zu deinem Konto { $account } hinzugefügt.
mail-email-removed-subject = Eine E-Mail-Adresse wurde von { $account } entfernt
mail-email-removed-title = Eine E-Mail-Adresse wurde entfernt
mail-email-removed-what = Die Adresse { $address } wurde von deinem Konto { $account } entfernt.

mail-new-sign-in-subject = Neue Anmeldung bei { $account }
mail-new-sign-in-title = Neue Anmeldung
mail-new-sign-in-what = Jemand, vermutlich du, hat sich bei deinem Konto { $account } angemeldet.
mail-new-sign-in-not-you = Wenn du das nicht warst, melde diese App oder diesen Browser in deinem Konto ab und ändere dein Passwort.

mail-sign-in-reported-subject = Eine Anmeldung bei { $account } wurde beendet
mail-sign-in-reported-title = Eine Anmeldung wurde beendet
mail-sign-in-reported-what = Jemand anderes als die App selbst hat eine Anmeldung bei deinem Konto { $account } beendet. Wer das kann, kennt ein Geheimnis dieser App und hat es vielleicht schon vorher benutzt.
mail-sign-in-reported-advice = Melde dich in der App neu an. Sieh dann nach, ob in deinem Konto etwas steht, das du nicht kennst.

mail-deactivated-subject = Das Konto { $account } wurde deaktiviert
mail-deactivated-title = Dein Konto wurde deaktiviert
mail-deactivated-what = Dein Konto { $account } wurde deaktiviert und überall abgemeldet.
mail-deactivated-not-you = Wenn du das nicht wolltest, wende dich sofort an die Leute, die diesen Server betreiben: Niemand sonst kann es rückgängig machen.

# In mehreren Briefen
mail-choose-password = Neues Passwort wählen
mail-check-account = Wenn du das nicht warst, sieh in deinem Konto nach und ändere dein Passwort.
mail-if-you = Wenn du das warst, ist nichts weiter zu tun.
mail-ignore = Wenn du das nicht warst, kannst du diese E-Mail ignorieren.
mail-link-plain = Wenn der Knopf nicht funktioniert, öffne diese Adresse:

# Die Umstände
mail-fact = { $label }: { $value }
mail-fact-app = App
mail-fact-host = App von
mail-fact-device = Gerät
mail-fact-browser = Browser
mail-fact-ip = IP-Adresse
mail-fact-at = Zeit
