import alertDispute from "./recipes/alert-dispute.json" with { type: "json" };
import alertReconnect from "./recipes/alert-reconnect.json" with { type: "json" };
import announceIssue from "./recipes/announce-issue.json" with { type: "json" };
import onboardCustomer from "./recipes/onboard-customer.json" with { type: "json" };
import supportCancellation from "./recipes/support-cancellation.json" with { type: "json" };
import textFailedPayment from "./recipes/text-failed-payment.json" with { type: "json" };

/** Templates for new automations by their name in URLs. Each can be saved if its providers are installed. */
export const RECIPES = {
  "onboard-customer": onboardCustomer,
  "announce-issue": announceIssue,
  "text-failed-payment": textFailedPayment,
  "support-cancellation": supportCancellation,
  "alert-dispute": alertDispute,
  "alert-reconnect": alertReconnect,
} as const satisfies Readonly<Record<string, { name: string; description: string }>>;
