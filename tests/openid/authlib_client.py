"""Authlib, doing what it is told."""

import asyncio
from urllib.parse import parse_qs, urlsplit

import httpx2
from authlib.integrations.base_client import BaseApp, FrameworkIntegration, OAuthError
from authlib.integrations.base_client.async_app import AsyncOAuth2Mixin
from authlib.integrations.base_client.async_openid import AsyncOpenIDMixin
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oauth2.rfc7523 import ClientSecretJWT, PrivateKeyJWT
from calls import serve
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"


class App(AsyncOAuth2Mixin, AsyncOpenIDMixin, BaseApp):
    """The library, without one of the frameworks that it knows."""

    client_cls = AsyncOAuth2Client


def told(error):
    return None, error.error


class Calls:
    def __init__(self):
        self.keys = {}
        self.app = self.issuer = self.sent = self.token = None

    async def makeKey(self, kid):
        key = ECKey.generate_key("P-256", {"kid": kid, "alg": "ES256", "use": "sig"})
        self.keys[kid] = key
        return key.as_dict(private=False)

    async def register(self, issuer, metadata):
        """The library has none of its own for clients, and posts what it is given."""
        async with httpx2.AsyncClient(trust_env=False) as client:
            response = await client.post(issuer + "oauth2/registration", json=metadata)
            return response.raise_for_status().json()

    async def open(self, issuer, clientId, method, secret=None, kid=None, jti=None):
        self.issuer = issuer
        claims = {"jti": jti} if jti else None
        ways = [
            ClientSecretJWT(issuer, claims=claims),
            PrivateKeyJWT(issuer, claims=claims, headers={"kid": kid, "alg": "ES256"}, alg="ES256"),
        ]
        self.app = App(
            FrameworkIntegration("gatehouse"),
            client_id=clientId,
            client_secret=self.keys.get(kid) or secret,
            client_auth_methods=ways,
            client_kwargs={
                "token_endpoint_auth_method": method,
                "code_challenge_method": "S256",
                "trust_env": False,
            },
            server_metadata_url=issuer + ".well-known/openid-configuration",
        )

    async def authorizationUrl(self, redirectUri, scope):
        self.sent = await self.app.create_authorization_url(redirectUri, scope=scope)
        self.sent["redirect_uri"] = redirectUri
        return self.sent["url"]

    async def callback(self, url):
        came = {name: value for name, [value] in parse_qs(urlsplit(url).query).items()}
        if came["state"] != self.sent["state"]:
            raise OAuthError("mismatching_state")
        self.token = await self.app.fetch_access_token(
            self.sent["redirect_uri"], code=came["code"], code_verifier=self.sent["code_verifier"]
        )
        claims = await self.app.parse_id_token(self.token, nonce=self.sent["nonce"])
        return {"claims": claims, "userinfo": await self.app.userinfo(token=self.token)}

    async def client(self):
        return self.app._get_oauth_client(**await self.app.load_server_metadata())

    async def refresh(self):
        async with await self.client() as client:
            client.token = self.token
            before, id_token = self.token["access_token"], self.token["id_token"]
            self.token = {"id_token": id_token, **await client.refresh_token(refresh_token=self.token["refresh_token"])}
        return {"isNew": self.token["access_token"] != before}

    async def clientCredentials(self):
        token = await self.app.fetch_access_token(grant_type="client_credentials")
        return token["access_token"]

    async def introspect(self, token):
        metadata = await self.app.load_server_metadata()
        async with await self.client() as client:
            response = await client.introspect_token(metadata["introspection_endpoint"], token, "access_token")
        return response.raise_for_status().json()

    async def beginOnDevice(self, scope):
        metadata = await self.app.load_server_metadata()
        async with await self.client() as client:
            response = await client.post(
                metadata["device_authorization_endpoint"],
                data={"scope": scope},
                auth=client.client_auth(client.token_endpoint_auth_method),
            )
        self.sent = response.raise_for_status().json()
        return {"userCode": self.sent["user_code"], "page": self.sent["verification_uri"]}

    async def finishOnDevice(self):
        self.token = await self.app.fetch_access_token(grant_type=DEVICE_CODE, device_code=self.sent["device_code"])
        return await self.app.parse_id_token(self.token, nonce=None)

    async def logoutUrl(self, redirectUri, state):
        asked = await self.app.create_logout_url(redirectUri, id_token_hint=self.token["id_token"], state=state)
        return asked["url"]

    async def logoutToken(self, token):
        keys = KeySet.import_key_set(await self.app.fetch_jwk_set())
        decoded = jwt.decode(token, keys, algorithms=["RS256"])
        jwt.JWTClaimsRegistry(
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.app.client_id},
        ).validate(decoded.claims)
        assert decoded.header["typ"] == "logout+jwt"
        return decoded.claims


asyncio.run(serve(Calls(), OAuthError, told))
