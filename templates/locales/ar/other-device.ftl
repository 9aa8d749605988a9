# تسجيل الدخول على جهاز آخر: رمزه
user-code-title = تسجيل الدخول على جهاز آخر
user-code-lead = أدخل الرمز الذي يعرضه جهازك الآخر.
user-code-compare = قارن هذا الرمز بالرمز الذي يعرضه جهازك الآخر. لا تتابع إلا إذا كانا متطابقين.
user-code-label = الرمز
user-code-help = ثمانية أحرف. لا فرق بين الأحرف الكبيرة والصغيرة، ولا أهمية للشرطة.
user-code-submit = متابعة
user-code-warning = هل أرسلك أحد إلى هنا أو أعطاك رمزًا؟ إذن توقف: إنه يريد الدخول إلى حسابك. لا تتابع إلا إذا كنت تسجل الدخول على جهاز لك.
user-code-missing = أدخل الرمز الذي يعرضه جهازك الآخر.
user-code-unknown = هذا الرمز غير معروف. تحقق من كل حرف، أو ابدأ من جديد على جهازك الآخر لتحصل على رمز جديد.
user-code-used = سبق استخدام هذا الرمز. ابدأ من جديد على جهازك الآخر لتحصل على رمز جديد.
user-code-over = هذا الرمز قديم. ابدأ من جديد على جهازك الآخر لتحصل على رمز جديد.

# والسؤال
device-consent-title = هل تسجل الدخول على جهاز آخر؟
device-consent-lead = جهاز آخر، وليس هذا الجهاز، يطلب تسجيل الدخول إلى حسابك. من يحمله يمكنه بعد ذلك استخدام الحساب.
device-consent-warning = لا تتابع إلا إذا بدأت هذا بنفسك، على جهاز لك يعرض الرمز أدناه. إذا أرسل إليك أحد رابطًا أو رمزًا فلا تفعل: سيدخل إلى حسابك.
device-consent-code = الرمز الذي يعرضه
device-consent-request = من يطلب
device-consent-asked = وقت الطلب
device-consent-ip = من عنوان IP
device-consent-agent = كما يعرّف نفسه
device-consent-allow = تسجيل الدخول على الجهاز الآخر
device-consent-deny = عدم تسجيل الدخول

# كيف انتهى الأمر
device-done-allowed-title = يمكنك العودة إلى جهازك الآخر
device-done-allowed-meaning = سيُسجَّل الدخول عليه خلال ثوانٍ.
device-done-allowed-advice = ستجده بعد ذلك بين أجهزتك، ويمكنك تسجيل خروجه من هناك في أي وقت.
device-done-denied-title = لم يُسجَّل الدخول على الجهاز الآخر
device-done-denied-meaning = لم يدخل أحد إلى حسابك، ولم يعد الرمز صالحًا.
device-done-denied-advice = إذا أعطاك شخص آخر الرمز، فأخبر القائمين على هذا الخادم.
device-done-refused-title = هذا غير مسموح
device-done-refused-meaning = التطبيق على الجهاز الآخر يريد إدارة هذا الخادم، وحسابك لا يملك هذا الحق. لم يُسجَّل الدخول عليه.
device-done-refused-advice = اسأل القائمين على هذا الخادم إذا كنت ترى أنه ينبغي أن يكون لك هذا الحق.
device-done-over-title = استغرق هذا وقتًا طويلًا
device-done-over-meaning = الرمز قديم، ولم يُسجَّل الدخول على الجهاز الآخر.
device-done-over-advice = ابدأ من جديد على جهازك الآخر، وأدخل رمزه الجديد.
device-done-again = إدخال رمز آخر
device-done-devices = عرض أجهزتك
