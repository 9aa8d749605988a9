# The list
app-passwords-title = Contraseñas de aplicación
app-passwords-about = Las aplicaciones antiguas pueden iniciar sesión con tu nombre de usuario y una contraseña que creas aquí para cada una. Puedes revocarla sin cambiar nada más.
app-passwords-required = En este servidor no pueden usar la contraseña de tu cuenta.
app-passwords-new = Crear una contraseña de aplicación
app-passwords-none = No tienes contraseñas de aplicación.
app-passwords-made = Creada
app-passwords-used = Último uso
app-passwords-unused = Sin usar todavía
app-passwords-signed-in = Sesión:
app-passwords-revoke = Revocar
app-passwords-revoke-about = Revocar { $name }
app-passwords-revoke-meaning = La sesión de una aplicación cuya contraseña revocas se cierra de inmediato. Si es el único lugar donde puedes leer tus mensajes cifrados, asegúrate antes de tener tu clave de recuperación.
app-passwords-notice-revoked = La contraseña se ha revocado y la sesión de su aplicación se ha cerrado.
app-passwords-notice-revoked-later = La contraseña se ha revocado. El servidor de Matrix no responde; se le avisará en cuanto vuelva. Hasta entonces, puede que la aplicación aún lea mensajes nuevos.
app-passwords-notice-again = Ahora puedes revocar contraseñas de aplicación.
app-passwords-notice-before = Esta contraseña ya se creó y no se muestra otra vez. Si no la tienes, revócala y crea otra.

# A new one
app-password-name = ¿Para qué aplicación es?
app-password-name-help = Por ejemplo, Home Assistant. Con este nombre la encontrarás después; las personas con las que hablas pueden verlo.
app-password-missing = Indica para qué aplicación es la contraseña.
app-password-too-long = Elige un nombre de 100 caracteres como máximo.
app-password-unprintable = Elige un nombre sin saltos de línea ni caracteres de control.
app-password-too-many = Tienes tantas contraseñas de aplicación como es posible. Revoca una que no necesites.
app-password-make = Crear la contraseña
app-password-made-title = Contraseña para { $name }
app-password-made-once = Escribe esto ahora en la aplicación. La contraseña no se muestra otra vez.
app-password-server = Servidor
app-password-username = Nombre de usuario
app-password-secret = Contraseña
app-password-made-how = Las mayúsculas, los espacios y los guiones no importan.
app-password-made-one = Es solo para esta aplicación: si otra inicia sesión con ella, se cierra la sesión de esta.
app-password-made-done = Ya la he escrito

# On other pages
security-app-passwords = Contraseñas de aplicación
security-app-passwords-about = Para aplicaciones antiguas que piden tu nombre de usuario y una contraseña.
security-app-passwords-manage = Gestionar las contraseñas de aplicación
device-app-password = Contraseña de aplicación
devices-app-password = Contraseña de aplicación { $name }
device-end-app-password = La contraseña de aplicación { $name } también deja de funcionar.
end-others-app-passwords = Tus contraseñas de aplicación dejan de funcionar.
