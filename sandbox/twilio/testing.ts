import { createTwilioSandbox, type TwilioSandbox, type TwilioSandboxOptions } from "./server.ts";

/** For tests only: a sandbox with known keys. */
export const ACCOUNT_SID = `AC${"0123456789abcdef".repeat(2)}`;
export const AUTH_TOKEN = "fedcba9876543210".repeat(2);
export const NUMBER = "+15005550006";
export const PHONE = "+15005550101";
export const ADMIN_TOKEN = "test-admin-token";

/** Starts a sandbox on a free port; its messages arrive at once. */
export function startTwilio(options: Partial<TwilioSandboxOptions> = {}): Promise<TwilioSandbox> {
  return createTwilioSandbox({
    adminToken: ADMIN_TOKEN,
    stepMs: 5,
    accounts: [
      {
        sid: ACCOUNT_SID,
        authToken: AUTH_TOKEN,
        name: "Northwind Roasters",
        numbers: [NUMBER, "+15005550007", "+15005550008"],
      },
    ],
    ...options,
  });
}
