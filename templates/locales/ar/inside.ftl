# The navigation of the account pages
nav-label = حسابك
nav-profile = ملفي
nav-devices = الأجهزة
nav-security = الأمان
nav-activity = النشاط
