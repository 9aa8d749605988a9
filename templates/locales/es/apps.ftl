apps-title = Aplicaciones permitidas
apps-about = Estos sitios y aplicaciones te conocen por esta cuenta. No tienes que volver a darles permiso cada vez que inicias sesión en ellos.
apps-none = Ninguna aplicación puede conocerte sin preguntar.
apps-allowed = Permitida
apps-withdraw = Retirar el acceso
apps-withdraw-about = Retirar el acceso a { $app }
apps-withdraw-meaning = Una aplicación a la que retiras el acceso sale de tu cuenta y tendrá que preguntar la próxima vez. Puede conservar lo que ya sabe de ti: para que lo borren, pídelo a sus responsables.
apps-notice-withdrawn = La aplicación ya no tiene la sesión abierta y tendrá que preguntar la próxima vez.
apps-notice-withdrawn-later = La aplicación tendrá que preguntar la próxima vez. El servidor de Matrix no responde; se le avisará en cuanto vuelva. Hasta entonces la aplicación aún puede leer mensajes nuevos.
apps-notice-again = Ya puedes retirar el acceso.

security-apps = Aplicaciones permitidas
security-apps-about = Sitios y aplicaciones en los que has iniciado sesión con esta cuenta.
security-apps-manage = Gestionar los accesos
