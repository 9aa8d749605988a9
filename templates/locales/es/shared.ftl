# En todas las páginas
title-failed = Error: { $title }
skip-to-content = Ir al contenido
footer-terms = Condiciones de uso
footer-privacy = Privacidad

# Aplicaciones
app-unnamed = Aplicación sin nombre
app-terms = Condiciones de uso de { $app }
app-privacy = Privacidad en { $app }
place-device = una aplicación en este dispositivo
place-elsewhere = una aplicación en otro dispositivo

# Lo que puede hacer una aplicación
permission-matrix-full = Leer y enviar tus mensajes, y ver y cambiar tus salas y contactos
permission-synapse-admin = Administrar todo este servidor.
permission-openid = Ver tu nombre y tu identificador de Matrix
permission-email = Ver tu dirección de correo electrónico
permission-short-matrix-full = Mensajes
permission-short-synapse-admin = Administración del servidor
permission-short-openid = Nombre
permission-short-email = Correo electrónico

too-many-attempts-minutes = { $count ->
    [one] Ha habido demasiados intentos. Espera un minuto y vuelve a intentarlo.
   *[other] Ha habido demasiados intentos. Espera { $count } minutos y vuelve a intentarlo.
}
too-many-attempts-hours = { $count ->
    [one] Ha habido demasiados intentos. Espera una hora y vuelve a intentarlo.
   *[other] Ha habido demasiados intentos. Espera { $count } horas y vuelve a intentarlo.
}

# Fechas y horas
time-just-now = hace un momento
time-minutes-ago = { $count ->
    [one] hace un minuto
   *[other] hace { $count } minutos
}
time-hours-ago = { $count ->
    [one] hace una hora
   *[other] hace { $count } horas
}
time-days-ago = { $count ->
    [one] ayer
   *[other] hace { $count } días
}
time-month = { $month ->
    [1] enero
    [2] febrero
    [3] marzo
    [4] abril
    [5] mayo
    [6] junio
    [7] julio
    [8] agosto
    [9] septiembre
    [10] octubre
    [11] noviembre
   *[12] diciembre
}
time-date = el { $day } de { time-month } de { $year }
time-exact = { $day } de { time-month } de { $year }, { $clock } UTC
