# Conectar otro dispositivo: su código
user-code-title = Iniciar sesión en otro dispositivo
user-code-lead = Escribe el código que muestra tu otro dispositivo.
user-code-compare = Compara este código con el que muestra tu otro dispositivo. Continúa solo si los dos son iguales.
user-code-label = Código
user-code-help = Ocho letras. Las mayúsculas y el guion no importan.
user-code-submit = Continuar
user-code-warning = ¿Alguien te ha enviado aquí o te ha dicho un código? Entonces detente: quiere entrar en tu cuenta. Continúa solo si inicias sesión en un dispositivo tuyo.
user-code-missing = Escribe el código que muestra tu otro dispositivo.
user-code-unknown = Este código no se conoce. Comprueba cada letra o vuelve a empezar en tu otro dispositivo para obtener un código nuevo.
user-code-used = Este código ya se ha usado. Vuelve a empezar en tu otro dispositivo para obtener uno nuevo.
user-code-over = Este código es demasiado antiguo. Vuelve a empezar en tu otro dispositivo para obtener uno nuevo.

# Y la pregunta
device-consent-title = ¿Iniciar sesión en otro dispositivo?
device-consent-lead = Otro dispositivo, no este, quiere iniciar sesión en tu cuenta. Quien lo tenga podrá entonces usar la cuenta.
device-consent-warning = Continúa solo si lo has empezado tú, en un dispositivo tuyo que muestra el código de abajo. Si alguien te ha enviado un enlace o un código, no lo hagas: entraría en tu cuenta.
device-consent-code = El código que muestra
device-consent-request = Quién lo pide
device-consent-asked = Pedido
device-consent-ip = Desde la dirección IP
device-consent-agent = Según dice de sí mismo
device-consent-allow = Iniciar sesión en el otro dispositivo
device-consent-deny = No iniciar sesión

# Cómo terminó
device-done-allowed-title = Puedes volver a tu otro dispositivo
device-done-allowed-meaning = Su sesión se iniciará en unos segundos.
device-done-allowed-advice = Después estará entre tus dispositivos, donde puedes cerrar su sesión en cualquier momento.
device-done-denied-title = No se inició sesión en el otro dispositivo
device-done-denied-meaning = Nadie ha entrado en tu cuenta y el código ya no sirve.
device-done-denied-advice = Si otra persona te dio el código, díselo a quienes administran este servidor.
device-done-refused-title = Esto no está permitido
device-done-refused-meaning = La aplicación del otro dispositivo quiere administrar este servidor, y tu cuenta no puede hacerlo. No se inició sesión.
device-done-refused-advice = Pregunta a quienes administran este servidor si crees que deberías tener acceso.
device-done-over-title = Esto ha tardado demasiado
device-done-over-meaning = El código es demasiado antiguo y no se inició sesión en el otro dispositivo.
device-done-over-advice = Vuelve a empezar en tu otro dispositivo y escribe su código nuevo.
device-done-again = Escribir otro código
device-done-devices = Ver tus dispositivos
