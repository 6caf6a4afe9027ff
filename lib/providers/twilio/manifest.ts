import type { ProviderManifest } from "../types";

/** Source of the limits: twilio.com/docs/usage/api/usage-record and help.twilio.com on 20429, read 2026-11. */
export const manifest: ProviderManifest = {
  id: "twilio",
  name: "Twilio",
  description: "Messages sent and received.",
  icon: "M12 0C5.381 0 0 5.381 0 12s5.381 12 12 12 12-5.381 12-12S18.619 0 12 0zm0 20.8c-4.858 0-8.8-3.942-8.8-8.8S7.142 3.2 12 3.2s8.8 3.942 8.8 8.8-3.942 8.8-8.8 8.8zM17.443 9.038a2.481 2.481 0 1 1-4.962 0 2.481 2.481 0 0 1 4.962 0zM17.443 14.962a2.481 2.481 0 1 1-4.962 0 2.481 2.481 0 0 1 4.962 0zM11.519 14.962a2.481 2.481 0 1 1-4.962 0 2.481 2.481 0 0 1 4.962 0zM11.519 9.038a2.481 2.481 0 1 1-4.962 0 2.481 2.481 0 0 1 4.962 0z",
  docsUrl: "https://www.twilio.com/docs/messaging/api",
  apiVersion: "2010-04-01",
  requestIdHeader: "twilio-request-id",
  origin: "https://api.twilio.com",
  auth: [
    {
      kind: "key",
      title: "Connect with account SID and auth token",
      description: "You find both on the first page of the Twilio Console, under Account Info.",
      fields: [
        { name: "accountSid", label: "Account SID", placeholder: "AC…", secret: false },
        {
          name: "authToken",
          label: "Auth token",
          hint: "Also used to verify Twilio's webhooks. It is encrypted and never shown again.",
          secret: true,
        },
        {
          name: "phoneNumber",
          label: "Your Twilio number",
          placeholder: "+15005550006",
          hint: "Default sender of messages.",
          secret: false,
        },
      ],
    },
  ],
  scopes: [],
  scopeLabels: { token: "Full access of the auth token" },
  hasModes: false,
  rateLimit: { live: 100, test: 100, perSeconds: 1 },
};
