activity-title = النشاط
activity-kept = { $days ->
    [one] ما حدث لحسابك في اليوم الأخير.
    [two] ما حدث لحسابك في اليومين الأخيرين.
    [few] ما حدث لحسابك في آخر { $days } أيام.
    [many] ما حدث لحسابك في آخر { $days } يومًا.
   *[other] ما حدث لحسابك في آخر { $days } يوم.
}
activity-none = لم يحدث شيء بعد.
activity-pages = صفحات السجل
activity-device = الجهاز { $device }

# What happened
event-signed-up = أنشأت حسابك
event-signed-in = تسجيل الدخول إلى حسابك في متصفح
event-signed-out = تسجيل الخروج من حسابك في متصفح
event-browser-signed-out = تم تسجيل خروج متصفح آخر
event-app-signed-in = تم تسجيل الدخول في { $app }
event-app-signed-out = تم تسجيل الخروج من { $app }
event-everything-signed-out = تم تسجيل الخروج من كل ما عداه
event-device-renamed = أُعطي جهاز الاسم { $name }
event-password-changed = تم تغيير كلمة المرور
event-password-recovered = تم تغيير كلمة المرور برابط من رسالة بريد
event-password-set-by-operator = عيّن القائمون على هذا الخادم كلمة مرور جديدة
event-app-password-made = أُنشئت كلمة مرور التطبيق { $name }
event-app-password-revoked = أُبطلت كلمة مرور التطبيق { $name }
event-consent-withdrawn = سُحب وصول { $app }
event-email-added = أُضيف عنوان البريد { $address }
event-email-removed = أُزيل عنوان البريد { $address }
event-primary-email-changed = أصبح { $address } عنوان البريد الرئيسي
event-display-name-changed = تم تغيير الاسم الذي يراه الآخرون
event-cross-signing-reset = سُمح بإعادة تعيين مفاتيح تشفيرك
event-locked-by-operator = قفل القائمون على هذا الخادم الحساب
event-unlocked-by-operator = ألغى القائمون على هذا الخادم قفل الحساب
event-deactivated = تم تعطيل الحساب
event-reactivated = أُعيد تفعيل الحساب
event-unknown = حدث شيء لا تستطيع هذه الصفحة وصفه
