# The list
app-passwords-title = App-Passwörter
app-passwords-about = Ältere Apps können sich mit deinem Benutzernamen und einem Passwort anmelden, das du hier für jede von ihnen erstellst. Du kannst es wieder zurückziehen, ohne sonst etwas zu ändern.
app-passwords-required = Das Passwort deines Kontos können sie auf diesem Server nicht benutzen.
app-passwords-new = App-Passwort erstellen
app-passwords-none = Du hast keine App-Passwörter.
app-passwords-made = Erstellt
app-passwords-used = Zuletzt benutzt
app-passwords-unused = Noch nicht benutzt
app-passwords-signed-in = Angemeldet als
app-passwords-revoke = Zurückziehen
app-passwords-revoke-about = { $name } zurückziehen
app-passwords-revoke-meaning = Eine App, deren Passwort du zurückziehst, ist sofort abgemeldet. Wenn du nur dort deine verschlüsselten Nachrichten lesen kannst, sorge zuerst dafür, dass du deinen Wiederherstellungsschlüssel hast.
app-passwords-notice-revoked = Das Passwort ist zurückgezogen und seine App abgemeldet.
app-passwords-notice-revoked-later = Das Passwort ist zurückgezogen. Der Matrix-Server antwortet nicht; er erfährt es, sobald er wieder da ist. Bis dahin kann die App vielleicht noch neue Nachrichten lesen.
app-passwords-notice-again = Du kannst App-Passwörter jetzt zurückziehen.
app-passwords-notice-before = Dieses Passwort wurde schon erstellt und wird nicht noch einmal gezeigt. Wenn du es nicht hast, ziehe es zurück und erstelle ein anderes.

# A new one
app-password-name = Für welche App ist es?
app-password-name-help = Zum Beispiel Home Assistant. Unter diesem Namen findest du es wieder; Menschen, mit denen du schreibst, können ihn sehen.
app-password-missing = Gib an, für welche App das Passwort ist.
app-password-too-long = Wähle einen Namen mit höchstens 100 Zeichen.
app-password-unprintable = Wähle einen Namen ohne Zeilenumbrüche und Steuerzeichen.
app-password-too-many = Mehr App-Passwörter kann niemand haben. Ziehe eines zurück, das du nicht brauchst.
app-password-make = Passwort erstellen
app-password-made-title = Passwort für { $name }
app-password-made-once = Gib das jetzt in der App ein. Das Passwort wird nicht noch einmal gezeigt.
app-password-server = Server
app-password-username = Benutzername
app-password-secret = Passwort
app-password-made-how = Großbuchstaben, Leerzeichen und Bindestriche spielen keine Rolle.
app-password-made-one = Es ist für diese eine App: Meldet sich eine andere damit an, wird diese abgemeldet.
app-password-made-done = Ich habe es eingegeben

# On other pages
security-app-passwords = App-Passwörter
security-app-passwords-about = Für ältere Apps, die nach deinem Benutzernamen und einem Passwort fragen.
security-app-passwords-manage = App-Passwörter verwalten
device-app-password = App-Passwort
devices-app-password = App-Passwort { $name }
device-end-app-password = Auch das App-Passwort { $name } gilt dann nicht mehr.
end-others-app-passwords = Deine App-Passwörter gelten dann nicht mehr.
