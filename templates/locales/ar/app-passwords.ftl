# The list
app-passwords-title = كلمات مرور التطبيقات
app-passwords-about = تستطيع التطبيقات الأقدم تسجيل الدخول باسم المستخدم وبكلمة مرور تنشئها هنا لكل منها. يمكنك إبطالها دون تغيير أي شيء آخر.
app-passwords-required = لا يمكنها على هذا الخادم استخدام كلمة مرور حسابك.
app-passwords-new = إنشاء كلمة مرور لتطبيق
app-passwords-none = ليست لديك كلمات مرور للتطبيقات.
app-passwords-made = أُنشئت
app-passwords-used = آخر استخدام
app-passwords-unused = لم تُستخدم بعد
app-passwords-signed-in = مسجّل الدخول باسم
app-passwords-revoke = إبطال
app-passwords-revoke-about = إبطال { $name }
app-passwords-revoke-meaning = التطبيق الذي تُبطل كلمة مروره يُسجَّل خروجه فورًا. إذا كان المكان الوحيد الذي تقرأ فيه رسائلك المشفّرة، فتأكد أولًا من أن لديك مفتاح الاسترداد.
app-passwords-notice-revoked = أُبطلت كلمة المرور وسُجّل خروج تطبيقها.
app-passwords-notice-revoked-later = أُبطلت كلمة المرور. خادم ماتريكس لا يستجيب، وسيتم إبلاغه فور عودته. حتى ذلك الحين قد يظل التطبيق قادرًا على قراءة الرسائل الجديدة.
app-passwords-notice-again = يمكنك الآن إبطال كلمات مرور التطبيقات.
app-passwords-notice-before = أُنشئت كلمة المرور هذه من قبل ولن تُعرض مرة أخرى. إذا لم تكن لديك، فأبطلها وأنشئ غيرها.

# A new one
app-password-name = لأي تطبيق هي؟
app-password-name-help = مثلًا Home Assistant. بهذا الاسم ستجدها لاحقًا، وقد يراه من تتحدث معهم.
app-password-missing = اذكر التطبيق الذي له كلمة المرور.
app-password-too-long = اختر اسمًا لا يتجاوز 100 حرف.
app-password-unprintable = اختر اسمًا بلا فواصل أسطر أو محارف تحكّم.
app-password-too-many = لديك أكبر عدد ممكن من كلمات مرور التطبيقات. أبطل واحدة لا تحتاج إليها.
app-password-make = إنشاء كلمة المرور
app-password-made-title = كلمة المرور لـ { $name }
app-password-made-once = أدخل هذا في التطبيق الآن. لن تُعرض كلمة المرور مرة أخرى.
app-password-server = الخادم
app-password-username = اسم المستخدم
app-password-secret = كلمة المرور
app-password-made-how = لا فرق بين الأحرف الكبيرة والصغيرة، ولا أثر للمسافات والشرطات.
app-password-made-one = هي لهذا التطبيق وحده: إذا سجّل تطبيق آخر الدخول بها، سُجّل خروج هذا.
app-password-made-done = أدخلتها

# On other pages
security-app-passwords = كلمات مرور التطبيقات
security-app-passwords-about = للتطبيقات الأقدم التي تطلب اسم المستخدم وكلمة مرور.
security-app-passwords-manage = إدارة كلمات مرور التطبيقات
device-app-password = كلمة مرور التطبيق
devices-app-password = كلمة مرور التطبيق { $name }
device-end-app-password = تتوقف كلمة مرور التطبيق { $name } عن العمل أيضًا.
end-others-app-passwords = تتوقف كلمات مرور تطبيقاتك عن العمل.
