# ما تقوله الرسائل. السطر الأول من كل منها هو موضوعها
mail-email-code-subject = { $code } هو رمزك لدى { $service }
mail-email-code-title = أكّد عنوان بريدك الإلكتروني
mail-email-code-what = يريد شخص ما، وهو أنت على الأرجح، استخدام هذا العنوان لحساب لدى { $service }. أدخل هذا الرمز حيث طُلب منك:
mail-email-code-what-account = يريد شخص ما، وهو أنت على الأرجح، إضافة هذا العنوان إلى الحساب { $account }. أدخل هذا الرمز حيث طُلب منك:
mail-email-code-or = أو افتح هذا الرابط في أي متصفح تشاء:
mail-email-code-button = تأكيد هذا العنوان
mail-email-code-valid = { $minutes ->
    [one] الرمز صالح لمدة دقيقة واحدة.
    [two] الرمز صالح لمدة دقيقتين.
    [few] الرمز صالح لمدة { $minutes } دقائق.
   *[other] الرمز صالح لمدة { $minutes } دقيقة.
}
mail-email-code-not-you = إذا لم تكن أنت من فعل ذلك، فيمكنك تجاهل هذه الرسالة. لا تعطِ الرمز لأحد، أيًّا كان من يطلبه.

mail-address-in-use-subject = لديك حساب بالفعل لدى { $service }
mail-address-in-use-title = لديك حساب بالفعل
mail-address-in-use-what = حاول شخص ما، وهو أنت على الأرجح، استخدام هذا العنوان لحساب لدى { $service }. هذا العنوان مرتبط بحسابك { $account } بالفعل، لذلك لم يتغيّر شيء.
mail-address-in-use-recover = إذا نسيت كلمة المرور، فاختر كلمة مرور جديدة.

mail-recovery-subject = اختر كلمة مرور جديدة للحساب { $account }
mail-recovery-what = نسي شخص ما، وهو أنت على الأرجح، كلمة مرور حسابك { $account } ويريد اختيار كلمة مرور جديدة.
mail-recovery-valid = { $minutes ->
    [one] يعمل الرابط مرة واحدة خلال دقيقة واحدة.
    [two] يعمل الرابط مرة واحدة خلال دقيقتين.
    [few] يعمل الرابط مرة واحدة خلال { $minutes } دقائق.
   *[other] يعمل الرابط مرة واحدة خلال { $minutes } دقيقة.
}
mail-recovery-not-you = إذا لم تكن أنت من فعل ذلك، فيمكنك تجاهل هذه الرسالة: تبقى كلمة مرورك كما هي.

mail-password-changed-subject = تغيّرت كلمة مرور الحساب { $account }
mail-password-changed-title = تغيّرت كلمة مرورك
mail-password-changed-what = تغيّرت كلمة مرور حسابك { $account }.
mail-password-changed-not-you = إذا لم تكن أنت من فعل ذلك، فاختر كلمة مرور جديدة الآن: يستطيع شخص آخر الوصول إلى حسابك.
mail-password-changed-ask = إذا لم تكن أنت من فعل ذلك، فاطلب المساعدة الآن من القائمين على هذا الخادم: يستطيع شخص آخر الوصول إلى حسابك.

mail-app-password-made-subject = أُنشئت كلمة مرور لتطبيق للحساب { $account }
mail-app-password-made-title = أُنشئت كلمة مرور لتطبيق
mail-app-password-made-what = أنشأ شخص ما، وهو أنت على الأرجح، كلمة المرور { $name } لتطبيق. من يملكها يستطيع استخدام حسابك { $account }.
mail-app-password-made-not-you = إذا لم تكن أنت من فعل ذلك، فأبطلها في حسابك، وغيّر كلمة مرورك.

mail-email-added-subject = أُضيف عنوان بريد إلكتروني إلى الحساب { $account }
mail-email-added-title = أُضيف عنوان بريد إلكتروني
mail-email-added-what = أُضيف العنوان { $address } إلى حسابك { $account }.
mail-email-removed-subject = أُزيل عنوان بريد إلكتروني من الحساب { $account }
mail-email-removed-title = أُزيل عنوان بريد إلكتروني
mail-email-removed-what = أُزيل العنوان { $address } من حسابك { $account }.

mail-new-sign-in-subject = تسجيل دخول جديد إلى الحساب { $account }
mail-new-sign-in-title = تسجيل دخول جديد
mail-new-sign-in-what = سجّل شخص ما، وهو أنت على الأرجح، الدخول إلى حسابك { $account }.
mail-new-sign-in-not-you = إذا لم تكن أنت من فعل ذلك، فسجّل خروج ذلك التطبيق أو المتصفح من حسابك، وغيّر كلمة مرورك.

mail-sign-in-reported-subject = تم إنهاء جلسة لحسابك { $account }
mail-sign-in-reported-title = تم إنهاء جلسة
mail-sign-in-reported-what = أنهى طرف آخر غير التطبيق نفسه جلسة لحسابك { $account }. من يستطيع ذلك يعرف سرًا من أسرار هذا التطبيق، وربما استخدمه من قبل.
mail-sign-in-reported-advice = سجّل الدخول في التطبيق من جديد، ثم تحقق مما إذا كان في حسابك شيء لا تعرفه.

mail-deactivated-subject = عُطّل الحساب { $account }
mail-deactivated-title = عُطّل حسابك
mail-deactivated-what = عُطّل حسابك { $account } وسُجّل الخروج منه في كل مكان.
mail-deactivated-not-you = إذا لم ترد ذلك، فاسأل القائمين على هذا الخادم الآن: لا يستطيع أحد سواهم التراجع عنه.

# في عدة رسائل
mail-choose-password = اختيار كلمة مرور جديدة
mail-check-account = إذا لم تكن أنت من فعل ذلك، فراجع حسابك وغيّر كلمة مرورك.
mail-if-you = إذا كنت أنت من فعل ذلك، فلا حاجة إلى فعل شيء.
mail-ignore = إذا لم تكن أنت من فعل ذلك، فيمكنك تجاهل هذه الرسالة.
mail-link-plain = إذا لم يعمل الزر، فافتح هذا العنوان:

# الظروف
mail-fact = { $label }: { $value }
mail-fact-app = التطبيق
mail-fact-host = مصدر التطبيق
mail-fact-device = الجهاز
mail-fact-browser = المتصفح
mail-fact-ip = عنوان IP
mail-fact-at = الوقت
