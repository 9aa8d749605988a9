"""matrix-nio, doing what it is told."""

import asyncio

from calls import serve
from nio import AsyncClient, ErrorResponse, RoomMessageText


class Refused(Exception):
    """The library gives refusals back like anything else."""


def well(response):
    if isinstance(response, ErrorResponse):
        raise Refused(response)
    return response


def told(refusal):
    response = refusal.args[0]
    return response.transport_response.status, response.status_code


class Calls:
    client = None

    async def open(self, url, user, device=""):
        if self.client:
            await self.client.close()
        # It puts a slash between the address and the path, whatever the address ends with.
        self.client = AsyncClient(url.rstrip("/"), user, device_id=device)

    async def flows(self):
        return well(await self.client.login_info()).flows

    async def login(self, name="", **secret):
        session = well(await self.client.login(device_name=name, **secret))
        return {"user_id": session.user_id, "device_id": session.device_id, "access_token": session.access_token}

    async def whoami(self):
        me = well(await self.client.whoami())
        return {"user_id": me.user_id, "device_id": me.device_id}

    async def create_room(self, name):
        return well(await self.client.room_create(name=name)).room_id

    async def send(self, room, text):
        content = {"msgtype": "m.text", "body": text}
        return well(await self.client.room_send(room, "m.room.message", content)).event_id

    async def sync(self):
        """The texts that are new, by room."""
        rooms = well(await self.client.sync(timeout=0)).rooms.join
        return {
            room: [event.body for event in news.timeline.events if isinstance(event, RoomMessageText)]
            for room, news in rooms.items()
        }

    async def devices(self):
        return sorted(device.id for device in well(await self.client.devices()).devices)

    async def logout(self, everywhere=False):
        # It forgets its token, and is to be asked whether others would still get in with it.
        token = self.client.access_token
        well(await self.client.logout(everywhere))
        self.client.access_token = token


asyncio.run(serve(Calls(), Refused, told))
