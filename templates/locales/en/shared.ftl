# On every page
title-failed = Error: { $title }
skip-to-content = Skip to the content
footer-terms = Terms of use
footer-privacy = Privacy

# Apps
app-unnamed = Unnamed app
app-terms = Terms of { $app }
app-privacy = Privacy at { $app }
place-device = an app on this device
place-elsewhere = an app on another device

# What an app may do: a line of the consent page, and a word or two in the list of apps
permission-matrix-full = Read and send your messages, and see and change your rooms and contacts
permission-synapse-admin = Administer this whole server.
permission-openid = See your name and your Matrix ID
permission-email = See your email address
permission-short-matrix-full = Messages
permission-short-synapse-admin = Server administration
permission-short-openid = Name
permission-short-email = Email address

too-many-attempts-minutes = { $count ->
    [one] There were too many attempts. Wait a minute, then try again.
   *[other] There were too many attempts. Wait { $count } minutes, then try again.
}
too-many-attempts-hours = { $count ->
    [one] There were too many attempts. Wait an hour, then try again.
   *[other] There were too many attempts. Wait { $count } hours, then try again.
}

# Times
time-just-now = just now
time-minutes-ago = { $count ->
    [one] a minute ago
   *[other] { $count } minutes ago
}
time-hours-ago = { $count ->
    [one] an hour ago
   *[other] { $count } hours ago
}
time-days-ago = { $count ->
    [one] yesterday
   *[other] { $count } days ago
}
time-month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
time-date = { $day } { time-month } { $year }
time-exact = { $day } { time-month } { $year }, { $clock } UTC
