# May an older app be signed in?
sso-caution-website = Allow this only if you started the sign-in there yourself a moment ago, and trust the people who run it.
sso-caution-app = Allow this only if you started the sign-in yourself a moment ago, in an app that you trust. It is not known who makes this app.
sso-full-access = It gets full access to your account
sso-stays = Stay signed in as one of your devices until you sign it out

# Inside an app that can’t sign in by itself
fallback-working = One moment: your app is being signed in.
fallback-done = Your app is signed in. You can go back to it.
fallback-alone = This page only works inside an app, and there is none here. Nobody was signed in.
fallback-failed = The sign-in did not work. Nothing was changed.
fallback-no-script = This page hands the sign-in over to your app, which only works with JavaScript. Switch it on for this page, or sign in with another app.
