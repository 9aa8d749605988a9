apps-title = Erlaubte Apps
apps-about = Diese Websites und Apps kennen dich durch dieses Konto. Du musst es ihnen nicht bei jeder Anmeldung neu erlauben.
apps-none = Keine App darf dich kennen, ohne zu fragen.
apps-allowed = Erlaubt
apps-withdraw = Zugriff entziehen
apps-withdraw-about = { $app } den Zugriff entziehen
apps-withdraw-meaning = Eine App, der du den Zugriff entziehst, wird von deinem Konto abgemeldet und muss beim nächsten Mal fragen. Was sie schon über dich weiß, kann sie behalten: Damit es gelöscht wird, wende dich an die Betreiber.
apps-notice-withdrawn = Die App ist abgemeldet und muss beim nächsten Mal fragen.
apps-notice-withdrawn-later = Die App muss beim nächsten Mal fragen. Der Matrix-Server antwortet nicht; er erfährt davon, sobald er wieder da ist. Bis dahin kann die App noch neue Nachrichten lesen.
apps-notice-again = Du kannst den Zugriff jetzt entziehen.

security-apps = Erlaubte Apps
security-apps-about = Websites und Apps, bei denen du dich mit diesem Konto angemeldet hast.
security-apps-manage = Zugriff verwalten
