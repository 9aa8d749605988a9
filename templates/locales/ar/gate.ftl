# عند الباب
index-title = حسابك في ماتركس
index-what = هنا تسجّل الدخول وترى التطبيقات والأجهزة التي تستخدم حسابك.
index-account = انتقل إلى حسابك
signed-out-title = تم تسجيل خروجك
signed-out-meaning = لم يعد لهذا المتصفح وصول إلى حسابك. تبقى التطبيقات على أجهزتك مسجّلة الدخول.
signed-out-again = تسجيل الدخول من جديد

# تسجيل الدخول
sign-in-title = تسجيل الدخول
sign-in-to-continue = للمتابعة إلى
sign-in-notice-again = سجّل الدخول مرة أخرى لإثبات أنك صاحب الحساب.
sign-in-notice-ended = انتهت جلستك في هذا المتصفح. سجّل الدخول من جديد.
sign-in-username = اسم المستخدم
sign-in-username-missing = أدخل اسم المستخدم.
sign-in-password = كلمة المرور
sign-in-password-missing = أدخل كلمة المرور.
sign-in-password-wrong = اسم المستخدم وكلمة المرور غير متطابقين. تحقّق منهما وحاول مرة أخرى.
sign-in-password-show = إظهار
sign-in-password-hide = إخفاء
sign-in-failed-locked = هذا الحساب مقفل. اسأل القائمين على هذا الخادم.
sign-in-failed-too-many-attempts = المحاولات كثيرة جدًا. انتظر بضع دقائق ثم حاول مرة أخرى.
sign-in-failed-no-passwords = تسجيل الدخول بكلمة المرور معطّل على هذا الخادم.
sign-in-submit = تسجيل الدخول

# الموافقة
consent-title = هل تسمح لتطبيق { $app } باستخدام حسابك؟
consent-title-unnamed = هل تسمح لهذا التطبيق باستخدام حسابك؟
consent-unknown = لا يُعرف من يصنع هذا التطبيق. لا تسمح له إلا إذا بدأت تسجيل الدخول هذا بنفسك.
consent-account = حسابك
consent-switch = ليس حسابك؟
consent-switch-about = ليس حسابك؟ استخدم حسابًا آخر
consent-permissions = سيتمكن التطبيق من
consent-device = الظهور بين أجهزتك باسم { $device }
consent-admin-warning = قد يرى كل حساب وكل غرفة ويعدّلها. لا تسمح بذلك إلا إذا كنت تدير هذا الخادم وتثق بالتطبيق.
consent-allow = السماح
consent-deny = عدم السماح
consent-returns-website = ثم تعود إلى { $host }.
consent-returns-device = ثم تعود إلى التطبيق على هذا الجهاز.
consent-returns-native = ثم يُفتح التطبيق الخاص بـ { $scheme } على هذا الجهاز.

# العودة إلى التطبيق
back-title = العودة إلى التطبيق
back-to-website = تجري إعادتك إلى { $host }. إذا لم يحدث شيء فتابع بنفسك.
back-to-device = تجري إعادتك إلى التطبيق على هذا الجهاز. إذا لم يحدث شيء فتابع بنفسك.
back-continue = متابعة

# الأخطاء
error-not-found-title = لا شيء هنا
error-not-found-meaning = العنوان مكتوب خطأً، أو لم تعد الصفحة موجودة.
error-not-found-advice = ارجع، أو ابدأ من جديد من الصفحة الأولى.
error-bad-request-title = لا يمكن استخدام هذا الطلب
error-bad-request-meaning = أرسلك تطبيق إلى هنا بطريقة لا يقبلها هذا الخادم، فلا يمكنه تسجيل دخولك. لم يتغيّر شيء.
error-bad-request-advice = ارجع إلى التطبيق وحاول مرة أخرى. إذا تكرر ذلك فأرسل ما هو مكتوب أدناه إلى صانعي التطبيق.
error-sign-in-expired-title = انتهت صلاحية تسجيل الدخول هذا
error-sign-in-expired-meaning = بدأ قبل وقت طويل جدًا، أو اكتمل بالفعل.
error-sign-in-expired-advice = ارجع إلى التطبيق وسجّل الدخول منه.
error-form-expired-title = بقي هذا النموذج مفتوحًا مدة طويلة
error-form-expired-meaning = حرصًا على سلامتك لم يُستخدم ما أرسلته. لم يتغيّر شيء.
error-form-expired-advice = افتح الصفحة من جديد وكرّر الخطوة الأخيرة.
error-denied-title = هذا غير مسموح
error-denied-meaning = القائمون على هذا الخادم لم يتيحوا هذا لحسابك.
error-denied-advice = اسألهم إن كنت ترى أن لك حق الوصول.
error-homeserver-away-title = خادم ماتركس لا يستجيب
error-homeserver-away-meaning = لا يستطيع أحد تسجيل الدخول حتى يعود. لم يُفقد شيء، وتبقى التطبيقات المسجّلة كما هي.
error-homeserver-away-advice = انتظر دقيقة ثم حاول مرة أخرى.
error-internal-title = حدث خطأ من جهتنا
error-internal-meaning = لم يكن السبب منك، ولا يمكننا القول هل تمّت الخطوة الأخيرة.
error-internal-advice = حاول مرة أخرى. إذا تكرر ذلك فأعطِ القائمين على هذا الخادم الرقم أدناه.
error-detail = التفاصيل
error-id = رقم هذا الخطأ
way-back-app = العودة إلى التطبيق
way-back-sign-in = تسجيل الدخول
way-back-try-again = حاول مرة أخرى
way-back-home = إلى الصفحة الأولى
