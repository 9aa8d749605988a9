# الطريق إلى التسجيل
sign-in-no-account = ليس لديك حساب بعد؟
sign-in-sign-up = إنشاء حساب
sign-in-forgot = نسيت كلمة المرور؟

# الاستمارة الأولى
sign-up-title = أنشئ حسابك
sign-up-have-account = لديك حساب؟
sign-up-invited = أنت مدعو. اختر الباقي بنفسك.
sign-up-signed-in = أنت مسجّل الدخول بالحساب { $account }. يمكنك أدناه إنشاء حساب آخر.
sign-up-signed-in-continue = المتابعة بالحساب الذي لديك
sign-up-unfinished = بدأت إنشاء { $account } في هذا المتصفح.
sign-up-unfinished-continue = أكمل من حيث توقفت
sign-up-username = اسم المستخدم
sign-up-username-hint = سيكون معرّفك في Matrix هو { $id }. لا يمكن تغييره لاحقًا.
sign-up-username-missing = اختر اسم مستخدم.
sign-up-username-invalid = يتكوّن اسم المستخدم من الحروف a إلى z والأرقام والعلامات . _ = - / + فقط.
sign-up-username-too-long = اسم المستخدم هذا طويل جدًا. اختر اسمًا أقصر.
sign-up-username-reserved = يحتفظ هذا الخادم باسم المستخدم هذا لنفسه. اختر اسمًا آخر.
sign-up-username-taken = { $id } محجوز. اختر اسم مستخدم آخر.
sign-up-username-taken-free = { $id } محجوز. اختر اسم مستخدم آخر. المتاح: { $names }
sign-up-username-free = المتاح: { $names }
sign-up-email = البريد الإلكتروني
sign-up-email-optional = البريد الإلكتروني (اختياري)
sign-up-email-hint = سيصلك رمز عليه. وهو يفيدك أيضًا إن نسيت كلمة المرور.
sign-up-email-missing = أدخل بريدك الإلكتروني.
sign-up-email-invalid = هذا ليس عنوان بريد إلكتروني. تحقّق منه، مثلًا ana@example.com.
sign-up-password = كلمة المرور
sign-up-password-hint = تصلح عدة كلمات لا صلة بينها، أو ما يقترحه مدير كلمات المرور.
sign-up-password-confirm = كلمة المرور مرة أخرى
sign-up-password-missing = اختر كلمة مرور.
sign-up-password-weak = كلمة المرور هذه سهلة التخمين جدًا. استعمل عدة كلمات لا صلة بينها.
sign-up-password-different = أدخلت كلمتي مرور مختلفتين. أدخل الكلمة نفسها مرتين.
sign-up-strength-0 = تُخمَّن فورًا
sign-up-strength-1 = سهلة التخمين
sign-up-strength-2 = ليست صعبة التخمين
sign-up-strength-3 = صعبة التخمين
sign-up-strength-4 = صعبة التخمين جدًا
sign-up-terms = أوافق على شروط الاستخدام.
sign-up-terms-read = قراءة شروط الاستخدام
sign-up-terms-missing = وافق على شروط الاستخدام للمتابعة.
sign-up-submit = متابعة
sign-up-failed-homeserver-away = خادم Matrix لا يستجيب، فلا أحد يعلم إن كان اسم المستخدم متاحًا. انتظر دقيقة، وأدخل كلمة المرور مرة أخرى، ثم أرسل الاستمارة من جديد.
sign-up-for = حسابك الجديد: { $id }

# البريد الإلكتروني
sign-up-verify-title = راجع بريدك
sign-up-verify-what = هناك رسالة في طريقها إلى { $address }. أدخل الرمز الذي فيها، أو افتح رابطها على أي جهاز.
sign-up-verify-code = رمز من ستة أرقام
sign-up-verify-code-missing = أدخل الرمز الذي في الرسالة.
sign-up-verify-code-wrong = ليس هذا هو الرمز. لا يصلح إلا رمز أحدث رسالة.
sign-up-verify-code-over = انتهت مدة الرمز. اطلب أدناه رسالة أخرى.
sign-up-verify-submit = تأكيد العنوان
sign-up-verify-nothing = لم يصل شيء؟
sign-up-verify-look = قد يستغرق ذلك بضع دقائق. ابحث في البريد غير المرغوب فيه أيضًا.
sign-up-verify-resend = إرسال رسالة أخرى
sign-up-verify-other = بريد إلكتروني آخر
sign-up-verify-change = استعمال هذا العنوان
sign-up-verify-sent-again = هناك رسالة أخرى في الطريق. لا يصلح الآن إلا رمزها.

