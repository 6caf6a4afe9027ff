import { startStack, type LocalStack } from "./stack.ts";

/** The child process of `scripts/dev.ts` that owns the database: it outlives a killed parent just long enough to stop it cleanly. */
const say = (message: string) => process.stdout.write(`[database] ${message}\n`);

let stack: LocalStack | undefined;
let webPid: number | undefined;
let stopping = false;

async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  await stack?.stop();
  process.exit(code);
}

process.on("SIGINT", () => void stop(0));
process.on("SIGTERM", () => void stop(0));
process.on("message", (message: { webPid?: number }) => {
  webPid = message.webPid;
});
// The parent was killed hard: nobody else is left to stop the web server.
process.on("disconnect", () => {
  try {
    if (webPid) process.kill(webPid, "SIGTERM");
  } catch {
    say("the web server was gone already");
  }
  void stop(0);
});

try {
  stack = await startStack({
    root: process.env["DATA_DIR"] ?? ".data",
    siteUrl: process.env["NEXT_PUBLIC_APP_URL"] ?? "http://localhost:3000",
    log: say,
  });
  stack.postgres.process.once("exit", () => {
    if (stopping) return;
    say("Postgres has stopped unexpectedly");
    process.exit(1);
  });
  process.send?.({
    ready: {
      env: stack.env,
      stripe: stack.keys.stripe,
      adminUrl: stack.adminUrl,
      mailUrl: stack.mailUrl,
    },
  });
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
