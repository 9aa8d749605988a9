-- Devices that ask to be signed in from another one (RFC 8628).
CREATE TABLE device_grants (
    id BLOB NOT NULL PRIMARY KEY,
    client_id BLOB NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    scope TEXT NOT NULL,
    device_code_hash BLOB NOT NULL UNIQUE,
    -- Keyed, since so few letters are quickly tried. It outlives the decision, so that nobody gets the same code soon.
    user_code_mac BLOB NOT NULL UNIQUE,
    -- The page shows it once more, to be compared.
    encrypted_user_code TEXT NOT NULL,
    ip TEXT,
    user_agent TEXT,
    created_at TEXT NOT NULL,
    -- The browser in which the code was typed.
    typed_in BLOB,
    poll_interval INTEGER NOT NULL,
    polled_at TEXT,
    decided_at TEXT,
    -- Who let the device in, and in which browser; none where nobody did.
    user_id BLOB REFERENCES users (id) ON DELETE CASCADE,
    browser_session_id BLOB REFERENCES browser_sessions (id) ON DELETE CASCADE,
    authenticated_at TEXT,
    spent_at TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX device_grants_by_client ON device_grants (client_id);
CREATE INDEX device_grants_by_user ON device_grants (user_id);
CREATE INDEX device_grants_by_browser_session ON device_grants (browser_session_id);
CREATE INDEX device_grants_by_creation ON device_grants (created_at);

-- Clients that act for themselves leave sessions that nobody signs out of.
CREATE INDEX sessions_of_clients ON sessions (created_at) WHERE user_id IS NULL;
