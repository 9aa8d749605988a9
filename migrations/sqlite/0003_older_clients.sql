-- Older Matrix clients: sign-in by browser, and passwords for one app each.

-- Sign-ins by browser under way: where they lead when the person agrees.
CREATE TABLE sso_logins (
    id BLOB NOT NULL PRIMARY KEY,
    redirect_uri TEXT NOT NULL,
    created_at TEXT NOT NULL,
    decided_at TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX sso_logins_by_creation ON sso_logins (created_at);

-- What such a sign-in hands to the app, to be exchanged once.
CREATE TABLE login_tokens (
    hash BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    browser_session_id BLOB REFERENCES browser_sessions (id) ON DELETE CASCADE,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    spent_at TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX login_tokens_by_user ON login_tokens (user_id);
CREATE INDEX login_tokens_by_browser_session ON login_tokens (browser_session_id);
CREATE INDEX login_tokens_by_expiry ON login_tokens (expires_at);

-- Passwords that a person made for one older app each.
CREATE TABLE app_passwords (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    hash BLOB NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    last_used_at TEXT,
    -- Where the app is signed in by it.
    session_id BLOB REFERENCES sessions (id) ON DELETE SET NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX app_passwords_by_user ON app_passwords (user_id, id);
CREATE UNIQUE INDEX app_passwords_by_session ON app_passwords (session_id);
