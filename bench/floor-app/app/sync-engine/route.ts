import { StripeSync } from "@supabase/stripe-sync-engine";

export const dynamic = "force-dynamic";

let sync: StripeSync | undefined;

/** The peer behind the same kind of route. */
export async function POST(request: Request) {
  sync ??= new StripeSync({
    poolConfig: { connectionString: process.env["SYNC_DATABASE_URL"] ?? "", max: 10 },
    stripeSecretKey: "sk_test_bench",
    stripeWebhookSecret: process.env["STRIPE_WEBHOOK_SECRET"] ?? "",
  });
  await sync.processWebhook(
    Buffer.from(await request.arrayBuffer()),
    request.headers.get("stripe-signature") ?? undefined,
  );
  return Response.json({ received: true });
}
