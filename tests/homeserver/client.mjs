// A real Matrix client that does what it is told.

import { serve } from "./calls.mjs";

const sdk = await import("matrix-js-sdk");
const rendezvous = await import("matrix-js-sdk/lib/rendezvous/index.js");
const wasm = await import("@matrix-org/matrix-sdk-crypto-wasm");

let homeserver;
let metadata;
let oauth;
let tokens;
let client;
let bootstrap;
let meeting;
let offered;

const calls = {
    // Spec v1.18, "Server metadata discovery": the homeserver tells what the authorization server can do.
    async discover({ url }) {
        homeserver = url;
        metadata = await sdk.createClient({ baseUrl: url }).getAuthMetadata();
        return metadata;
    },

    async register({ name }) {
        return sdk.OAuth2.registerClient(metadata, {
            client_name: name,
            client_uri: "https://app.example.com/",
            redirect_uris: ["http://127.0.0.1/cb"],
            application_type: "native",
        });
    },

    async authorizationUrl({ clientId, state, redirectUri, responseMode, prompt }) {
        oauth = new sdk.OAuth2(metadata, { clientId });
        return oauth.generateAuthorizationCodeGrantUrl(state, redirectUri, responseMode, prompt);
    },

    async exchange({ code, redirectUri }) {
        tokens = await oauth.completeAuthorizationCodeGrant(code, redirectUri);
        client = sdk.createClient({ baseUrl: homeserver, accessToken: tokens.access_token });
        return tokens;
    },

    // The sign-in of older apps, through the browser (MSC3824).
    async ssoUrl({ url, redirectUrl, action }) {
        return sdk.createClient({ baseUrl: url }).getSsoLoginUrl(redirectUrl, "sso", undefined, action);
    },

    async loginWithToken({ url, token }) {
        return sdk.createClient({ baseUrl: url }).loginRequest({ type: "m.login.token", token });
    },

    // The sign-in of older apps, with a password.
    async loginWithPassword({ url, user, password }) {
        homeserver = url;
        client = sdk.createClient({ baseUrl: url });
        return keep(await client.loginWithPassword(user, password));
    },

    async login({ url, user, password }) {
        homeserver = url;
        client = sdk.createClient({ baseUrl: url });
        const identifier = { type: "m.id.user", user };
        return keep(await client.login("m.login.password", { identifier, password, refresh_token: true }));
    },

    async refreshToken({ token }) {
        const answer = await client.refreshToken(token);
        client.setAccessToken(answer.access_token);
        return answer;
    },

    async logout() {
        await client.logout();
    },

    async whoami() {
        return client.whoami();
    },

    async displayName() {
        const { user_id: userId } = await client.whoami();
        return (await client.getProfileInfo(userId)).displayname;
    },

    async sync() {
        const { user_id: userId, device_id: deviceId } = await client.whoami();
        client = sdk.createClient({ baseUrl: homeserver, accessToken: tokens.access_token, userId, deviceId });
        await client.initRustCrypto({ useIndexedDB: false });
        const prepared = new Promise((resolve, reject) => {
            client.on(sdk.ClientEvent.Sync, (state, _previous, data) => {
                if (state === "PREPARED") resolve();
                if (state === "ERROR") reject(data.error);
            });
        });
        await client.startClient({ initialSyncLimit: 20 });
        await prepared;
        return { userId, deviceId };
    },

    async createEncryptedRoom({ name }) {
        const encryption = { type: "m.room.encryption", state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } };
        const { room_id: room } = await client.createRoom({ name, initial_state: [encryption] });
        await until(sdk.ClientEvent.Event, () => client.getRoom(room)?.hasEncryptionStateEvent());
        return room;
    },

    async send({ room, text }) {
        const { event_id: event } = await client.sendTextMessage(room, text);
        return event;
    },

    // The text of a message once it has arrived and is decrypted, and how it travelled.
    async read({ room, event }) {
        const message = () => client.getRoom(room)?.findEventById(event);
        await until([sdk.ClientEvent.Event, sdk.MatrixEventEvent.Decrypted], () => message()?.getClearContent());
        return { text: message().getContent().body, wireType: message().getWireType() };
    },

    async devices() {
        const { devices } = await client.getDevices();
        return devices.map((device) => ({ id: device.device_id, name: device.display_name }));
    },

    async refresh() {
        const answer = await oauth.performRefreshTokenGrant(tokens.refresh_token);
        tokens = { ...tokens, ...answer };
        client.setAccessToken(tokens.access_token);
        return answer;
    },

    // Makes the keys by which others know the person's devices. Null when the homeserver takes them at once, else what
    // it asks for before it does.
    async bootstrapCrossSigning() {
        const asked = Promise.withResolvers();
        const approved = Promise.withResolvers();
        const done = client.getCrypto().bootstrapCrossSigning({
            setupNewCrossSigning: true,
            authUploadDeviceSigningKeys: async (upload) => {
                try {
                    return await upload(null);
                } catch (error) {
                    if (error.httpStatus !== 401) throw error;
                    asked.resolve({ status: error.httpStatus, ...error.data });
                    await approved.promise;
                    return upload({ session: error.data.session });
                }
            },
        });
        bootstrap = { approved, done };
        return Promise.race([asked.promise, done.then(() => null)]);
    },

    // The person says that they have done what was asked for.
    async continueBootstrap() {
        bootstrap.approved.resolve();
        await bootstrap.done;
    },

    async masterKey() {
        return client.getCrypto().getCrossSigningKeyId();
    },

    // MSC4108 as deployed. A device that is signed in shows a QR code, and waits for whoever scans it.
    async showQrCode() {
        if (!(await rendezvous.isSignInWithQRAvailable(client))) throw new Error("sign-in by QR code is not available");
        const failed = Promise.withResolvers();
        meeting = await rendezvous.linkNewDeviceByGeneratingQR(client, failed.reject, new AbortController().signal);
        const met = meeting.negotiateProtocols().then(() => meeting.deviceAuthorizationGrant());
        offered = Promise.race([met, failed.promise]);
        offered.catch(() => {});
        return Buffer.from(meeting.code).toString("base64");
    },

    // The other device has scanned it; what the person has to open, and to compare.
    async wasScanned() {
        const { verificationUri } = await offered;
        return { verificationUri, checkCode: meeting.checkCode };
    },

    // The person agrees: the other device may go on, and gets the secrets of the account when it is signed in.
    async shareSecrets() {
        const { secrets } = await meeting.shareSecrets();
        return Object.keys(secrets);
    },

    // A device that is not signed in scans the QR code of one that is.
    async scanQrCode({ code, name, deviceId }) {
        await wasm.initAsync();
        const scanned = wasm.QrCodeData.fromBytes(Buffer.from(code, "base64"));
        const session = new rendezvous.MSC4108RendezvousSession({ url: scanned.rendezvousUrl });
        const channel = new rendezvous.MSC4108SecureChannel(session, scanned.publicKey);
        meeting = new rendezvous.MSC4108SignInWithQR(channel, true);
        await meeting.negotiateProtocols();
        const clientId = await calls.register({ name });
        oauth = new sdk.OAuth2(metadata, { clientId });
        offered = { clientId, ...(await meeting.deviceAuthorizationGrant({ metadata, clientId, deviceId })) };
        return { serverName: scanned.serverName, userCode: offered.userCode, checkCode: meeting.checkCode };
    },

    // The new device gets its tokens, then the secrets of the account, and knows itself from then on.
    async finishSignIn() {
        tokens = await meeting.completeLoginOnNewDevice({ clientId: offered.clientId });
        client = sdk.createClient({ baseUrl: homeserver, accessToken: tokens.access_token });
        const device = await calls.sync();
        const { secrets } = await meeting.shareSecrets();
        await client.getCrypto().importSecretsBundle(secrets);
        await client.getCrypto().crossSignDevice(device.deviceId);
        await meeting.close();
        return { ...device, secrets: Object.keys(secrets) };
    },

    async stop() {
        client.stopClient();
    },

    async revoke({ type }) {
        await oauth.revokeToken(tokens[type], type);
    },
};

// What an older app keeps of its sign-in.
function keep(session) {
    tokens = { access_token: session.access_token };
    return session;
}

// Waits for events of the client until the condition holds.
function until(names, condition) {
    return new Promise((resolve) => {
        const events = [names].flat();
        const check = () => {
            if (!condition()) return;
            events.forEach((name) => client.off(name, check));
            resolve();
        };
        events.forEach((name) => client.on(name, check));
        check();
    });
}

function told(error) {
    const { name, message, errcode, httpStatus, status } = error;
    return { name, message, errcode, status: httpStatus ?? status };
}

await serve(calls, told);
