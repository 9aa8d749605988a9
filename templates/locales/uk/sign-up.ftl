# Шлях до реєстрації
sign-in-no-account = Ще не маєте облікового запису?
sign-in-sign-up = Створити обліковий запис
sign-in-forgot = Забули пароль?

# Перша форма
sign-up-title = Створіть обліковий запис
sign-up-have-account = Уже маєте обліковий запис?
sign-up-invited = Вас запросили. Решту оберіть самі.
sign-up-signed-in = Ви увійшли як { $account }. Нижче можна створити ще один обліковий запис.
sign-up-signed-in-continue = Продовжити з наявним обліковим записом
sign-up-unfinished = У цьому браузері ви почали створювати { $account }.
sign-up-unfinished-continue = Продовжити з того самого місця
sign-up-username = Ім’я користувача
sign-up-username-hint = Ваш Matrix ID буде { $id }. Згодом його не можна змінити.
sign-up-username-missing = Оберіть ім’я користувача.
sign-up-username-invalid = В імені користувача можуть бути лише літери від a до z, цифри та знаки . _ = - / +
sign-up-username-too-long = Це ім’я користувача задовге. Оберіть коротше.
sign-up-username-reserved = Це ім’я користувача сервер залишає для себе. Оберіть інше.
sign-up-username-taken = { $id } уже зайнято. Оберіть інше ім’я користувача.
sign-up-username-taken-free = { $id } уже зайнято. Оберіть інше ім’я користувача. Вільні: { $names }
sign-up-username-free = Вільні: { $names }
sign-up-email = Адреса електронної пошти
sign-up-email-optional = Адреса електронної пошти (необов’язково)
sign-up-email-hint = Туди надійде код. Вона допоможе й тоді, коли ви забудете пароль.
sign-up-email-missing = Введіть адресу електронної пошти.
sign-up-email-invalid = Це не адреса електронної пошти. Перевірте її, наприклад ana@example.com.
sign-up-password = Пароль
sign-up-password-hint = Добре підійдуть кілька не пов’язаних між собою слів або те, що пропонує менеджер паролів.
sign-up-password-confirm = Пароль ще раз
sign-up-password-missing = Оберіть пароль.
sign-up-password-weak = Цей пароль надто легко вгадати. Візьміть кілька не пов’язаних між собою слів.
sign-up-password-different = Ви ввели два різні паролі. Введіть двічі той самий.
sign-up-strength-0 = Вгадують одразу
sign-up-strength-1 = Легко вгадати
sign-up-strength-2 = Неважко вгадати
sign-up-strength-3 = Важко вгадати
sign-up-strength-4 = Дуже важко вгадати
sign-up-terms = Я приймаю умови користування.
sign-up-terms-read = Прочитати умови користування
sign-up-terms-missing = Прийміть умови користування, щоб продовжити.
sign-up-submit = Продовжити
sign-up-failed-homeserver-away = Сервер Matrix не відповідає, тож ніхто не знає, чи вільне це ім’я. Зачекайте хвилину, введіть пароль ще раз і знову надішліть форму.
sign-up-for = Ваш новий обліковий запис: { $id }

# Адреса електронної пошти
sign-up-verify-title = Перевірте пошту
sign-up-verify-what = Лист уже прямує на { $address }. Введіть код із нього або відкрийте його посилання на будь-якому пристрої.
sign-up-verify-code = Код із шести цифр
sign-up-verify-code-missing = Введіть код із листа.
sign-up-verify-code-wrong = Це не той код. Чинний лише код з найновішого листа.
sign-up-verify-code-over = Код застарів. Нижче можна попросити ще один лист.
sign-up-verify-submit = Підтвердити адресу
sign-up-verify-nothing = Нічого не надійшло?
sign-up-verify-look = Це може тривати кілька хвилин. Перевірте й спам.
sign-up-verify-resend = Надіслати ще один лист
sign-up-verify-other = Інша адреса електронної пошти
sign-up-verify-change = Використати цю адресу
sign-up-verify-sent-again = Ще один лист уже прямує до вас. Тепер чинний лише його код.

