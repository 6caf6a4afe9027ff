import { required, runEmulator } from "../loopback/process.ts";
import { createSlackSandbox } from "./server.ts";

/** Starts the sandbox from `SANDBOX_*` variables; see README.md beside this file. */
runEmulator("Slack", () => {
  const { env } = process;
  return createSlackSandbox({
    port: Number(env["SANDBOX_PORT"] ?? 12_113),
    platform: {
      appId: "A0SANDBOX01",
      name: env["SANDBOX_PLATFORM_NAME"] ?? "Agentic Dashboard",
      clientId: required("SANDBOX_CLIENT_ID"),
      clientSecret: required("SANDBOX_CLIENT_SECRET"),
      signingSecret: required("SANDBOX_WEBHOOK_SECRET"),
      redirectUris: required("SANDBOX_REDIRECT_URI").split(","),
      rotates: env["SANDBOX_TOKEN_ROTATION"] === "1",
    },
    ...(env["SANDBOX_WEBHOOK_URL"] ? { eventsUrl: env["SANDBOX_WEBHOOK_URL"] } : {}),
    ...(env["SANDBOX_SNAPSHOT"] ? { snapshotFile: env["SANDBOX_SNAPSHOT"] } : {}),
    ...(env["SANDBOX_ADMIN_TOKEN"] ? { adminToken: env["SANDBOX_ADMIN_TOKEN"] } : {}),
  });
});
