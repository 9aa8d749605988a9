// What the clients for Node have in common, which is what jose does for them.

import { createRemoteJWKSet, exportJWK, generateKeyPair, jwtVerify } from "jose";

// A client's own keys, by their ids.
export class Keys {
    #pairs = new Map();

    // The public half.
    async make(kid) {
        const pair = await generateKeyPair("ES256");
        this.#pairs.set(kid, pair);
        return { ...(await exportJWK(pair.publicKey)), kid, alg: "ES256", use: "sig" };
    }

    private(kid) {
        return { key: this.#pairs.get(kid).privateKey, kid };
    }
}

// OpenID Connect Back-Channel Logout 2.6
export async function logoutToken(server, audience, token) {
    const keys = createRemoteJWKSet(new URL(server.jwks_uri));
    const { payload } = await jwtVerify(token, keys, { issuer: server.issuer, audience, typ: "logout+jwt" });
    return payload;
}

// Both libraries name the OAuth error, unless a challenge came with it: then it is in the answer.
export async function told({ message, error, response, status }) {
    const body = !error && response && !response.bodyUsed ? await response.json() : {};
    return { errcode: error ?? body.error ?? message, status };
}
