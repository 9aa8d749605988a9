# The navigation of the account pages
nav-label = Ваш обліковий запис
nav-profile = Профіль
nav-devices = Пристрої
nav-security = Безпека
nav-activity = Активність
