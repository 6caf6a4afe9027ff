import { required, runEmulator } from "../loopback/process.ts";
import { createTwilioSandbox } from "./server.ts";

/** Starts the sandbox from `SANDBOX_*` variables; see README.md beside this file. */
runEmulator("Twilio", () => {
  const { env } = process;
  return createTwilioSandbox({
    port: Number(env["SANDBOX_PORT"] ?? 12_114),
    accounts: [
      {
        sid: required("SANDBOX_CLIENT_ID"),
        authToken: required("SANDBOX_CLIENT_SECRET"),
        name: "Northwind Roasters",
        numbers: ["+15005550006"],
      },
    ],
    ...(env["SANDBOX_WEBHOOK_URL"] ? { webhookUrl: env["SANDBOX_WEBHOOK_URL"] } : {}),
    ...(env["SANDBOX_SNAPSHOT"] ? { snapshotFile: env["SANDBOX_SNAPSHOT"] } : {}),
    ...(env["SANDBOX_ADMIN_TOKEN"] ? { adminToken: env["SANDBOX_ADMIN_TOKEN"] } : {}),
  });
});
