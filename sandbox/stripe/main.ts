import { parseSeed } from "./seed/index.ts";
import { createStripeSandbox } from "./server.ts";

/** Starts the sandbox from `SANDBOX_*` variables; see README.md beside this file. */
async function main(): Promise<void> {
  const { env } = process;
  const webhookUrl = env["SANDBOX_WEBHOOK_URL"];
  const webhookSecret = env["SANDBOX_WEBHOOK_SECRET"];
  if ((webhookUrl === undefined) !== (webhookSecret === undefined))
    throw new Error("Set SANDBOX_WEBHOOK_URL and SANDBOX_WEBHOOK_SECRET together or not at all.");
  const seed = parseSeed(env["SANDBOX_SEED"] ?? "demo");
  const sandbox = await createStripeSandbox({
    port: Number(env["SANDBOX_PORT"] ?? 12_111),
    seed: seed.name,
    bulkCount: seed.bulkCount,
    platform: {
      clientId: required("SANDBOX_CLIENT_ID"),
      secretKey: required("SANDBOX_SECRET_KEY"),
      redirectUris: required("SANDBOX_REDIRECT_URI").split(","),
      name: env["SANDBOX_PLATFORM_NAME"] ?? "Agentic Dashboard",
    },
    webhooks:
      webhookUrl && webhookSecret
        ? [{ url: webhookUrl, secret: webhookSecret, connect: true }]
        : [],
    ...(env["SANDBOX_ADMIN_TOKEN"] ? { adminToken: env["SANDBOX_ADMIN_TOKEN"] } : {}),
    ...(env["SANDBOX_SNAPSHOT"] ? { snapshotFile: env["SANDBOX_SNAPSHOT"] } : {}),
  });
  let closing = false;
  const stop = (): void => {
    if (closing) return;
    closing = true;
    sandbox.close().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  if (process.send) {
    process.on("disconnect", stop);
    process.send({ ready: { url: sandbox.url } });
  } else console.log(`Stripe sandbox (not Stripe) at ${sandbox.url}`);
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is missing.`);
  return value;
}

function fail(error: unknown): void {
  console.error(`Stripe sandbox: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}

main().catch(fail);
