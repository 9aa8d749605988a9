# Ein anderes Gerät anmelden: sein Code
user-code-title = Ein anderes Gerät anmelden
user-code-lead = Gib den Code ein, den dein anderes Gerät anzeigt.
user-code-compare = Vergleiche diesen Code mit dem, den dein anderes Gerät anzeigt. Mach nur weiter, wenn beide gleich sind.
user-code-label = Code
user-code-help = Acht Buchstaben. Groß oder klein, mit oder ohne Strich ist gleich.
user-code-submit = Weiter
user-code-warning = Hat dich jemand hierher geschickt oder dir einen Code genannt? Dann hör auf: Er will in dein Konto. Mach nur weiter, wenn du ein eigenes Gerät anmeldest.
user-code-missing = Gib den Code ein, den dein anderes Gerät anzeigt.
user-code-unknown = Diesen Code gibt es nicht. Prüfe jeden Buchstaben, oder fang auf deinem anderen Gerät von vorn an, um einen neuen Code zu bekommen.
user-code-used = Dieser Code wurde schon benutzt. Fang auf deinem anderen Gerät von vorn an, um einen neuen zu bekommen.
user-code-over = Dieser Code ist zu alt. Fang auf deinem anderen Gerät von vorn an, um einen neuen zu bekommen.

# Und die Frage
device-consent-title = Ein anderes Gerät anmelden?
device-consent-lead = Nicht dieses, sondern ein anderes Gerät möchte in deinem Konto angemeldet werden. Wer es in der Hand hat, kann das Konto dann benutzen.
device-consent-warning = Mach nur weiter, wenn du das selbst begonnen hast, auf einem eigenen Gerät, das den Code unten anzeigt. Wenn dir jemand einen Link oder einen Code geschickt hat, lass es: Er käme in dein Konto.
device-consent-code = Der Code, den es anzeigt
device-consent-request = Wer fragt
device-consent-asked = Gefragt
device-consent-ip = Von der IP-Adresse
device-consent-agent = Nach eigener Angabe
device-consent-allow = Das andere Gerät anmelden
device-consent-deny = Nicht anmelden

# Wie es ausging
device-done-allowed-title = Du kannst zu deinem anderen Gerät zurückkehren
device-done-allowed-meaning = Es wird in wenigen Sekunden angemeldet.
device-done-allowed-advice = Es steht dann bei deinen Geräten, wo du es jederzeit abmelden kannst.
device-done-denied-title = Das andere Gerät wurde nicht angemeldet
device-done-denied-meaning = Niemand ist in dein Konto gekommen, und der Code ist nicht mehr zu gebrauchen.
device-done-denied-advice = Wenn dir jemand anderes den Code gegeben hat, sag es den Leuten, die diesen Server betreiben.
device-done-refused-title = Das ist nicht erlaubt
device-done-refused-meaning = Die App auf dem anderen Gerät möchte diesen Server verwalten, und das darf dein Konto nicht. Es wurde nicht angemeldet.
device-done-refused-advice = Frag die Leute, die diesen Server betreiben, wenn du meinst, dass du Zugang haben solltest.
device-done-over-title = Das hat zu lange gedauert
device-done-over-meaning = Der Code ist zu alt, und das andere Gerät wurde nicht angemeldet.
device-done-over-advice = Fang auf deinem anderen Gerät von vorn an und gib den neuen Code ein.
device-done-again = Einen anderen Code eingeben
device-done-devices = Deine Geräte ansehen
