// openid-client, doing what it is told.

import { serve } from "../homeserver/calls.mjs";
import { Keys, logoutToken, told } from "./shared.mjs";
import * as client from "openid-client";

const insecure = { execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] };
const keys = new Keys();
let config;
let sent;
let tokens;

// A fixed `jti` is an assertion that comes twice.
function assertion(jti) {
    return { [client.modifyAssertion]: (_, claims) => Object.assign(claims, jti && { jti }) };
}

const methods = {
    none: () => client.None(),
    client_secret_basic: ({ secret }) => client.ClientSecretBasic(secret),
    client_secret_post: ({ secret }) => client.ClientSecretPost(secret),
    client_secret_jwt: ({ secret, jti }) => client.ClientSecretJwt(secret, assertion(jti)),
    private_key_jwt: ({ kid, jti }) => client.PrivateKeyJwt(keys.private(kid), assertion(jti)),
};

const calls = {
    async makeKey({ kid }) {
        return keys.make(kid);
    },

    async register({ issuer, metadata }) {
        const registered = await client.dynamicClientRegistration(new URL(issuer), metadata, undefined, insecure);
        return registered.clientMetadata();
    },

    async open({ issuer, clientId, method, ...proof }) {
        config = await client.discovery(new URL(issuer), clientId, undefined, methods[method](proof), insecure);
    },

    // By a `kid`, the request is signed.
    async authorizationUrl({ redirectUri, scope, kid, ...more }) {
        sent = {
            pkceCodeVerifier: client.randomPKCECodeVerifier(),
            expectedState: client.randomState(),
            expectedNonce: client.randomNonce(),
        };
        const parameters = {
            redirect_uri: redirectUri,
            scope,
            state: sent.expectedState,
            nonce: sent.expectedNonce,
            code_challenge: await client.calculatePKCECodeChallenge(sent.pkceCodeVerifier),
            code_challenge_method: "S256",
            ...more,
        };
        const url = kid
            ? await client.buildAuthorizationUrlWithJAR(config, parameters, keys.private(kid))
            : client.buildAuthorizationUrl(config, parameters);
        return url.href;
    },

    async callback({ url }) {
        tokens = await client.authorizationCodeGrant(config, new URL(url), { ...sent, idTokenExpected: true });
        const claims = tokens.claims();
        return { claims, userinfo: await client.fetchUserInfo(config, tokens.access_token, claims.sub) };
    },

    async refresh() {
        const before = tokens.access_token;
        tokens = { id_token: tokens.id_token, ...(await client.refreshTokenGrant(config, tokens.refresh_token)) };
        return { isNew: tokens.access_token !== before };
    },

    async clientCredentials() {
        return (await client.clientCredentialsGrant(config)).access_token;
    },

    async introspect({ token }) {
        return client.tokenIntrospection(config, token);
    },

    async beginOnDevice({ scope }) {
        sent = await client.initiateDeviceAuthorization(config, { scope });
        return { userCode: sent.user_code, page: sent.verification_uri };
    },

    async finishOnDevice() {
        tokens = await client.pollDeviceAuthorizationGrant(config, sent);
        return tokens.claims();
    },

    async logoutUrl({ redirectUri, state }) {
        const parameters = { post_logout_redirect_uri: redirectUri, state, id_token_hint: tokens.id_token };
        return client.buildEndSessionUrl(config, parameters).href;
    },

    async logoutToken({ token }) {
        return logoutToken(config.serverMetadata(), config.clientMetadata().client_id, token);
    },
};

await serve(calls, told);
