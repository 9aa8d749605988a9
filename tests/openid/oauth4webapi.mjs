// oauth4webapi, doing what it is told.

import { serve } from "../homeserver/calls.mjs";
import { Keys, logoutToken, told } from "./shared.mjs";
import * as oauth from "oauth4webapi";

const insecure = { [oauth.allowInsecureRequests]: true };
const keys = new Keys();
let server;
let client;
let proof;
let sent;
let tokens;

// A fixed `jti` is an assertion that comes twice.
function assertion(jti) {
    return { [oauth.modifyAssertion]: (_, claims) => Object.assign(claims, jti && { jti }) };
}

const methods = {
    none: () => oauth.None(),
    client_secret_basic: ({ secret }) => oauth.ClientSecretBasic(secret),
    client_secret_post: ({ secret }) => oauth.ClientSecretPost(secret),
    client_secret_jwt: ({ secret, jti }) => oauth.ClientSecretJwt(secret, assertion(jti)),
    private_key_jwt: ({ kid, jti }) => oauth.PrivateKeyJwt(keys.private(kid), assertion(jti)),
};

async function discover(issuer) {
    const url = new URL(issuer);
    server = await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, insecure));
}

// The claims of the ID token, whose signature is checked as well.
async function validated(response, processed) {
    tokens = { ...tokens, ...processed };
    await oauth.validateApplicationLevelSignature(server, response, insecure);
    return oauth.getValidatedIdTokenClaims(processed);
}

const calls = {
    async makeKey({ kid }) {
        return keys.make(kid);
    },

    async register({ issuer, metadata }) {
        await discover(issuer);
        const response = await oauth.dynamicClientRegistrationRequest(server, metadata, insecure);
        return oauth.processDynamicClientRegistrationResponse(response);
    },

    async open({ issuer, clientId, method, ...shown }) {
        await discover(issuer);
        client = { client_id: clientId };
        proof = methods[method](shown);
    },

    // By a `kid`, the request is signed.
    async authorizationUrl({ redirectUri, scope, kid, ...more }) {
        sent = {
            redirectUri,
            verifier: oauth.generateRandomCodeVerifier(),
            state: oauth.generateRandomState(),
            nonce: oauth.generateRandomNonce(),
        };
        const parameters = new URLSearchParams({
            client_id: client.client_id,
            response_type: "code",
            redirect_uri: redirectUri,
            scope,
            state: sent.state,
            nonce: sent.nonce,
            code_challenge: await oauth.calculatePKCECodeChallenge(sent.verifier),
            code_challenge_method: "S256",
            ...more,
        });
        const url = new URL(server.authorization_endpoint);
        url.search = parameters;
        if (kid) {
            const request = await oauth.issueRequestObject(server, client, parameters, keys.private(kid));
            url.search = new URLSearchParams({ client_id: client.client_id, request });
        }
        return url.href;
    },

    async callback({ url }) {
        const came = oauth.validateAuthResponse(server, client, new URL(url), sent.state);
        const response = await oauth.authorizationCodeGrantRequest(
            server, client, proof, came, sent.redirectUri, sent.verifier, insecure,
        );
        const checks = { expectedNonce: sent.nonce, requireIdToken: true };
        const processed = await oauth.processAuthorizationCodeResponse(server, client, response, checks);
        const claims = await validated(response, processed);
        const told = await oauth.userInfoRequest(server, client, tokens.access_token, insecure);
        return { claims, userinfo: await oauth.processUserInfoResponse(server, client, claims.sub, told) };
    },

    async refresh() {
        const before = tokens;
        const response = await oauth.refreshTokenGrantRequest(server, client, proof, before.refresh_token, insecure);
        await validated(response, await oauth.processRefreshTokenResponse(server, client, response));
        return { isNew: tokens.access_token !== before.access_token };
    },

    async clientCredentials() {
        const response = await oauth.clientCredentialsGrantRequest(server, client, proof, {}, insecure);
        return (await oauth.processClientCredentialsResponse(server, client, response)).access_token;
    },

    async introspect({ token }) {
        const response = await oauth.introspectionRequest(server, client, proof, token, insecure);
        return oauth.processIntrospectionResponse(server, client, response);
    },

    async beginOnDevice({ scope }) {
        const response = await oauth.deviceAuthorizationRequest(server, client, proof, { scope }, insecure);
        sent = await oauth.processDeviceAuthorizationResponse(server, client, response);
        return { userCode: sent.user_code, page: sent.verification_uri };
    },

    async finishOnDevice() {
        const response = await oauth.deviceCodeGrantRequest(server, client, proof, sent.device_code, insecure);
        return validated(response, await oauth.processDeviceCodeResponse(server, client, response));
    },

    async logoutUrl({ redirectUri, state }) {
        const url = new URL(server.end_session_endpoint);
        url.search = new URLSearchParams({
            post_logout_redirect_uri: redirectUri,
            state,
            id_token_hint: tokens.id_token,
        });
        return url.href;
    },

    async logoutToken({ token }) {
        return logoutToken(server, client.client_id, token);
    },
};

await serve(calls, told);
