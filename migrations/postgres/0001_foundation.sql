-- Accounts, clients, sessions, tokens and the job queue.
-- Ids are ULIDs, secrets are SHA-256 or sealed.

CREATE TABLE users (
    id UUID NOT NULL PRIMARY KEY,
    username TEXT NOT NULL UNIQUE,
    created_at TIMESTAMPTZ NOT NULL,
    locked_at TIMESTAMPTZ,
    deactivated_at TIMESTAMPTZ,
    can_request_admin BOOLEAN NOT NULL
);
CREATE INDEX users_by_folded_username ON users (LOWER(username));

CREATE TABLE user_passwords (
    user_id UUID NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    scheme_version BIGINT NOT NULL,
    hash TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE user_emails (
    id UUID NOT NULL PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX user_emails_by_folded_address ON user_emails (LOWER(address));
CREATE INDEX user_emails_by_user ON user_emails (user_id);

CREATE TABLE clients (
    id UUID NOT NULL PRIMARY KEY,
    metadata JSONB NOT NULL,
    encrypted_secret TEXT,
    digest BYTEA UNIQUE,
    is_static BOOLEAN NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    -- When an app last asked for it: shared registrations are asked for again and again.
    last_registered_at TIMESTAMPTZ NOT NULL,
    -- Taken out of the configuration.
    retired_at TIMESTAMPTZ
);
CREATE INDEX clients_that_are_static ON clients (id) WHERE is_static;

CREATE TABLE client_assertions (
    client_id UUID NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    jti_hash BYTEA NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (client_id, jti_hash)
);
CREATE INDEX client_assertions_by_expiry ON client_assertions (expires_at);

CREATE TABLE browser_sessions (
    id UUID NOT NULL PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token_hash BYTEA NOT NULL UNIQUE,
    user_agent TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    authenticated_at TIMESTAMPTZ NOT NULL,
    last_active_at TIMESTAMPTZ NOT NULL,
    last_active_ip TEXT,
    ended_at TIMESTAMPTZ
);
CREATE INDEX browser_sessions_by_activity ON browser_sessions (last_active_at);
CREATE INDEX browser_sessions_by_end ON browser_sessions (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX browser_sessions_by_user ON browser_sessions (user_id) WHERE ended_at IS NULL;

CREATE TABLE authorization_grants (
    id UUID NOT NULL PRIMARY KEY,
    client_id UUID NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    request JSONB NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    decided_at TIMESTAMPTZ
);
CREATE INDEX authorization_grants_by_client ON authorization_grants (client_id);
CREATE INDEX authorization_grants_by_creation ON authorization_grants (created_at);

-- App sessions of every kind.
CREATE TABLE sessions (
    id UUID NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    user_id UUID REFERENCES users (id) ON DELETE CASCADE,
    client_id UUID REFERENCES clients (id),
    browser_session_id UUID REFERENCES browser_sessions (id) ON DELETE SET NULL,
    scope TEXT NOT NULL,
    device_id TEXT,
    user_agent TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    last_active_at TIMESTAMPTZ,
    last_active_ip TEXT,
    ended_at TIMESTAMPTZ
);
CREATE INDEX sessions_by_user ON sessions (user_id, id) WHERE ended_at IS NULL;
-- Whoever signs in with a device takes it over.
CREATE UNIQUE INDEX sessions_by_device ON sessions (user_id, device_id) WHERE ended_at IS NULL;
CREATE INDEX sessions_by_client ON sessions (client_id);
CREATE INDEX sessions_by_browser_session ON sessions (browser_session_id);
CREATE INDEX sessions_by_end ON sessions (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE authorization_codes (
    hash BYTEA NOT NULL PRIMARY KEY,
    grant_id UUID NOT NULL REFERENCES authorization_grants (id) ON DELETE CASCADE,
    client_id UUID NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    browser_session_id UUID NOT NULL REFERENCES browser_sessions (id) ON DELETE CASCADE,
    authenticated_at TIMESTAMPTZ NOT NULL,
    redirect_uri TEXT NOT NULL,
    redirect_uri_was_sent BOOLEAN NOT NULL,
    scope TEXT NOT NULL,
    nonce TEXT,
    code_challenge TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    spent_at TIMESTAMPTZ,
    -- Deferred, so that the code is spent before the session is made.
    session_id UUID REFERENCES sessions (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX authorization_codes_by_grant ON authorization_codes (grant_id);
CREATE INDEX authorization_codes_by_session ON authorization_codes (session_id);
CREATE INDEX authorization_codes_by_client ON authorization_codes (client_id);
CREATE INDEX authorization_codes_by_user ON authorization_codes (user_id);
CREATE INDEX authorization_codes_by_creation ON authorization_codes (created_at);
CREATE INDEX authorization_codes_by_browser_session ON authorization_codes (browser_session_id);

CREATE TABLE access_tokens (
    hash BYTEA NOT NULL PRIMARY KEY,
    id UUID NOT NULL UNIQUE,
    session_id UUID NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ,
    revoked_at TIMESTAMPTZ,
    first_used_at TIMESTAMPTZ
);
CREATE INDEX access_tokens_by_session ON access_tokens (session_id);
CREATE INDEX access_tokens_by_expiry ON access_tokens (expires_at);

CREATE TABLE refresh_tokens (
    hash BYTEA NOT NULL PRIMARY KEY,
    id UUID NOT NULL UNIQUE,
    session_id UUID NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    access_token_id UUID NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    spent_at TIMESTAMPTZ,
    revoked_at TIMESTAMPTZ,
    successor_id UUID
);
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);
CREATE INDEX refresh_tokens_by_access_token ON refresh_tokens (access_token_id);
CREATE INDEX refresh_tokens_by_spending ON refresh_tokens (spent_at) WHERE spent_at IS NOT NULL;

CREATE TABLE jobs (
    id UUID NOT NULL PRIMARY KEY,
    payload JSONB NOT NULL,
    -- What the job is about, so that it can be found again.
    subject TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    run_at TIMESTAMPTZ NOT NULL,
    attempts BIGINT NOT NULL,
    -- While a worker holds the job. A worker that dies lets it lapse.
    leased_until TIMESTAMPTZ,
    finished_at TIMESTAMPTZ,
    failed_at TIMESTAMPTZ,
    last_error TEXT
);
CREATE INDEX jobs_waiting ON jobs (run_at) WHERE finished_at IS NULL AND failed_at IS NULL;
CREATE INDEX jobs_by_subject ON jobs (subject) WHERE finished_at IS NULL;
CREATE INDEX jobs_by_end ON jobs (finished_at) WHERE finished_at IS NOT NULL;

-- Locks that outlive a statement and are shared by all processes.
CREATE TABLE leases (
    name TEXT NOT NULL PRIMARY KEY,
    holder UUID NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);
