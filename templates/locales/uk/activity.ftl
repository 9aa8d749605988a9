activity-title = Активність
activity-kept = { $days ->
    [one] Що відбулося з вашим обліковим записом за останній { $days } день.
    [few] Що відбулося з вашим обліковим записом за останні { $days } дні.
   *[other] Що відбулося з вашим обліковим записом за останні { $days } днів.
}
activity-none = Ще нічого не відбулося.
activity-pages = Сторінки журналу
activity-device = Пристрій { $device }

# What happened
event-signed-up = Ви створили обліковий запис
event-signed-in = Вхід до облікового запису в браузері
event-signed-out = Вихід з облікового запису в браузері
event-browser-signed-out = Виконано вихід в іншому браузері
event-app-signed-in = Вхід у застосунку { $app }
event-app-signed-out = Вихід із застосунку { $app }
event-everything-signed-out = Виконано вихід усюди в інших місцях
event-device-renamed = Пристрій отримав назву { $name }
event-password-changed = Пароль змінено
event-password-recovered = Пароль змінено за посиланням з листа
event-password-set-by-operator = Адміністрація сервера встановила новий пароль
event-app-password-made = Створено пароль застосунку { $name }
event-app-password-revoked = Відкликано пароль застосунку { $name }
event-consent-withdrawn = Доступ { $app } відкликано
event-email-added = Додано адресу { $address }
event-email-removed = Вилучено адресу { $address }
event-primary-email-changed = Адреса { $address } стала основною
event-display-name-changed = Змінено ім’я, яке бачать інші
event-cross-signing-reset = Дозволено скинути ваші ключі шифрування
event-locked-by-operator = Адміністрація сервера заблокувала обліковий запис
event-unlocked-by-operator = Адміністрація сервера розблокувала обліковий запис
event-deactivated = Обліковий запис деактивовано
event-reactivated = Обліковий запис знову активовано
event-unknown = Сталося щось, чого ця сторінка не може описати
