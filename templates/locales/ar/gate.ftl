# عند الباب
index-title = حسابك في ماتركس
index-what = هنا تسجّل الدخول وترى التطبيقات والأجهزة التي تستخدم حسابك.
index-account = انتقل إلى حسابك
signed-out-title = تم تسجيل خروجك
signed-out-meaning = لم يعد بإمكان هذا المتصفح الوصول إلى حسابك. تبقى التطبيقات على أجهزتك مسجّلة الدخول.
signed-out-again = تسجيل الدخول من جديد
end-session-title = هل تريد تسجيل الخروج من هذا المتصفح؟
end-session-app = يطلب هذا التطبيق تسجيل خروجك.
end-session-what = سيُسجَّل خروجك من حسابك في هذا المتصفح ومن المواقع التي سجّلت الدخول إليها به.
end-session-devices = تبقى التطبيقات على أجهزتك مسجّلة الدخول.
end-session-see-devices = عرض أجهزتك
end-session-submit = تسجيل الخروج
end-session-stay = البقاء مسجّل الدخول
end-session-stranded = أراد التطبيق نقلك إلى عنوان لم يسجّله هنا. لن تُنقل إليه.

# تسجيل الدخول
sign-in-title = تسجيل الدخول
sign-in-to-continue = للمتابعة إلى
sign-in-notice-again = سجّل الدخول مرة أخرى لإثبات أنك صاحب الحساب.
sign-in-notice-ended = انتهت جلستك في هذا المتصفح. سجّل الدخول من جديد.
sign-in-username = اسم المستخدم
sign-in-username-missing = أدخل اسم المستخدم.
sign-in-username-or-email = اسم المستخدم أو البريد الإلكتروني
sign-in-username-or-email-missing = أدخل اسم المستخدم أو بريدك الإلكتروني.
sign-in-password = كلمة المرور
sign-in-password-missing = أدخل كلمة المرور.
sign-in-password-wrong = كلمة المرور لا توافق اسم المستخدم. تحقّق منهما وحاول مرة أخرى.
sign-in-password-show = إظهار
sign-in-password-hide = إخفاء
sign-in-failed-locked = هذا الحساب مقفل. اسأل القائمين على هذا الخادم.
sign-in-failed-no-passwords = تسجيل الدخول بكلمة المرور معطّل على هذا الخادم.
sign-in-submit = تسجيل الدخول

# الموافقة
consent-title = هل تسمح لتطبيق { $app } باستخدام حسابك؟
consent-title-unnamed = هل تسمح لهذا التطبيق باستخدام حسابك؟
consent-unknown = لا يُعرف صانع هذا التطبيق. لا تسمح له إلا إذا بدأت تسجيل الدخول هذا بنفسك.
consent-account = حسابك
consent-switch = ليس حسابك؟
consent-switch-about = ليس حسابك؟ استخدم حسابًا آخر
consent-permissions = سيتمكن التطبيق من
consent-device = الظهور بين أجهزتك باسم { $device }
consent-admin-warning = بإمكانه أن يرى جميع الحسابات والغرف وأن يعدّلها. لا تسمح بذلك إلا إذا كنت تدير هذا الخادم وتثق بالتطبيق.
consent-allow = السماح
consent-deny = عدم السماح
consent-returns-website = بعد ذلك تعود إلى { $host }.
consent-returns-device = بعد ذلك تعود إلى التطبيق على هذا الجهاز.
consent-returns-native = بعد ذلك يُفتح التطبيق الخاص بـ { $scheme } على هذا الجهاز.

# العودة إلى التطبيق
back-title = العودة إلى التطبيق
back-to-website = تجري إعادتك إلى { $host }. إذا لم يحدث شيء، فتابع بنفسك.
back-to-device = تجري إعادتك إلى التطبيق على هذا الجهاز. إذا لم يحدث شيء، فتابع بنفسك.
back-continue = متابعة

# الأخطاء
error-not-found-title = لا شيء هنا
error-not-found-meaning = كُتب العنوان خطأً، أو لم تعد الصفحة موجودة.
error-not-found-advice = ارجع، أو ابدأ من جديد من الصفحة الرئيسية.
error-bad-request-title = هذا الطلب غير صالح
error-bad-request-meaning = أرسلك تطبيق إلى هنا بطريقة لا يقبلها هذا الخادم، لذلك لا يمكنه تسجيل دخولك. لم يتغيّر شيء.
error-bad-request-advice = ارجع إلى التطبيق وحاول مرة أخرى. إذا تكرّر ذلك، فأرسل ما هو مكتوب أدناه إلى صانعي التطبيق.
error-unknown-provider-title = طريقة تسجيل الدخول هذه غير معروفة هنا
error-unknown-provider-meaning = طلب التطبيق تسجيل الدخول عبر مزوّد آخر لا يملكه هذا الخادم.
error-unknown-provider-advice = سجّل الدخول هنا بدلًا من ذلك، أو اسأل من يديرون هذا الخادم.
error-sso-off-title = لا يمكن للتطبيقات القديمة تسجيل الدخول هنا
error-sso-off-meaning = أوقف من يديرون هذا الخادم طريقة تسجيل الدخول التي يستخدمها تطبيقك.
error-sso-off-advice = استخدم تطبيقًا أحدث، أو اسألهم عن التطبيقات التي تعمل.
error-sign-in-expired-title = انتهت صلاحية تسجيل الدخول هذا
error-sign-in-expired-meaning = بدأ منذ وقت طويل جدًا، أو اكتمل بالفعل.
error-sign-in-expired-advice = ارجع إلى التطبيق وسجّل الدخول منه.
error-form-expired-title = بقي هذا النموذج مفتوحًا مدة طويلة
error-form-expired-meaning = حفاظًا على أمانك، لم يُستخدم ما أرسلته. لم يتغيّر شيء.
error-form-expired-advice = افتح الصفحة من جديد وكرّر الخطوة الأخيرة.
error-denied-title = هذا غير مسموح
error-denied-meaning = لم يُتِح القائمون على هذا الخادم ذلك لحسابك.
error-denied-advice = اسألهم إن كنت ترى أنه ينبغي أن يُتاح لك.
error-too-many-attempts-title = محاولات كثيرة جدًا
error-too-many-attempts-meaning = حمايةً لجميع الحسابات، يتوقف هذا الخادم قليلًا بعد هذا العدد من المحاولات. لم يتغيّر شيء.
error-too-many-attempts-advice = انتظر بضع دقائق، ثم حاول مرة أخرى.
error-homeserver-away-title = خادم ماتركس لا يستجيب
error-homeserver-away-meaning = لا يستطيع أحد تسجيل الدخول حتى يعود. لم يُفقد شيء، وتبقى التطبيقات المسجّلة الدخول كما هي.
error-homeserver-away-advice = انتظر دقيقة، ثم حاول مرة أخرى.
error-internal-title = حدث خطأ من جهتنا
error-internal-meaning = لم يكن السبب منك، ولا يمكننا أن نعرف هل تمّت الخطوة الأخيرة.
error-internal-advice = حاول مرة أخرى. إذا تكرّر ذلك، فزوّد القائمين على هذا الخادم بالرقم أدناه.
error-detail = التفاصيل
error-id = رقم هذا الخطأ
way-back-app = العودة إلى التطبيق
way-back-sign-in = تسجيل الدخول
way-back-try-again = حاول مرة أخرى
way-back-home = إلى الصفحة الرئيسية
