# May an older app be signed in?
sso-caution-website = Permítelo solo si acabas de empezar tú allí este inicio de sesión y confías en quienes administran ese sitio.
sso-caution-app = Permítelo solo si acabas de empezar tú este inicio de sesión en una aplicación en la que confías. No se sabe quién ha creado esta aplicación.
sso-full-access = Acceso completo a tu cuenta
sso-stays = Seguir conectada como uno de tus dispositivos hasta que cierres su sesión

# Inside an app that can’t sign in by itself
fallback-working = Un momento: se está iniciando la sesión en tu aplicación.
fallback-done = Tu aplicación ya tiene la sesión iniciada. Puedes volver a ella.
fallback-alone = Esta página solo funciona dentro de una aplicación, y aquí no hay ninguna. No se ha iniciado ninguna sesión.
fallback-failed = El inicio de sesión no ha funcionado. No se ha cambiado nada.
fallback-no-script = Esta página entrega el inicio de sesión a tu aplicación, y eso solo funciona con JavaScript. Actívalo para esta página o inicia sesión con otra aplicación.
