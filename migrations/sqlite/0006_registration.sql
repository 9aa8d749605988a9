-- Clients that look after their registration themselves (RFC 7592).

-- What they show for it; none for registrations that several apps share.
ALTER TABLE clients ADD COLUMN registration_token_hash BLOB;