# Код запрошення
sign-up-token-title = Введіть код запрошення
sign-up-token-what = Вам потрібен код від тих, хто керує цим сервером.
sign-up-token = Код запрошення
sign-up-token-missing = Введіть код запрошення.
sign-up-token-refused = Цей код не підходить: його введено з помилкою, вичерпано, він застарів або призначений комусь іншому. Перевірте його або попросіть інший.

# Показуване ім’я
sign-up-name-title = Як до вас звертатися?
sign-up-name-what = Інші бачать це ім’я поруч із { $id }. Його можна змінити будь-коли.
sign-up-name = Показуване ім’я
sign-up-name-missing = Введіть ім’я або створіть обліковий запис без нього.
sign-up-name-invalid = Це ім’я задовге або містить знаки, яких не можна показати. Оберіть інше.
sign-up-name-skip = Створити без імені
sign-up-create = Створити обліковий запис

# Кінець
sign-up-finish-title = Останній крок
sign-up-finish-ready = Усе готово. Цим кроком ви створите { $id }.
sign-up-finish-username-taken-title = Оберіть інше ім’я користувача
sign-up-finish-username-taken = Тим часом хтось інший узяв { $id }. Усе інше, що ви вказали, збережено.
sign-up-finish-username-fixed = Тим часом хтось інший узяв { $id } — ім’я з вашого запрошення. Попросіть інше запрошення в того, хто вас запросив.
sign-up-finish-email-taken-title = Ви вже маєте обліковий запис
sign-up-finish-email-taken = { $address } уже належить до облікового запису. Увійдіть у нього замість створювати ще один.
sign-up-finish-homeserver-away-title = Вашому обліковому запису треба трохи зачекати
sign-up-finish-homeserver-away = Сервер Matrix не відповідає, тож { $id } поки що не можна створити. Нічого не втрачено. Зачекайте хвилину і спробуйте ще раз.

# Де далі не можна
sign-up-closed-title = Тут не можна створити обліковий запис
sign-up-closed-meaning = На цьому сервері не можна зареєструватися самостійно. Попросіть обліковий запис у тих, хто ним керує. Якщо він у вас є, увійдіть.
sign-up-invitation-title = Це запрошення не підходить
sign-up-invitation-meaning = Його вже використано, воно застаріло або посилання неповне. Попросіть інше в того, хто вас запросив.
sign-up-elsewhere-title = Ця реєстрація тут не продовжується
sign-up-elsewhere-meaning = Її почато в іншому браузері або понад добу тому. Відкрийте її в тому браузері, де почали, або почніть знову.
sign-up-step-done-title = Цей крок уже зроблено
sign-up-step-done-meaning = Те, що ви вказали, збережено. Переходьте до наступного кроку.
sign-up-done-title = Ваш обліковий запис створено
sign-up-done-meaning = Тут більше нічого робити.
sign-up-way-sign-in = Увійти
sign-up-way-uninvited = Зареєструватися без запрошення
sign-up-way-start-again = Почати знову
sign-up-way-continue = Продовжити

# Посилання з листа
email-confirm-ask-title = Підтвердьте адресу електронної пошти
email-confirm-signing-up = { $address } має належати до нового облікового запису { $account }. Підтверджуйте, лише якщо ви самі його створюєте.
email-confirm-adding = { $address } має належати до облікового запису { $account }. Підтверджуйте, лише якщо це ваш обліковий запис.
email-confirm-submit = Підтвердити адресу
email-confirm-done-title = Вашу адресу підтверджено
email-confirm-done = { $address } належить вам. Поверніться до браузера, у якому почали, і продовжуйте там. Цю сторінку можна закрити.
email-confirm-added-title = Вашу адресу додано
email-confirm-added = { $address } тепер належить до вашого облікового запису. Цю сторінку можна закрити.
email-confirm-taken-title = Цю адресу не можна додати
email-confirm-taken = Тим часом { $address } належить до іншого облікового запису. Спершу вилучіть її там або візьміть іншу адресу.
email-confirm-over-title = Це посилання вже не діє
email-confirm-over = Воно застаріло, або його замінив новіший лист. Знайдіть найновіший лист або попросіть ще один там, де почали.
