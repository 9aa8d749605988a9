# The list
app-passwords-title = Паролі застосунків
app-passwords-about = Старіші застосунки можуть входити з вашим іменем користувача та паролем, який ви створюєте тут для кожного з них. Його можна відкликати, більше нічого не змінюючи.
app-passwords-required = На цьому сервері вони не можуть використовувати пароль вашого облікового запису.
app-passwords-new = Створити пароль застосунку
app-passwords-none = У вас немає паролів застосунків.
app-passwords-made = Створено
app-passwords-used = Востаннє використано
app-passwords-unused = Ще не використано
app-passwords-signed-in = Вхід:
app-passwords-revoke = Відкликати
app-passwords-revoke-about = Відкликати: { $name }
app-passwords-revoke-meaning = Застосунок, пароль якого відкликано, одразу втрачає доступ. Якщо лише там ви можете читати свої зашифровані повідомлення, спершу переконайтеся, що маєте ключ відновлення.
app-passwords-notice-revoked = Пароль відкликано, застосунок утратив доступ.
app-passwords-notice-revoked-later = Пароль відкликано. Сервер Matrix не відповідає; він дізнається, щойно запрацює. До того застосунок, можливо, ще зможе читати нові повідомлення.
app-passwords-notice-again = Тепер ви можете відкликати паролі застосунків.
app-passwords-notice-before = Цей пароль уже створено, і його більше не буде показано. Якщо у вас його немає, відкличте його та створіть інший.

# A new one
app-password-name = Для якого він застосунку?
app-password-name-help = Наприклад, Home Assistant. За цією назвою ви його знайдете; її можуть бачити ваші співрозмовники.
app-password-missing = Вкажіть, для якого застосунку цей пароль.
app-password-too-long = Виберіть назву не довшу за 100 символів.
app-password-unprintable = Виберіть назву без розривів рядка та керівних символів.
app-password-too-many = Більше паролів застосунків мати не можна. Відкличте той, який вам не потрібен.
app-password-make = Створити пароль
app-password-made-title = Пароль для { $name }
app-password-made-once = Введіть це зараз у застосунку. Пароль більше не буде показано.
app-password-server = Сервер
app-password-username = Ім’я користувача
app-password-secret = Пароль
app-password-made-how = Великі літери, пробіли та дефіси не мають значення.
app-password-made-one = Він лише для цього застосунку: якщо з ним увійде інший, цей утратить доступ.
app-password-made-done = Пароль введено

# On other pages
security-app-passwords = Паролі застосунків
security-app-passwords-about = Для старіших застосунків, які запитують ім’я користувача та пароль.
security-app-passwords-manage = Керувати паролями застосунків
device-app-password = Пароль застосунку
devices-app-password = Пароль застосунку { $name }
device-end-app-password = Пароль застосунку { $name } теж більше не діятиме.
end-others-app-passwords = Ваші паролі застосунків більше не діятимуть.
