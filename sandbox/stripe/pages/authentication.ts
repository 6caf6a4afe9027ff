import { StripeError } from "../errors.ts";
import { finishAuthentication } from "../intents.ts";
import { record, text } from "../json.ts";
import { formatAmount } from "../money.ts";
import { backgroundScope } from "../scope.ts";
import type { PaymentIntent } from "../types.ts";
import { find, type Tenant, type World } from "../world.ts";
import { escapeHtml, page, refusal, type Page } from "./layout.ts";

type Waiting = { tenant: Tenant; intent: PaymentIntent };

function waiting(world: World, id: string): Waiting | null {
  for (const tenant of world.tenants.values()) {
    const intent = find(tenant, "payment_intent", id);
    if (intent?.status === "requires_action") return { tenant, intent };
  }
  return null;
}

function returnUrl(intent: PaymentIntent): string | null {
  const redirect = record(record(intent["next_action"])["redirect_to_url"]);
  const url = text(redirect["return_url"]);
  return url !== null && URL.canParse(url) ? url : null;
}

const DONE = ["Nothing to confirm", "This payment is not waiting for authentication."] as const;

/** `GET /3ds/{intent}`: where a bank would ask its customer; here a person picks the outcome. */
export function authenticationPage(world: World, id: string, csrf: string): Page {
  const found = waiting(world, id);
  if (!found) return refusal(404, ...DONE);
  const { intent } = found;
  const back = returnUrl(intent);
  return page({
    title: "Confirm a payment",
    narrow: true,
    formTargets: back ? [new URL(back).origin] : [],
    body: `<div class="card"><h1 class="center">Confirm ${escapeHtml(formatAmount(intent.amount, intent.currency))}</h1>
<p class="soft center">Here a bank would authenticate its customer. Choose the result.</p>
<form method="post" action="/3ds/${encodeURIComponent(intent.id)}">
<input type="hidden" name="csrf" value="${escapeHtml(csrf)}">
<div class="actions">
<button type="submit" name="decision" value="fail" data-testid="fail">Fail</button>
<button type="submit" class="primary" name="decision" value="complete" data-testid="complete">Complete</button>
</div></form></div>`,
  });
}

/** `POST /3ds/{intent}`: goes on with the payment and back to the `return_url`, if there is one. */
export function decideAuthentication(
  world: World,
  id: string,
  passed: boolean,
): Page | { location: string } {
  const found = waiting(world, id);
  if (!found) return refusal(404, ...DONE);
  const { tenant, intent } = found;
  const back = returnUrl(intent);
  try {
    finishAuthentication(backgroundScope(world, tenant), intent, passed);
  } catch (error) {
    if (!(error instanceof StripeError)) throw error;
    return refusal(400, "This cannot be confirmed", error.message);
  }
  world.touched();
  if (back === null)
    return page({
      title: "Done",
      narrow: true,
      body: `<div class="card"><h1>Done</h1><p class="soft">The payment is now ${escapeHtml(intent.status)}.</p></div>`,
    });
  const target = new URL(back);
  target.searchParams.set("payment_intent", intent.id);
  target.searchParams.set("payment_intent_client_secret", text(intent["client_secret"]) ?? "");
  target.searchParams.set(
    "redirect_status",
    intent.status === "requires_payment_method" ? "failed" : "succeeded",
  );
  return { location: target.href };
}
