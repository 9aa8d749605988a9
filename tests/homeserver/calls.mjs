// A JSON object on each line of the input names a call, and a line of the output answers it.

import { createInterface } from "node:readline";

// Libraries log to the console, and the output belongs to the answers.
for (const level of ["debug", "info", "log", "trace", "warn"]) {
    console[level] = console.error;
}

// `told` says what the answer tells of an error.
export async function serve(calls, told) {
    for await (const line of createInterface({ input: process.stdin })) {
        const { call, ...parameters } = JSON.parse(line);
        const answer = await calls[call](parameters).then(
            (result) => ({ result: result ?? null }),
            async (error) => ({ error: await told(error) }),
        );
        process.stdout.write(`${JSON.stringify(answer)}\n`);
    }
    process.exit(0);
}
