# في كل صفحة
title-failed = خطأ: { $title }
skip-to-content = انتقل إلى المحتوى
footer-terms = شروط الاستخدام
footer-privacy = الخصوصية

# التطبيقات
app-unnamed = تطبيق بلا اسم
app-terms = شروط { $app }
app-privacy = الخصوصية لدى { $app }
place-device = تطبيق على هذا الجهاز
place-elsewhere = تطبيق على جهاز آخر

# ما يمكن للتطبيق فعله
permission-matrix-full = قراءة رسائلك وإرسالها، ورؤية غرفك وجهات اتصالك وتعديلها
permission-synapse-admin = إدارة هذا الخادم بأكمله.
permission-openid = رؤية اسمك ومعرّفك في ماتركس
permission-email = رؤية عنوان بريدك الإلكتروني
permission-short-matrix-full = الرسائل
permission-short-synapse-admin = إدارة الخادم
permission-short-openid = الاسم
permission-short-email = البريد الإلكتروني

too-many-attempts-minutes = { $count ->
    [one] كانت المحاولات كثيرة جدًا. انتظر دقيقة، ثم حاول مرة أخرى.
    [two] كانت المحاولات كثيرة جدًا. انتظر دقيقتين، ثم حاول مرة أخرى.
    [few] كانت المحاولات كثيرة جدًا. انتظر { $count } دقائق، ثم حاول مرة أخرى.
   *[other] كانت المحاولات كثيرة جدًا. انتظر { $count } دقيقة، ثم حاول مرة أخرى.
}
too-many-attempts-hours = { $count ->
    [one] كانت المحاولات كثيرة جدًا. انتظر ساعة، ثم حاول مرة أخرى.
    [two] كانت المحاولات كثيرة جدًا. انتظر ساعتين، ثم حاول مرة أخرى.
    [few] كانت المحاولات كثيرة جدًا. انتظر { $count } ساعات، ثم حاول مرة أخرى.
   *[other] كانت المحاولات كثيرة جدًا. انتظر { $count } ساعة، ثم حاول مرة أخرى.
}

# الأوقات
time-just-now = الآن
time-minutes-ago = { $count ->
    [one] قبل دقيقة
    [two] قبل دقيقتين
    [few] قبل { $count } دقائق
   *[other] قبل { $count } دقيقة
}
time-hours-ago = { $count ->
    [one] قبل ساعة
    [two] قبل ساعتين
    [few] قبل { $count } ساعات
   *[other] قبل { $count } ساعة
}
time-days-ago = { $count ->
    [one] أمس
    [two] قبل يومين
    [few] قبل { $count } أيام
   *[other] قبل { $count } يومًا
}
time-month = { $month ->
    [1] يناير
    [2] فبراير
    [3] مارس
    [4] أبريل
    [5] مايو
    [6] يونيو
    [7] يوليو
    [8] أغسطس
    [9] سبتمبر
    [10] أكتوبر
    [11] نوفمبر
   *[12] ديسمبر
}
time-date = في { $day } { time-month } { $year }
time-exact = { $day } { time-month } { $year }، { $clock } بالتوقيت العالمي
