-- OpenID Connect: what apps may know of a person, and for how long they may without asking.

ALTER TABLE authorization_codes ADD COLUMN claims JSONB;
ALTER TABLE sessions ADD COLUMN claims JSONB;
-- When the person had proved who they are: `auth_time` of ID tokens.
ALTER TABLE sessions ADD COLUMN authenticated_at TIMESTAMPTZ;

-- What a person allowed an app for good.
CREATE TABLE consents (
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    client_id UUID NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    scope TEXT NOT NULL,
    granted_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, client_id)
);
CREATE INDEX consents_by_client ON consents (client_id);
