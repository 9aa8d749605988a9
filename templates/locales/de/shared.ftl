# Auf jeder Seite
title-failed = Fehler: { $title }
skip-to-content = Zum Inhalt springen
footer-terms = Nutzungsbedingungen
footer-privacy = Datenschutz

# Apps
app-unnamed = App ohne Namen
app-terms = Nutzungsbedingungen von { $app }
app-privacy = Datenschutz bei { $app }
place-device = eine App auf diesem Gerät
place-elsewhere = eine App auf einem anderen Gerät

# Was eine App darf
permission-matrix-full = Deine Nachrichten lesen und senden und deine Räume und Kontakte sehen und ändern
permission-synapse-admin = Diesen gesamten Server verwalten.
permission-openid = Deinen Namen und deine Matrix-ID sehen
permission-email = Deine E-Mail-Adresse sehen
permission-short-matrix-full = Nachrichten
permission-short-synapse-admin = Serververwaltung
permission-short-openid = Name
permission-short-email = E-Mail-Adresse

too-many-attempts-minutes = { $count ->
    [one] Das waren zu viele Versuche. Warte eine Minute und versuche es dann noch einmal.
   *[other] Das waren zu viele Versuche. Warte { $count } Minuten und versuche es dann noch einmal.
}
too-many-attempts-hours = { $count ->
    [one] Das waren zu viele Versuche. Warte eine Stunde und versuche es dann noch einmal.
   *[other] Das waren zu viele Versuche. Warte { $count } Stunden und versuche es dann noch einmal.
}

# Zeiten
time-just-now = gerade eben
time-minutes-ago = { $count ->
    [one] vor einer Minute
   *[other] vor { $count } Minuten
}
time-hours-ago = { $count ->
    [one] vor einer Stunde
   *[other] vor { $count } Stunden
}
time-days-ago = { $count ->
    [one] gestern
   *[other] vor { $count } Tagen
}
time-month = { $month ->
    [1] Januar
    [2] Februar
    [3] März
    [4] April
    [5] Mai
    [6] Juni
    [7] Juli
    [8] August
    [9] September
    [10] Oktober
    [11] November
   *[12] Dezember
}
time-date = am { $day }. { time-month } { $year }
time-exact = { $day }. { time-month } { $year }, { $clock } UTC
