# Що пишуть листи. Перший рядок кожного — його тема
mail-email-code-subject = { $code } — ваш код для { $service }
mail-email-code-title = Підтвердьте свою адресу електронної пошти
mail-email-code-what = Хтось, найімовірніше ви, хоче використати цю адресу для облікового запису на { $service }. Введіть цей код там, де вас про нього запитали:
mail-email-code-what-account = Хтось, найімовірніше ви, хоче додати цю адресу до облікового запису { $account }. Введіть цей код там, де вас про нього запитали:
mail-email-code-or = Або відкрийте це посилання в будь-якому браузері:
mail-email-code-button = Підтвердити цю адресу
mail-email-code-valid = { $minutes ->
    [one] Код дійсний { $minutes } хвилину.
    [few] Код дійсний { $minutes } хвилини.
    [many] Код дійсний { $minutes } хвилин.
   *[other] Код дійсний { $minutes } хвилини.
}
mail-email-code-not-you = Якщо це були не ви, можете не зважати на цей лист. Нікому не передавайте код, хоч би хто його просив.

mail-address-in-use-subject = У вас уже є обліковий запис на { $service }
mail-address-in-use-title = У вас уже є обліковий запис
mail-address-in-use-what = Хтось, найімовірніше ви, намагався використати цю адресу для облікового запису на { $service }. Вона вже належить до вашого облікового запису { $account }, тож нічого не змінено.
mail-address-in-use-recover = Якщо ви забули пароль, створіть новий.

mail-recovery-subject = Створіть новий пароль для облікового запису { $account }
mail-recovery-what = Хтось, найімовірніше ви, забув пароль вашого облікового запису { $account } і хоче створити новий.
mail-recovery-valid = { $minutes ->
    [one] Посилання спрацює один раз, протягом { $minutes } хвилини.
    [few] Посилання спрацює один раз, протягом { $minutes } хвилин.
    [many] Посилання спрацює один раз, протягом { $minutes } хвилин.
   *[other] Посилання спрацює один раз, протягом { $minutes } хвилини.
}
mail-recovery-not-you = Якщо це були не ви, можете не зважати на цей лист: ваш пароль залишиться таким, як був.

mail-password-changed-subject = Пароль облікового запису { $account } змінено
mail-password-changed-title = Ваш пароль змінено
mail-password-changed-what = Пароль вашого облікового запису { $account } змінено.
mail-password-changed-not-you = Якщо це були не ви, створіть новий пароль негайно: хтось інший має доступ до вашого облікового запису.
mail-password-changed-ask = Якщо це були не ви, негайно попросіть допомоги в тих, хто керує цим сервером: хтось інший має доступ до вашого облікового запису.

mail-app-password-made-subject = Для облікового запису { $account } створено пароль застосунку
mail-app-password-made-title = Створено пароль застосунку
mail-app-password-made-what = Хтось, найімовірніше ви, створив пароль { $name } для застосунку. Той, хто його має, може користуватися вашим обліковим записом { $account }.
mail-app-password-made-not-you = Якщо це були не ви, відкличте його у своєму обліковому записі та змініть пароль.

mail-email-added-subject = До облікового запису { $account } додано адресу електронної пошти
mail-email-added-title = Додано адресу електронної пошти
mail-email-added-what = Адресу { $address } додано до вашого облікового запису { $account }.
mail-email-removed-subject = З облікового запису { $account } вилучено адресу електронної пошти
mail-email-removed-title = Вилучено адресу електронної пошти
mail-email-removed-what = Адресу { $address } вилучено з вашого облікового запису { $account }.

mail-new-sign-in-subject = Новий вхід в обліковий запис { $account }
mail-new-sign-in-title = Новий вхід
mail-new-sign-in-what = Хтось, найімовірніше ви, увійшов у ваш обліковий запис { $account }.
mail-new-sign-in-not-you = Якщо це були не ви, вийдіть із цього застосунку чи браузера у своєму обліковому записі та змініть пароль.

mail-sign-in-reported-subject = Вхід до { $account } завершено
mail-sign-in-reported-title = Вхід завершено
mail-sign-in-reported-what = Хтось інший, а не сам застосунок, завершив вхід до вашого облікового запису { $account }. Хто може це зробити, той знає секрет цього застосунку й міг скористатися ним раніше.
mail-sign-in-reported-advice = Увійдіть у застосунку знову. Потім перевірте, чи немає у вашому обліковому записі чогось незнайомого.

mail-deactivated-subject = Обліковий запис { $account } деактивовано
mail-deactivated-title = Ваш обліковий запис деактивовано
mail-deactivated-what = Ваш обліковий запис { $account } деактивовано, і на всіх пристроях із нього виконано вихід.
mail-deactivated-not-you = Якщо ви цього не хотіли, негайно зверніться до тих, хто керує цим сервером: ніхто інший не зможе цього скасувати.

# У кількох листах
mail-choose-password = Створити новий пароль
mail-check-account = Якщо це були не ви, перевірте свій обліковий запис і змініть пароль.
mail-if-you = Якщо це були ви, нічого робити не потрібно.
mail-ignore = Якщо це були не ви, можете не зважати на цей лист.
mail-link-plain = Якщо кнопка не працює, відкрийте цю адресу:

# Обставини
mail-fact = { $label }: { $value }
mail-fact-app = Застосунок
mail-fact-host = Адреса застосунку
mail-fact-device = Пристрій
mail-fact-browser = Браузер
mail-fact-ip = IP-адреса
mail-fact-at = Час
