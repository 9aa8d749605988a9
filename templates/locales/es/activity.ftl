activity-title = Actividad
activity-kept = { $days ->
    [one] Lo que ha ocurrido en tu cuenta en el último día.
   *[other] Lo que ha ocurrido en tu cuenta en los últimos { $days } días.
}
activity-none = Todavía no ha ocurrido nada.
activity-pages = Páginas del registro
activity-device = Dispositivo { $device }

# What happened
event-signed-up = Creaste tu cuenta
event-signed-in = Inicio de sesión en tu cuenta en un navegador
event-signed-out = Cierre de sesión de tu cuenta en un navegador
event-browser-signed-out = Se cerró la sesión de otro navegador
event-app-signed-in = { $app } inició sesión
event-app-signed-out = Se cerró la sesión de { $app }
event-everything-signed-out = Se cerraron todas las demás sesiones
event-device-renamed = Un dispositivo recibió el nombre { $name }
event-password-changed = Se cambió la contraseña
event-password-recovered = Se cambió la contraseña con un enlace de un correo
event-password-set-by-operator = Quienes administran este servidor pusieron una contraseña nueva
event-app-password-made = Se creó la contraseña de aplicación { $name }
event-app-password-revoked = Se revocó la contraseña de aplicación { $name }
event-consent-withdrawn = Se retiró el acceso a { $app }
event-email-added = Se añadió la dirección de correo { $address }
event-email-removed = Se quitó la dirección de correo { $address }
event-primary-email-changed = { $address } pasó a ser la dirección de correo principal
event-display-name-changed = Se cambió el nombre que ven los demás
event-cross-signing-reset = Se permitió restablecer tus claves de cifrado
event-locked-by-operator = Quienes administran este servidor bloquearon la cuenta
event-unlocked-by-operator = Quienes administran este servidor desbloquearon la cuenta
event-deactivated = Se desactivó la cuenta
event-reactivated = Se reactivó la cuenta
event-unknown = Ocurrió algo que esta página no sabe describir
