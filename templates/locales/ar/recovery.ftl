# كلمة مرور منسية
recover-title = هل نسيت كلمة المرور؟
recover-how = أدخل البريد الإلكتروني لحسابك. يُرسَل إليه رابط لاختيار كلمة مرور جديدة.
recover-email = البريد الإلكتروني
recover-email-missing = أدخل بريدك الإلكتروني.
recover-email-invalid = هذا ليس عنوان بريد إلكتروني. تحقّق مما إذا كان ينقصه شيء، مثل @.
recover-submit = إرسال الرابط
recover-back = العودة إلى تسجيل الدخول
recover-progress-title = راجع بريدك
recover-progress-sent-again = رابط آخر في الطريق إليك.
recover-progress-what = إذا كان { $address } لحساب على هذا الخادم، فسيصل إليه رابط لاختيار كلمة مرور جديدة.
recover-progress-open = افتح الرابط في أي متصفح. يعمل مرة واحدة خلال نصف ساعة.
recover-progress-nothing = لم يصل شيء؟
recover-progress-look = قد يتأخر البريد بضع دقائق. انظر أيضًا في مجلد الرسائل غير المرغوب فيها، وتحقّق من كتابة العنوان أعلاه.
recover-progress-again = إرسال رابط آخر
recover-progress-other = استخدام عنوان آخر
password-recovery-title = اختر كلمة مرور جديدة
password-recovery-for = للحساب
password-recovery-other = الحساب { $account } مسجّل الدخول في هذا المتصفح. إذا تابعت، فسيُسجَّل خروجه هنا ويُسجَّل دخول هذا الحساب.
password-recovery-submit = حفظ كلمة المرور
link-over-spent-title = استُخدم هذا الرابط من قبل
link-over-spent-meaning = يعمل مرة واحدة فقط: إما أنك اخترت به كلمة مرور جديدة، أو تغيّرت كلمة المرور بعد ذلك بطريقة أخرى. إذا كنت لا تعرف كلمة المرور، فاطلب رابطًا جديدًا.
link-over-expired-title = هذا الرابط قديم
link-over-expired-meaning = حرصًا على أمانك كان يعمل نصف ساعة فقط. لم تتغيّر كلمة مرورك.
link-over-unknown-title = هذا الرابط لا يعمل
link-over-unknown-meaning = إنه غير كامل، أو أُرسل منذ زمن طويل. افتحه من الرسالة مرة أخرى، أو انسخه كاملًا.
link-over-too-many-title = فُتحت روابط كثيرة
link-over-too-many-meaning = لم تتغيّر كلمة مرورك. افتح الرابط من الرسالة لاحقًا.
link-over-again = طلب رابط جديد

# كلمة مرور جديدة
new-password = كلمة المرور الجديدة
new-password-again = كلمة المرور الجديدة مرة أخرى
new-password-help = بضع كلمات لا صلة بينها يسهل تذكّرها ويصعب تخمينها.
new-password-missing = أدخل كلمة مرور جديدة.
new-password-different = كلمتا المرور الجديدتان غير متطابقتين. أدخلهما مرة أخرى.
new-password-weak = كلمة المرور هذه سهلة التخمين. اجعلها أطول أو أضف كلمة أخرى.
password-current = كلمة المرور الحالية
password-current-missing = أدخل كلمة المرور الحالية.
password-current-wrong = هذه ليست كلمة مرورك الحالية. تحقّق منها وحاول مرة أخرى.
password-change-title = تغيير كلمة المرور
password-change-submit = تغيير كلمة المرور
password-change-forgotten = هل نسيت كلمة المرور الحالية؟
password-changed-title = تغيّرت كلمة مرورك
password-changed-done = من الآن فصاعدًا سجّل الدخول بكلمة المرور الجديدة.
password-changed-others = { $count ->
    [zero] لست مسجّل الدخول في أي مكان آخر
    [one] أنت مسجّل الدخول في مكان آخر
    [two] أنت مسجّل الدخول في مكانين آخرين
    [few] أنت مسجّل الدخول في { $count } أماكن أخرى
    [many] أنت مسجّل الدخول في { $count } مكانًا آخر
   *[other] أنت مسجّل الدخول في { $count } مكان آخر
}
password-changed-meaning = تبقى التطبيقات والمتصفحات مسجّلة الدخول. إذا كان من الممكن أن يعرف شخص آخر كلمة مرورك القديمة، فسجّل خروج كل ما عدا هذا المتصفح الآن.
password-changed-keep = إبقاء كل شيء مسجّل الدخول
password-changed-alone = لست مسجّل الدخول في أي مكان آخر.
sign-out-others = تسجيل خروج كل ما عدا هذا
sign-out-others-keys = التطبيقات التي تسجّل خروجها تنسى مفاتيح رسائلك المعمّاة. اجعل مفتاح الاستعادة في متناولك.
signed-out-others-title = سُجّل خروج كل ما عدا هذا المتصفح
signed-out-others-done = هذا المتصفح وحده ما زال مسجّل الدخول إلى حسابك.
signed-out-others-later = خادم ماتركس لا يستجيب حاليًا. سيُبلَّغ بذلك حالما يعود، وعندها تختفي أجهزتك هناك أيضًا.

# ما عطّله القائمون على الخادم
switched-off-title = هذا غير متاح هنا
switched-off-recovery = لا يمكن على هذا الخادم استبدال كلمة مرور منسية عبر البريد الإلكتروني.
switched-off-password-change = لا يمكنك على هذا الخادم تغيير كلمة مرورك بنفسك.
switched-off-email-change = لا يمكنك على هذا الخادم تغيير عناوين بريدك الإلكتروني بنفسك.
switched-off-name-change = لا يمكنك على هذا الخادم تغيير اسمك الظاهر هنا.
switched-off-app-passwords = لا يمكنك على هذا الخادم إنشاء كلمات مرور للتطبيقات الأقدم.
switched-off-ask = إذا احتجت إلى ذلك، فاسأل القائمين على هذا الخادم.
