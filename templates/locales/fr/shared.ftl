# Sur chaque page
title-failed = Erreur : { $title }
skip-to-content = Aller au contenu
footer-terms = Conditions d’utilisation
footer-privacy = Confidentialité

# Applications
app-unnamed = Application sans nom
app-terms = Conditions d’utilisation : { $app }
app-privacy = Confidentialité : { $app }
place-device = une application sur cet appareil
place-elsewhere = une application sur un autre appareil

# Ce qu’une application peut faire
permission-matrix-full = Lire et envoyer vos messages, et voir et modifier vos salons et vos contacts
permission-synapse-admin = Administrer l’ensemble de ce serveur.
permission-openid = Voir votre nom et votre identifiant Matrix
permission-email = Voir votre adresse e-mail
permission-short-matrix-full = Messages
permission-short-synapse-admin = Administration du serveur
permission-short-openid = Nom
permission-short-email = Adresse e-mail

too-many-attempts-minutes = { $count ->
    [one] Il y a eu trop de tentatives. Attendez { $count } minute, puis réessayez.
   *[other] Il y a eu trop de tentatives. Attendez { $count } minutes, puis réessayez.
}
too-many-attempts-hours = { $count ->
    [one] Il y a eu trop de tentatives. Attendez { $count } heure, puis réessayez.
   *[other] Il y a eu trop de tentatives. Attendez { $count } heures, puis réessayez.
}

# Dates et heures
time-just-now = à l’instant
time-minutes-ago = { $count ->
    [one] il y a { $count } minute
   *[other] il y a { $count } minutes
}
time-hours-ago = { $count ->
    [one] il y a { $count } heure
   *[other] il y a { $count } heures
}
time-days-ago = { $count ->
    [one] hier
   *[other] il y a { $count } jours
}
time-month = { $month ->
    [1] janvier
    [2] février
    [3] mars
    [4] avril
    [5] mai
    [6] juin
    [7] juillet
    [8] août
    [9] septembre
    [10] octobre
    [11] novembre
   *[12] décembre
}
time-date = le { $day ->
    [1] 1er
   *[other] { $day }
} { time-month } { $year }
time-exact = { $day ->
    [1] 1er
   *[other] { $day }
} { time-month } { $year }, { $clock } UTC
