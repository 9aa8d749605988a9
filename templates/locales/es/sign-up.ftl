# Hacia el registro
sign-in-no-account = ¿Aún no tienes cuenta?
sign-in-sign-up = Crear una cuenta
sign-in-forgot = ¿Olvidaste tu contraseña?

# El primer formulario
sign-up-title = Crea tu cuenta
sign-up-have-account = ¿Ya tienes una cuenta?
sign-up-invited = Tienes una invitación. El resto lo eliges tú.
sign-up-signed-in = Tu sesión está abierta como { $account }. Abajo puedes crear otra cuenta.
sign-up-signed-in-continue = Continuar con la cuenta que tienes
sign-up-unfinished = Has empezado a crear { $account } en este navegador.
sign-up-unfinished-continue = Seguir donde lo dejaste
sign-up-username = Nombre de usuario
sign-up-username-hint = Tu identificador de Matrix será { $id }. Después no se puede cambiar.
sign-up-username-missing = Elige un nombre de usuario.
sign-up-username-invalid = Un nombre de usuario solo tiene letras de la a a la z, cifras y los signos . _ = - / +
sign-up-username-too-long = Este nombre de usuario es demasiado largo. Elige uno más corto.
sign-up-username-reserved = Este servidor se reserva este nombre de usuario. Elige otro.
sign-up-username-taken = { $id } está ocupado. Elige otro nombre de usuario.
sign-up-username-taken-free = { $id } está ocupado. Elige otro nombre de usuario. Libres: { $names }
sign-up-username-free = Libres: { $names }
sign-up-email = Correo electrónico
sign-up-email-optional = Correo electrónico (opcional)
sign-up-email-hint = Allí recibirás un código. También ayuda si olvidas tu contraseña.
sign-up-email-missing = Escribe tu correo electrónico.
sign-up-email-invalid = Esto no es un correo electrónico. Revísalo, por ejemplo ana@example.com.
sign-up-password = Contraseña
sign-up-password-hint = Van bien varias palabras sin relación entre sí, o lo que proponga tu gestor de contraseñas.
sign-up-password-confirm = Contraseña otra vez
sign-up-password-missing = Elige una contraseña.
sign-up-password-weak = Esta contraseña es demasiado fácil de adivinar. Usa varias palabras sin relación entre sí.
sign-up-password-different = Has escrito dos contraseñas distintas. Escribe la misma dos veces.
sign-up-strength-0 = Se adivina enseguida
sign-up-strength-1 = Fácil de adivinar
sign-up-strength-2 = No muy difícil de adivinar
sign-up-strength-3 = Difícil de adivinar
sign-up-strength-4 = Muy difícil de adivinar
sign-up-terms = Acepto las condiciones de uso.
sign-up-terms-read = Leer las condiciones de uso
sign-up-terms-missing = Acepta las condiciones de uso para continuar.
sign-up-submit = Continuar
sign-up-failed-homeserver-away = El servidor de Matrix no responde, así que nadie sabe si el nombre de usuario está libre. Espera un minuto, escribe de nuevo tu contraseña y vuelve a enviar el formulario.
sign-up-for = Tu cuenta nueva: { $id }

# El correo electrónico
sign-up-verify-title = Revisa tu correo
sign-up-verify-what = Hay un correo en camino a { $address }. Escribe el código que trae, o abre su enlace en cualquier dispositivo.
sign-up-verify-code = Código de seis cifras
sign-up-verify-code-missing = Escribe el código del correo.
sign-up-verify-code-wrong = Este no es el código. Solo vale el del correo más reciente.
sign-up-verify-code-over = El código es demasiado antiguo. Pide otro correo abajo.
sign-up-verify-submit = Confirmar dirección
sign-up-verify-nothing = ¿No ha llegado nada?
sign-up-verify-look = Puede tardar unos minutos. Mira también en el correo no deseado.
sign-up-verify-resend = Enviar otro correo
sign-up-verify-other = Otro correo electrónico
sign-up-verify-change = Usar esta dirección
sign-up-verify-sent-again = Hay otro correo en camino. Ahora solo vale su código.

