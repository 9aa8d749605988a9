-- OpenID Connect: what apps may know of a person, and for how long they may without asking.

ALTER TABLE authorization_codes ADD COLUMN claims TEXT;
ALTER TABLE sessions ADD COLUMN claims TEXT;
-- When the person had proved who they are: `auth_time` of ID tokens.
ALTER TABLE sessions ADD COLUMN authenticated_at TEXT;

-- What a person allowed an app for good.
CREATE TABLE consents (
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    client_id BLOB NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    scope TEXT NOT NULL,
    granted_at TEXT NOT NULL,
    PRIMARY KEY (user_id, client_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX consents_by_client ON consents (client_id);
