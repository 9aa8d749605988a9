# La puerta
index-title = Tu cuenta de Matrix
index-what = Aquí inicias sesión y ves qué aplicaciones y dispositivos usan tu cuenta.
index-account = Ir a tu cuenta
signed-out-title = Has cerrado sesión
signed-out-meaning = Este navegador ya no tiene acceso a tu cuenta. En las aplicaciones de tus dispositivos, la sesión sigue iniciada.
signed-out-again = Volver a iniciar sesión
end-session-title = ¿Cerrar sesión en este navegador?
end-session-app = Esta aplicación pide cerrar tu sesión.
end-session-what = Se cerrará la sesión de tu cuenta en este navegador y la de los sitios web en los que entraste con ella.
end-session-devices = Las aplicaciones de tus dispositivos mantienen la sesión.
end-session-see-devices = Ver tus dispositivos
end-session-submit = Cerrar sesión
end-session-stay = Mantener la sesión
end-session-stranded = La aplicación quería llevarte a una dirección que no ha registrado aquí. No se te llevará allí.

# Inicio de sesión
sign-in-title = Iniciar sesión
sign-in-to-continue = Para continuar a
sign-in-notice-again = Inicia sesión de nuevo para confirmar que eres tú.
sign-in-notice-ended = Tu sesión en este navegador ha terminado. Inicia sesión de nuevo.
sign-in-username = Nombre de usuario
sign-in-username-missing = Escribe tu nombre de usuario.
sign-in-username-or-email = Nombre de usuario o correo electrónico
sign-in-username-or-email-missing = Escribe tu nombre de usuario o tu correo electrónico.
sign-in-password = Contraseña
sign-in-password-missing = Escribe tu contraseña.
sign-in-password-wrong = Este nombre de usuario y esta contraseña no coinciden. Revisa ambos e inténtalo de nuevo.
sign-in-password-show = Mostrar
sign-in-password-hide = Ocultar
sign-in-failed-locked = Esta cuenta está bloqueada. Consulta a quienes administran este servidor.
sign-in-failed-no-passwords = En este servidor no se puede iniciar sesión con contraseña.
sign-in-submit = Iniciar sesión

# Consentimiento
consent-title = ¿Permitir que { $app } use tu cuenta?
consent-title-unnamed = ¿Permitir que esta aplicación use tu cuenta?
consent-unknown = No se sabe quién ha creado esta aplicación. Permítelo solo si este inicio de sesión lo has empezado tú.
consent-account = Tu cuenta
consent-switch = ¿No eres tú?
consent-switch-about = ¿No eres tú? Usar otra cuenta
consent-permissions = La aplicación podrá
consent-device = Aparecer entre tus dispositivos como { $device }
consent-admin-warning = Podría ver y cambiar todas las cuentas y todas las salas. Permítelo solo si administras este servidor y confías en la aplicación.
consent-allow = Permitir
consent-deny = No permitir
consent-returns-website = Después volverás a { $host }.
consent-returns-device = Después volverás a la aplicación en este dispositivo.
consent-returns-native = Después se abrirá la aplicación para { $scheme } en este dispositivo.

# Vuelta a la aplicación
back-title = Volver a la aplicación
back-to-website = Te llevamos de vuelta a { $host }. Si no ocurre nada, continúa por tu cuenta.
back-to-device = Te llevamos de vuelta a la aplicación en este dispositivo. Si no ocurre nada, continúa por tu cuenta.
back-continue = Continuar

# Errores: qué ha pasado, qué significa, qué hacer
error-not-found-title = Aquí no hay nada
error-not-found-meaning = La dirección está mal escrita o la página ya no existe.
error-not-found-advice = Vuelve atrás o empieza de nuevo desde la página de inicio.
error-bad-request-title = Esta solicitud no es válida
error-bad-request-meaning = Una aplicación te ha enviado aquí de una forma que este servidor no puede aceptar, así que no puede iniciar tu sesión. No se ha cambiado nada.
error-bad-request-advice = Vuelve a la aplicación e inténtalo de nuevo. Si ocurre otra vez, haz llegar lo que aparece abajo a quienes hacen la aplicación.
error-unknown-provider-title = Esta forma de iniciar sesión no existe aquí
error-unknown-provider-meaning = La aplicación ha pedido iniciar sesión con otro proveedor, que este servidor no tiene.
error-unknown-provider-advice = Inicia sesión aquí o pregunta a quienes administran este servidor.
error-sso-off-title = Las aplicaciones antiguas no pueden iniciar sesión aquí
error-sso-off-meaning = Quienes administran este servidor han desactivado la forma de iniciar sesión que usa tu aplicación.
error-sso-off-advice = Usa una aplicación más nueva o pregúntales cuáles funcionan.
error-sign-in-expired-title = Este inicio de sesión ha expirado
error-sign-in-expired-meaning = Se empezó hace demasiado tiempo o ya está terminado.
error-sign-in-expired-advice = Vuelve a la aplicación e inicia sesión desde allí.
error-form-expired-title = Este formulario ha estado abierto demasiado tiempo
error-form-expired-meaning = Por tu seguridad, no se ha usado lo que enviaste. No se ha cambiado nada.
error-form-expired-advice = Abre la página de nuevo y repite el último paso.
error-denied-title = Esto no está permitido
error-denied-meaning = Quienes administran este servidor no han dado acceso a esto a tu cuenta.
error-denied-advice = Consúltales si crees que deberías tener acceso.
error-too-many-attempts-title = Demasiados intentos
error-too-many-attempts-meaning = Para proteger todas las cuentas, este servidor hace una pausa después de tantos intentos. No se ha cambiado nada.
error-too-many-attempts-advice = Espera unos minutos y vuelve a intentarlo.
error-homeserver-away-title = El servidor de Matrix no responde
error-homeserver-away-meaning = Nadie puede iniciar sesión hasta que vuelva. No se ha perdido nada, y las sesiones iniciadas siguen abiertas.
error-homeserver-away-advice = Espera un minuto y vuelve a intentarlo.
error-internal-title = Algo ha fallado por nuestra parte
error-internal-meaning = No ha sido por nada que hayas hecho, y no podemos asegurar si el último paso llegó a completarse.
error-internal-advice = Inténtalo de nuevo. Si ocurre otra vez, da el número de abajo a quienes administran este servidor.
error-detail = Detalles
error-id = Número de este error
way-back-app = Volver a la aplicación
way-back-sign-in = Iniciar sesión
way-back-try-again = Volver a intentarlo
way-back-home = Ir a la página de inicio