# El código de registro
sign-up-token-title = Escribe tu código de invitación
sign-up-token-what = Necesitas un código de quienes administran este servidor.
sign-up-token = Código de invitación
sign-up-token-missing = Escribe tu código de invitación.
sign-up-token-refused = Este código no sirve: está mal escrito, agotado, es demasiado antiguo o es para otra persona. Revísalo o pide otro.

# El nombre visible
sign-up-name-title = ¿Cómo te llamarán los demás?
sign-up-name-what = Los demás ven este nombre junto a { $id }. Puedes cambiarlo cuando quieras.
sign-up-name = Nombre visible
sign-up-name-missing = Escribe un nombre, o crea la cuenta sin él.
sign-up-name-invalid = Este nombre es demasiado largo o tiene signos que no se pueden mostrar. Elige otro.
sign-up-name-skip = Crear sin nombre
sign-up-create = Crear cuenta

# El final
sign-up-finish-title = Un último paso
sign-up-finish-ready = Todo está listo. Con este paso creas { $id }.
sign-up-finish-username-taken-title = Elige otro nombre de usuario
sign-up-finish-username-taken = Mientras tanto, otra persona ha tomado { $id }. Todo lo demás que indicaste se conserva.
sign-up-finish-username-fixed = Mientras tanto, otra persona ha tomado { $id }, el nombre de tu invitación. Pide otra invitación a quien te invitó.
sign-up-finish-email-taken-title = Ya tienes una cuenta
sign-up-finish-email-taken = { $address } ya pertenece a una cuenta. Inicia sesión en ella en lugar de crear otra.
sign-up-finish-homeserver-away-title = Tu cuenta tiene que esperar un momento
sign-up-finish-homeserver-away = El servidor de Matrix no responde, así que { $id } aún no se puede crear. No se pierde nada. Espera un minuto e inténtalo de nuevo.

# Donde no se sigue
sign-up-closed-title = Aquí nadie puede crear una cuenta
sign-up-closed-meaning = En este servidor no es posible registrarse por cuenta propia. Pide una cuenta a quienes lo administran. Si tienes una, inicia sesión.
sign-up-invitation-title = Esta invitación no sirve
sign-up-invitation-meaning = Ya se ha usado, es demasiado antigua o su enlace no está completo. Pide otra a quien te invitó.
sign-up-elsewhere-title = Este registro no sigue aquí
sign-up-elsewhere-meaning = Se empezó en otro navegador, o hace más de un día. Ábrelo en el navegador donde empezaste, o empieza de nuevo.
sign-up-step-done-title = Este paso ya está hecho
sign-up-step-done-meaning = Lo que indicaste se conserva. Sigue con el paso siguiente.
sign-up-done-title = Tu cuenta ya existe
sign-up-done-meaning = Aquí no queda nada por hacer.
sign-up-way-sign-in = Iniciar sesión
sign-up-way-uninvited = Registrarse sin invitación
sign-up-way-start-again = Empezar de nuevo
sign-up-way-continue = Continuar

# El enlace del correo
email-confirm-ask-title = Confirma tu correo electrónico
email-confirm-signing-up = { $address } va a pertenecer a la cuenta nueva { $account }. Confirma solo si eres tú quien crea esta cuenta.
email-confirm-adding = { $address } va a pertenecer a la cuenta { $account }. Confirma solo si esta es tu cuenta.
email-confirm-submit = Confirmar dirección
email-confirm-done-title = Tu dirección está confirmada
email-confirm-done = { $address } es tuya. Vuelve al navegador donde empezaste y sigue allí. Puedes cerrar esta página.
email-confirm-added-title = Tu dirección está añadida
email-confirm-added = { $address } pertenece ahora a tu cuenta. Puedes cerrar esta página.
email-confirm-taken-title = Esta dirección no se puede añadir
email-confirm-taken = Mientras tanto, { $address } pertenece a otra cuenta. Quítala primero de allí, o usa otra dirección.
email-confirm-over-title = Este enlace ya no funciona
email-confirm-over = Es demasiado antiguo, o un correo más reciente ocupa su lugar. Busca el correo más reciente, o pide otro donde empezaste.
