-- Sign-up, recovery and the account site.

-- The language a person chose, as a tag.
ALTER TABLE users ADD COLUMN locale TEXT;

-- The address that gets notices and that apps see.
ALTER TABLE user_emails ADD COLUMN is_primary BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE user_emails SET is_primary = TRUE
WHERE id IN (SELECT DISTINCT ON (user_id) id FROM user_emails ORDER BY user_id, id);
CREATE UNIQUE INDEX user_emails_that_are_primary ON user_emails (user_id) WHERE is_primary;

-- What the person calls the device.
ALTER TABLE sessions ADD COLUMN name TEXT;

DROP INDEX browser_sessions_by_user;
CREATE INDEX browser_sessions_by_user ON browser_sessions (user_id, id) WHERE ended_at IS NULL;

CREATE TABLE user_terms (
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    uri TEXT NOT NULL,
    accepted_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, uri)
);

CREATE TABLE registration_tokens (
    id UUID NOT NULL PRIMARY KEY,
    hash BYTEA NOT NULL UNIQUE,
    -- Operators can look it up again.
    encrypted_token TEXT NOT NULL,
    -- Who it invites; none invites anybody.
    username TEXT,
    email TEXT,
    usage_limit BIGINT,
    times_used BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    last_used_at TIMESTAMPTZ,
    expires_at TIMESTAMPTZ,
    revoked_at TIMESTAMPTZ
);

-- Sign-ups under way.
CREATE TABLE registrations (
    id UUID NOT NULL PRIMARY KEY,
    -- The browser it belongs to, by the secret of its cookie.
    browser_hash BYTEA NOT NULL,
    username TEXT NOT NULL,
    email TEXT,
    password_scheme BIGINT,
    password_hash TEXT,
    display_name TEXT,
    -- Whether the person was asked for a display name; they may have none.
    display_name_settled BOOLEAN NOT NULL,
    terms_uri TEXT,
    registration_token_id UUID REFERENCES registration_tokens (id) ON DELETE SET NULL,
    -- What the person came for.
    continuation JSONB NOT NULL,
    locale TEXT NOT NULL,
    ip TEXT,
    user_agent TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    completed_at TIMESTAMPTZ
);
CREATE INDEX registrations_by_token ON registrations (registration_token_id);
CREATE INDEX registrations_by_expiry ON registrations (expires_at);

-- Addresses that somebody says are theirs, until they prove it with a code or a link.
CREATE TABLE email_challenges (
    id UUID NOT NULL PRIMARY KEY,
    address TEXT NOT NULL,
    registration_id UUID UNIQUE REFERENCES registrations (id) ON DELETE CASCADE,
    user_id UUID REFERENCES users (id) ON DELETE CASCADE,
    -- Keyed, since six digits are quickly tried.
    code_mac BYTEA NOT NULL,
    link_hash BYTEA NOT NULL UNIQUE,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    confirmed_at TIMESTAMPTZ
);
CREATE INDEX email_challenges_by_user ON email_challenges (user_id);
CREATE INDEX email_challenges_by_creation ON email_challenges (created_at);

-- Passwords that somebody says they forgot, of whatever address.
CREATE TABLE recoveries (
    id UUID NOT NULL PRIMARY KEY,
    address TEXT NOT NULL,
    locale TEXT NOT NULL,
    ip TEXT,
    user_agent TEXT,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX recoveries_by_creation ON recoveries (created_at);

CREATE TABLE recovery_tickets (
    hash BYTEA NOT NULL PRIMARY KEY,
    recovery_id UUID NOT NULL REFERENCES recoveries (id) ON DELETE CASCADE,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    spent_at TIMESTAMPTZ
);
CREATE INDEX recovery_tickets_by_recovery ON recovery_tickets (recovery_id);
CREATE INDEX recovery_tickets_by_user ON recovery_tickets (user_id);

-- What happened to an account, for its owner to see.
CREATE TABLE account_events (
    id UUID NOT NULL PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    event JSONB NOT NULL,
    ip TEXT,
    user_agent TEXT,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX account_events_by_user ON account_events (user_id, id);
CREATE INDEX account_events_by_creation ON account_events (created_at);

-- Combinations of app and browser with which a person has signed in, so that a new one can be told.
CREATE TABLE known_sign_ins (
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    hash BYTEA NOT NULL,
    first_used_at TIMESTAMPTZ NOT NULL,
    last_used_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, hash)
);
CREATE INDEX known_sign_ins_by_use ON known_sign_ins (last_used_at);