# رمز الدعوة
sign-up-token-title = أدخل رمز الدعوة
sign-up-token-what = تحتاج إلى رمز من القائمين على هذا الخادم.
sign-up-token = رمز الدعوة
sign-up-token-missing = أدخل رمز الدعوة.
sign-up-token-refused = لا يصلح هذا الرمز: فيه خطأ، أو استُهلك، أو انتهت مدته، أو هو لشخص آخر. تحقّق منه أو اطلب غيره.

# الاسم الظاهر
sign-up-name-title = بماذا يناديك الآخرون؟
sign-up-name-what = يرى الآخرون هذا الاسم بجانب { $id }. يمكنك تغييره متى شئت.
sign-up-name = الاسم الظاهر
sign-up-name-missing = أدخل اسمًا، أو أنشئ الحساب بلا اسم.
sign-up-name-invalid = هذا الاسم طويل جدًا أو فيه علامات لا يمكن عرضها. اختر اسمًا آخر.
sign-up-name-skip = إنشاء بلا اسم
sign-up-create = إنشاء الحساب

# النهاية
sign-up-finish-title = خطوة أخيرة
sign-up-finish-ready = كل شيء جاهز. بهذه الخطوة تنشئ { $id }.
sign-up-finish-username-taken-title = اختر اسم مستخدم آخر
sign-up-finish-username-taken = في هذه الأثناء أخذ شخص آخر { $id }. كل ما عدا ذلك مما أدخلته محفوظ.
sign-up-finish-username-fixed = في هذه الأثناء أخذ شخص آخر { $id }، وهو الاسم الذي في دعوتك. اطلب دعوة أخرى ممن دعاك.
sign-up-finish-email-taken-title = لديك حساب من قبل
sign-up-finish-email-taken = { $address } يتبع حسابًا من قبل. سجّل الدخول إليه بدل إنشاء حساب آخر.
sign-up-finish-homeserver-away-title = على حسابك أن ينتظر قليلًا
sign-up-finish-homeserver-away = خادم Matrix لا يستجيب، فلا يمكن إنشاء { $id } الآن. لم يضع شيء. انتظر دقيقة ثم حاول مرة أخرى.

# حيث لا متابعة
sign-up-closed-title = لا يمكن إنشاء حساب هنا
sign-up-closed-meaning = لا يمكنك التسجيل بنفسك على هذا الخادم. اطلب حسابًا من القائمين عليه. وإن كان لديك حساب فسجّل الدخول.
sign-up-invitation-title = لا تصلح هذه الدعوة
sign-up-invitation-meaning = استُعملت من قبل، أو انتهت مدتها، أو رابطها ناقص. اطلب دعوة أخرى ممن دعاك.
sign-up-elsewhere-title = لا يستمر هذا التسجيل هنا
sign-up-elsewhere-meaning = بدأ في متصفح آخر، أو قبل أكثر من يوم. افتحه في المتصفح الذي بدأت فيه، أو ابدأ من جديد.
sign-up-step-done-title = أتممت هذه الخطوة من قبل
sign-up-step-done-meaning = ما أدخلته محفوظ. تابع إلى الخطوة التالية.
sign-up-done-title = حسابك موجود
sign-up-done-meaning = لم يبق شيء تفعله هنا.
sign-up-way-sign-in = تسجيل الدخول
sign-up-way-uninvited = التسجيل بلا دعوة
sign-up-way-start-again = البدء من جديد
sign-up-way-continue = متابعة

# رابط الرسالة
email-confirm-ask-title = أكّد عنوان بريدك الإلكتروني
email-confirm-signing-up = سيتبع { $address } الحساب الجديد { $account }. لا تؤكّد إلا إن كنت أنت من ينشئ هذا الحساب.
email-confirm-adding = سيتبع { $address } الحساب { $account }. لا تؤكّد إلا إن كان هذا حسابك.
email-confirm-submit = تأكيد العنوان
email-confirm-done-title = تم تأكيد عنوانك
email-confirm-done = { $address } لك. عد إلى المتصفح الذي بدأت فيه وتابع هناك. يمكنك إغلاق هذه الصفحة.
email-confirm-added-title = أضيف عنوانك
email-confirm-added = { $address } يتبع حسابك الآن. يمكنك إغلاق هذه الصفحة.
email-confirm-taken-title = لا يمكن إضافة هذا العنوان
email-confirm-taken = صار { $address } يتبع حسابًا آخر. أزله من هناك أولًا، أو استعمل عنوانًا آخر.
email-confirm-over-title = لم يعد هذا الرابط صالحًا
email-confirm-over = انتهت مدته، أو حلّت محله رسالة أحدث. ابحث عن أحدث رسالة، أو اطلب رسالة أخرى من حيث بدأت.
