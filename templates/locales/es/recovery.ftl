# Una contraseña olvidada
recover-title = ¿Has olvidado tu contraseña?
recover-how = Escribe el correo electrónico de tu cuenta. Allí se envía un enlace para elegir una contraseña nueva.
recover-email = Correo electrónico
recover-email-missing = Escribe tu correo electrónico.
recover-email-invalid = Esto no es una dirección de correo. Comprueba si falta algo, como la @.
recover-submit = Enviar el enlace
recover-back = Volver al inicio de sesión
recover-progress-title = Revisa tu correo
recover-progress-sent-again = Otro enlace está en camino.
recover-progress-what = Si { $address } pertenece a una cuenta de este servidor, allí llegará un enlace para elegir una contraseña nueva.
recover-progress-open = Abre el enlace en cualquier navegador. Funciona una sola vez, durante media hora.
recover-progress-nothing = ¿No ha llegado nada?
recover-progress-look = El correo puede tardar unos minutos. Mira también en la carpeta de correo no deseado y revisa la dirección de arriba.
recover-progress-again = Enviar otro enlace
recover-progress-other = Usar otra dirección
password-recovery-title = Elige una contraseña nueva
password-recovery-for = Para la cuenta
password-recovery-other = En este navegador ha iniciado sesión { $account }. Si continúas, se cerrará aquí la sesión de esa cuenta y se iniciará la de esta.
password-recovery-submit = Guardar la contraseña
link-over-spent-title = Este enlace ya se ha usado
link-over-spent-meaning = Solo funciona una vez: con él elegiste una contraseña nueva, o la contraseña se cambió después de otro modo. Si no sabes la contraseña, pide un enlace nuevo.
link-over-expired-title = Este enlace es demasiado antiguo
link-over-expired-meaning = Por tu seguridad, solo funcionaba durante media hora. Tu contraseña no ha cambiado.
link-over-unknown-title = Este enlace no funciona
link-over-unknown-meaning = Está incompleto o se envió hace mucho. Ábrelo otra vez desde el correo o cópialo entero.
link-over-too-many-title = Se han abierto demasiados enlaces
link-over-too-many-meaning = Tu contraseña no ha cambiado. Abre más tarde el enlace del correo.
link-over-again = Pedir un enlace nuevo

# Una contraseña nueva
new-password = Contraseña nueva
new-password-again = La contraseña nueva otra vez
new-password-help = Unas cuantas palabras sin relación entre sí son fáciles de recordar y difíciles de adivinar.
new-password-missing = Escribe una contraseña nueva.
new-password-different = Las dos contraseñas nuevas no son iguales. Escríbelas otra vez.
new-password-weak = Esta contraseña es demasiado fácil de adivinar. Hazla más larga o añade otra palabra.
password-current = Contraseña actual
password-current-missing = Escribe tu contraseña actual.
password-current-wrong = Esta no es tu contraseña actual. Revísala e inténtalo de nuevo.
password-change-title = Cambiar tu contraseña
password-change-submit = Cambiar la contraseña
password-change-forgotten = ¿Has olvidado tu contraseña actual?
password-changed-title = Tu contraseña ha cambiado
password-changed-done = A partir de ahora, inicia sesión con la contraseña nueva.
password-changed-others = { $count ->
    [one] Tu sesión está iniciada en otro lugar
   *[other] Tu sesión está iniciada en otros { $count } lugares
}
password-changed-meaning = En las aplicaciones y los navegadores, la sesión sigue iniciada. Si otra persona puede saber tu contraseña antigua, cierra ahora todas las demás sesiones.
password-changed-keep = Dejar todo como está
password-changed-alone = Tu sesión no está iniciada en ningún otro lugar.
sign-out-others = Cerrar todas las demás sesiones
sign-out-others-keys = Al cerrar la sesión, las aplicaciones olvidan las claves de tus mensajes cifrados. Ten a mano tu clave de recuperación.
signed-out-others-title = Se han cerrado todas las demás sesiones
signed-out-others-done = Solo este navegador sigue teniendo acceso a tu cuenta.
signed-out-others-later = El servidor de Matrix no responde en este momento. Lo sabrá en cuanto vuelva, y entonces tus dispositivos desaparecerán también allí.

# Lo que se ha desactivado
switched-off-title = Aquí no es posible
switched-off-recovery = En este servidor no se puede sustituir por correo una contraseña olvidada.
switched-off-password-change = En este servidor no puedes cambiar tú la contraseña.
switched-off-email-change = En este servidor no puedes cambiar tú tus direcciones de correo.
switched-off-name-change = En este servidor no puedes cambiar aquí tu nombre visible.
switched-off-app-passwords = En este servidor no puedes crear contraseñas para aplicaciones antiguas.
switched-off-ask = Si lo necesitas, consulta a quienes administran este servidor.
