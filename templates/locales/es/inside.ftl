# The navigation of the account pages
nav-label = Tu cuenta
nav-profile = Perfil
nav-devices = Dispositivos
nav-security = Seguridad
nav-activity = Actividad
