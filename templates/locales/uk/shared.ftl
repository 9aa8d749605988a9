# На кожній сторінці
title-failed = Помилка: { $title }
skip-to-content = Перейти до вмісту
footer-terms = Умови користування
footer-privacy = Конфіденційність

# Застосунки
app-unnamed = Застосунок без назви
app-terms = Умови користування: { $app }
app-privacy = Конфіденційність: { $app }
place-device = застосунок на цьому пристрої
place-elsewhere = застосунок на іншому пристрої

# Що може робити застосунок
permission-matrix-full = Читати й надсилати ваші повідомлення, бачити й змінювати ваші кімнати та контакти
permission-synapse-admin = Керувати всім цим сервером.
permission-openid = Бачити ваше ім’я та ваш ідентифікатор Matrix
permission-email = Бачити вашу адресу електронної пошти
permission-short-matrix-full = Повідомлення
permission-short-synapse-admin = Керування сервером
permission-short-openid = Ім’я
permission-short-email = Адреса електронної пошти

too-many-attempts-minutes = { $count ->
    [1] Було забагато спроб. Зачекайте хвилину й спробуйте ще раз.
    [one] Було забагато спроб. Зачекайте { $count } хвилину й спробуйте ще раз.
    [few] Було забагато спроб. Зачекайте { $count } хвилини й спробуйте ще раз.
    [many] Було забагато спроб. Зачекайте { $count } хвилин і спробуйте ще раз.
   *[other] Було забагато спроб. Зачекайте { $count } хвилини й спробуйте ще раз.
}
too-many-attempts-hours = { $count ->
    [1] Було забагато спроб. Зачекайте годину й спробуйте ще раз.
    [one] Було забагато спроб. Зачекайте { $count } годину й спробуйте ще раз.
    [few] Було забагато спроб. Зачекайте { $count } години й спробуйте ще раз.
    [many] Було забагато спроб. Зачекайте { $count } годин і спробуйте ще раз.
   *[other] Було забагато спроб. Зачекайте { $count } години й спробуйте ще раз.
}

# Дата й час
time-just-now = щойно
time-minutes-ago = { $count ->
    [1] хвилину тому
    [one] { $count } хвилину тому
    [few] { $count } хвилини тому
    [many] { $count } хвилин тому
   *[other] { $count } хвилини тому
}
time-hours-ago = { $count ->
    [1] годину тому
    [one] { $count } годину тому
    [few] { $count } години тому
    [many] { $count } годин тому
   *[other] { $count } години тому
}
time-days-ago = { $count ->
    [1] вчора
    [one] { $count } день тому
    [few] { $count } дні тому
    [many] { $count } днів тому
   *[other] { $count } дня тому
}
# Родовий відмінок: місяць завжди стоїть після дня
time-month = { $month ->
    [1] січня
    [2] лютого
    [3] березня
    [4] квітня
    [5] травня
    [6] червня
    [7] липня
    [8] серпня
    [9] вересня
    [10] жовтня
    [11] листопада
   *[12] грудня
}
time-date = { $day } { time-month } { $year } року
time-exact = { $day } { time-month } { $year } року, { $clock } UTC
