# Desactivar la cuenta
deactivate-title = Desactivar tu cuenta
deactivate-what = Esto es lo que pasa
deactivate-signed-out = Se cierra tu sesión al momento en todas las aplicaciones y navegadores, y ya nadie puede entrar en esta cuenta.
deactivate-messages = Ya no puedes leer tus mensajes cifrados. Guarda antes lo que quieras conservar.
deactivate-rooms = Sales de todas las salas y conversaciones. Lo que escribiste se queda con las personas que estaban allí.
deactivate-name = El nombre { $account } sigue ocupado. Nadie vuelve a tenerlo, tampoco tú.
deactivate-forgotten = Tu contraseña y tus direcciones de correo se eliminan de este servidor.
deactivate-notice = Se envía un último correo a { $address }.
deactivate-final = No puedes deshacerlo.
deactivate-erase = Ocultar mis mensajes a quienes lleguen más tarde
deactivate-erase-help = Quien podía leerlos hasta ahora puede seguir haciéndolo. A los demás servidores se les pide lo mismo, pero no se les puede obligar.
deactivate-password = Contraseña
deactivate-password-missing = Escribe tu contraseña.
deactivate-password-wrong = Esta no es tu contraseña. Inténtalo de nuevo.
deactivate-submit = Desactivar la cuenta
deactivate-keep = Conservar mi cuenta
deactivate-off-meaning = En este servidor nadie puede desactivar su cuenta por sí mismo.
deactivate-off-advice = Pide a quienes administran este servidor que lo hagan por ti.
deactivated-title = Tu cuenta está desactivada
deactivated-meaning = Se ha cerrado tu sesión en todas partes. Tu contraseña y tus direcciones de correo se han eliminado de este servidor.
deactivated-rooms = Puede tardar unos minutos hasta que salgas de todas las salas. No hace falta que esperes.
deactivated-advice = Si no querías esto, habla ya con quienes administran este servidor: nadie más puede deshacerlo.
leave-account = Tu cuenta

# Claves nuevas
reset-title = ¿Restablecer tus claves de cifrado?
reset-what = Una aplicación pide crear claves nuevas para ti. Por estas claves saben otras personas y tus propios dispositivos que los mensajes son realmente tuyos.
reset-stays = Lo que conservas
reset-stays-account = Tu cuenta, tus salas y tus contactos.
reset-lost = Lo que pierdes
reset-lost-messages = Los mensajes cifrados antiguos que ninguno de tus dispositivos puede leer ahora, salvo que más tarde encuentres tu clave de recuperación.
reset-lost-devices = La confianza entre tus dispositivos: hay que verificar de nuevo cada uno.
reset-lost-people = La confianza de otras personas: ven que tus claves son nuevas y tienen que verificarte otra vez.
reset-only-if = Hazlo solo si acabas de pedirlo tú y no tienes ni otro dispositivo con la sesión abierta ni tu clave de recuperación.
reset-submit = Restablecer las claves
reset-cancel = Cancelar
reset-allowed-title = Vuelve ahora a tu aplicación
reset-allowed-meaning = Tu aplicación puede crear claves nuevas durante los próximos diez minutos.
reset-allowed-advice = Abre la aplicación en la que empezaste y continúa allí. Puedes cerrar esta página.
reset-cancelled-title = No se ha cambiado nada
reset-cancelled-meaning = Tus claves de cifrado siguen como estaban. Puedes cerrar esta página y volver a tu aplicación.

# Una cuenta bloqueada
error-locked-title = Esta cuenta está bloqueada
error-locked-meaning = La han bloqueado quienes administran este servidor. No se ha perdido nada de lo que contiene y volverá a funcionar en cuanto la desbloqueen.
error-locked-advice = Consúltales si no sabes por qué.
locked-sign-out = Cerrar la sesión en este navegador

# De vuelta a una aplicación del dispositivo
open-title = Volver a { $app }
open-button = Abrir { $app }
open-button-unnamed = Abrir la aplicación
open-allowed = Has permitido el inicio de sesión.
open-denied = No has permitido el inicio de sesión.
open-what = La aplicación debería abrirse sola. Si tu navegador pregunta, deja que la abra.
open-stuck = Si la aplicación no se abre
open-stuck-press = Pulsa «{ $button }».
open-stuck-again = Si no pasa nada, ve tú a la aplicación y empieza allí otra vez el inicio de sesión. Puede que la aplicación no esté en este dispositivo o esté en otro perfil.
open-done = Cuando estés de vuelta en la aplicación, puedes cerrar esta página.

# De vuelta en una página terminada
over-answered-title = Ya has respondido
over-answered-meaning = Esta solicitud está terminada. Aquí no tienes que hacer nada más.
over-answered-advice = Vuelve a la aplicación. Si sigue esperando, empieza allí otra vez el inicio de sesión.
over-too-late-title = Ha pasado demasiado tiempo
over-too-late-meaning = El inicio de sesión empezó hace demasiado tiempo. Por tu seguridad, ya no vale.
over-too-late-advice = Vuelve a la aplicación y empieza allí de nuevo.
over-denied-title = No has permitido el inicio de sesión
over-denied-meaning = No se ha entregado nada a la aplicación y nada ha cambiado en tu cuenta.
over-denied-advice = Vuelve a la aplicación o cierra esta página.
over-back = Volver a { $app }
