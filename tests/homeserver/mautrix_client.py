"""mautrix, doing what it is told."""

import asyncio

from calls import serve
from mautrix.api import HTTPAPI, Method, Path
from mautrix.client import ClientAPI
from mautrix.errors import MatrixRequestError
from mautrix.types import LoginType


class Calls:
    client = None

    async def open(self, url):
        self.client = ClientAPI(api=HTTPAPI(url, default_retry_count=0))

    async def flows(self):
        return [str(flow.type) for flow in (await self.client.get_login_flows()).flows]

    async def login(self, user, **more):
        session = await self.client.login(user, **more)
        return session.serialize()

    async def login_with_token(self, token):
        session = await self.client.login(login_type=LoginType.TOKEN, token=token)
        return session.serialize()

    async def whoami(self):
        return (await self.client.whoami()).serialize()

    async def create_room(self, name):
        return await self.client.create_room(name=name)

    async def send(self, room, text):
        return await self.client.send_text(room, text)

    async def sync(self):
        return list((await self.client.sync(timeout=0))["rooms"]["join"])

    async def refresh(self, token):
        """The library has no call of its own for this."""
        answer = await self.client.api.request(Method.POST, Path.v3.refresh, {"refresh_token": token})
        self.client.api.token = answer["access_token"]
        return answer

    async def logout(self):
        await self.client.logout(clear_access_token=False)

    async def logout_all(self):
        await self.client.logout_all(clear_access_token=False)


def told(error):
    return error.http_status, error.errcode


asyncio.run(serve(Calls(), MatrixRequestError, told))
