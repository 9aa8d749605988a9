"""A JSON object on each line of the input names a call, and a line of the output answers it."""

import asyncio
import json
import sys


async def serve(calls, refused, told):
    """Errors of the class `refused` are answers too; `told` has their status and code."""
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        parameters = json.loads(line)
        call = getattr(calls, parameters.pop("call"))
        try:
            answer = {"result": await call(**parameters)}
        except refused as error:
            status, errcode = told(error)
            answer = {"error": {"status": status, "errcode": errcode}}
        print(json.dumps(answer), flush=True)
