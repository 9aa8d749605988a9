# Lo que dicen los correos. La primera línea de cada uno es el asunto
mail-email-code-subject = { $code } es tu código para { $service }
mail-email-code-title = Confirma tu correo electrónico
mail-email-code-what = Alguien, seguramente tú, quiere usar esta dirección para una cuenta en { $service }. Escribe este código donde te lo han pedido:
mail-email-code-what-account = Alguien, seguramente tú, quiere añadir esta dirección a la cuenta { $account }. Escribe este código donde te lo han pedido:
mail-email-code-or = O abre este enlace, en el navegador que quieras:
mail-email-code-button = Confirmar esta dirección
mail-email-code-valid = { $minutes ->
    [one] El código es válido durante { $minutes } minuto.
   *[other] El código es válido durante { $minutes } minutos.
}
mail-email-code-not-you = Si no fuiste tú, puedes ignorar este correo. No des el código a nadie, sea quien sea quien te lo pida.

mail-address-in-use-subject = Ya tienes una cuenta en { $service }
mail-address-in-use-title = Ya tienes una cuenta
mail-address-in-use-what = Alguien, seguramente tú, ha intentado usar esta dirección para una cuenta en { $service }. Ya pertenece a tu cuenta { $account }, así que no se ha cambiado nada.
mail-address-in-use-recover = Si has olvidado tu contraseña, elige una nueva.

mail-recovery-subject = Elige una contraseña nueva para { $account }
mail-recovery-what = Alguien, seguramente tú, ha olvidado la contraseña de tu cuenta { $account } y quiere elegir una nueva.
mail-recovery-valid = { $minutes ->
    [one] El enlace funciona una sola vez, durante { $minutes } minuto.
   *[other] El enlace funciona una sola vez, durante { $minutes } minutos.
}
mail-recovery-not-you = Si no fuiste tú, puedes ignorar este correo: tu contraseña sigue siendo la misma.

mail-password-changed-subject = Se ha cambiado la contraseña de { $account }
mail-password-changed-title = Se ha cambiado tu contraseña
mail-password-changed-what = Se ha cambiado la contraseña de tu cuenta { $account }.
mail-password-changed-not-you = Si no fuiste tú, elige ahora una contraseña nueva: otra persona tiene acceso a tu cuenta.
mail-password-changed-ask = Si no fuiste tú, pide ayuda ahora a quienes administran este servidor: otra persona tiene acceso a tu cuenta.

mail-app-password-made-subject = Se ha creado una contraseña de aplicación para { $account }
mail-app-password-made-title = Se ha creado una contraseña de aplicación
mail-app-password-made-what = Alguien, seguramente tú, ha creado la contraseña { $name } para una aplicación. Quien la tenga puede usar tu cuenta { $account }.
mail-app-password-made-not-you = Si no fuiste tú, revócala en tu cuenta y cambia tu contraseña.

mail-email-added-subject = Se ha añadido un correo electrónico a { $account }
mail-email-added-title = Se ha añadido un correo electrónico
mail-email-added-what = Se ha añadido la dirección { $address } a tu cuenta { $account }.
mail-email-removed-subject = Se ha quitado un correo electrónico de { $account }
mail-email-removed-title = Se ha quitado un correo electrónico
mail-email-removed-what = Se ha quitado la dirección { $address } de tu cuenta { $account }.

mail-new-sign-in-subject = Nuevo inicio de sesión en { $account }
mail-new-sign-in-title = Nuevo inicio de sesión
mail-new-sign-in-what = Alguien, seguramente tú, ha iniciado sesión en tu cuenta { $account }.
mail-new-sign-in-not-you = Si no fuiste tú, cierra la sesión de esa aplicación o de ese navegador en tu cuenta y cambia tu contraseña.

mail-sign-in-reported-subject = Se cerró una sesión de { $account }
mail-sign-in-reported-title = Se cerró una sesión
mail-sign-in-reported-what = Alguien que no es la propia aplicación cerró una sesión de tu cuenta { $account }. Quien puede hacerlo conoce un secreto de esa aplicación y quizá ya lo usó antes.
mail-sign-in-reported-advice = Vuelve a iniciar sesión en la aplicación. Después mira si hay algo en tu cuenta que no reconozcas.

mail-deactivated-subject = Se ha desactivado la cuenta { $account }
mail-deactivated-title = Se ha desactivado tu cuenta
mail-deactivated-what = Se ha desactivado tu cuenta { $account } y se ha cerrado la sesión en todas partes.
mail-deactivated-not-you = Si no querías esto, consulta ahora a quienes administran este servidor: nadie más puede deshacerlo.

# En varios correos
mail-choose-password = Elegir una contraseña nueva
mail-check-account = Si no fuiste tú, revisa tu cuenta y cambia tu contraseña.
mail-if-you = Si fuiste tú, no tienes que hacer nada.
mail-ignore = Si no fuiste tú, puedes ignorar este correo.
mail-link-plain = Si el botón no hace nada, abre esta dirección:

# Las circunstancias
mail-fact = { $label }: { $value }
mail-fact-app = Aplicación
mail-fact-host = Origen de la aplicación
mail-fact-device = Dispositivo
mail-fact-browser = Navegador
mail-fact-ip = Dirección IP
mail-fact-at = Fecha y hora
