-- Accounts, clients, sessions, tokens and the job queue.
-- Ids are ULIDs in 16 bytes, times are RFC 3339 text in UTC, secrets are SHA-256 or sealed.

CREATE TABLE users (
    id BLOB NOT NULL PRIMARY KEY,
    username TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    locked_at TEXT,
    deactivated_at TEXT,
    can_request_admin INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX users_by_folded_username ON users (LOWER(username));

CREATE TABLE user_passwords (
    user_id BLOB NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    scheme_version INTEGER NOT NULL,
    hash TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE user_emails (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX user_emails_by_folded_address ON user_emails (LOWER(address));
CREATE INDEX user_emails_by_user ON user_emails (user_id);

CREATE TABLE clients (
    id BLOB NOT NULL PRIMARY KEY,
    metadata TEXT NOT NULL,
    encrypted_secret TEXT,
    digest BLOB UNIQUE,
    is_static INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    -- When an app last asked for it: shared registrations are asked for again and again.
    last_registered_at TEXT NOT NULL,
    -- Taken out of the configuration.
    retired_at TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX clients_that_are_static ON clients (id) WHERE is_static;

CREATE TABLE client_assertions (
    client_id BLOB NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    jti_hash BLOB NOT NULL,
    expires_at TEXT NOT NULL,
    PRIMARY KEY (client_id, jti_hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX client_assertions_by_expiry ON client_assertions (expires_at);

CREATE TABLE browser_sessions (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token_hash BLOB NOT NULL UNIQUE,
    user_agent TEXT,
    created_at TEXT NOT NULL,
    authenticated_at TEXT NOT NULL,
    last_active_at TEXT NOT NULL,
    last_active_ip TEXT,
    ended_at TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX browser_sessions_by_activity ON browser_sessions (last_active_at);
CREATE INDEX browser_sessions_by_end ON browser_sessions (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX browser_sessions_by_user ON browser_sessions (user_id) WHERE ended_at IS NULL;

CREATE TABLE authorization_grants (
    id BLOB NOT NULL PRIMARY KEY,
    client_id BLOB NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    request TEXT NOT NULL,
    created_at TEXT NOT NULL,
    decided_at TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX authorization_grants_by_client ON authorization_grants (client_id);
CREATE INDEX authorization_grants_by_creation ON authorization_grants (created_at);

-- App sessions of every kind.
CREATE TABLE sessions (
    id BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    user_id BLOB REFERENCES users (id) ON DELETE CASCADE,
    client_id BLOB REFERENCES clients (id),
    browser_session_id BLOB REFERENCES browser_sessions (id) ON DELETE SET NULL,
    scope TEXT NOT NULL,
    device_id TEXT,
    user_agent TEXT,
    created_at TEXT NOT NULL,
    last_active_at TEXT,
    last_active_ip TEXT,
    ended_at TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_user ON sessions (user_id, id) WHERE ended_at IS NULL;
-- Whoever signs in with a device takes it over.
CREATE UNIQUE INDEX sessions_by_device ON sessions (user_id, device_id) WHERE ended_at IS NULL;
CREATE INDEX sessions_by_client ON sessions (client_id);
CREATE INDEX sessions_by_browser_session ON sessions (browser_session_id);
CREATE INDEX sessions_by_end ON sessions (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE authorization_codes (
    hash BLOB NOT NULL PRIMARY KEY,
    grant_id BLOB NOT NULL REFERENCES authorization_grants (id) ON DELETE CASCADE,
    client_id BLOB NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    browser_session_id BLOB NOT NULL REFERENCES browser_sessions (id) ON DELETE CASCADE,
    authenticated_at TEXT NOT NULL,
    redirect_uri TEXT NOT NULL,
    redirect_uri_was_sent INTEGER NOT NULL,
    scope TEXT NOT NULL,
    nonce TEXT,
    code_challenge TEXT,
    created_at TEXT NOT NULL,
    spent_at TEXT,
    -- Deferred, so that the code is spent before the session is made.
    session_id BLOB REFERENCES sessions (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
CREATE INDEX authorization_codes_by_grant ON authorization_codes (grant_id);
CREATE INDEX authorization_codes_by_session ON authorization_codes (session_id);
CREATE INDEX authorization_codes_by_client ON authorization_codes (client_id);
CREATE INDEX authorization_codes_by_user ON authorization_codes (user_id);
CREATE INDEX authorization_codes_by_creation ON authorization_codes (created_at);
CREATE INDEX authorization_codes_by_browser_session ON authorization_codes (browser_session_id);

-- Clustered by hash: checking a token walks one tree.
CREATE TABLE access_tokens (
    hash BLOB NOT NULL PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    session_id BLOB NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    created_at TEXT NOT NULL,
    expires_at TEXT,
    revoked_at TEXT,
    first_used_at TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX access_tokens_by_session ON access_tokens (session_id);
CREATE INDEX access_tokens_by_expiry ON access_tokens (expires_at);

CREATE TABLE refresh_tokens (
    hash BLOB NOT NULL PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    session_id BLOB NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    access_token_id BLOB NOT NULL,
    created_at TEXT NOT NULL,
    spent_at TEXT,
    revoked_at TEXT,
    successor_id BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);
CREATE INDEX refresh_tokens_by_access_token ON refresh_tokens (access_token_id);
CREATE INDEX refresh_tokens_by_spending ON refresh_tokens (spent_at) WHERE spent_at IS NOT NULL;

CREATE TABLE jobs (
    id BLOB NOT NULL PRIMARY KEY,
    payload TEXT NOT NULL,
    -- What the job is about, so that it can be found again.
    subject TEXT NOT NULL,
    created_at TEXT NOT NULL,
    run_at TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    -- While a worker holds the job. A worker that dies lets it lapse.
    leased_until TEXT,
    finished_at TEXT,
    failed_at TEXT,
    last_error TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX jobs_waiting ON jobs (run_at) WHERE finished_at IS NULL AND failed_at IS NULL;
CREATE INDEX jobs_by_subject ON jobs (subject) WHERE finished_at IS NULL;
CREATE INDEX jobs_by_end ON jobs (finished_at) WHERE finished_at IS NOT NULL;

-- Locks that outlive a statement and are shared by all processes.
CREATE TABLE leases (
    name TEXT NOT NULL PRIMARY KEY,
    holder BLOB NOT NULL,
    expires_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
