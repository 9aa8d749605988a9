# The navigation of the account pages
nav-label = Your account
nav-profile = Profile
nav-devices = Devices
nav-security = Security
nav-activity = Activity
