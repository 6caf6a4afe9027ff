import { Pool } from "pg";
import { Stripe } from "stripe";

export const dynamic = "force-dynamic";

let pool: Pool | undefined;
const secret = () => process.env["STRIPE_WEBHOOK_SECRET"] ?? "";

/** The least that a webhook route can do: check the signature and insert one row. */
export async function POST(request: Request) {
  pool ??= new Pool({ connectionString: process.env["DATABASE_URL"], max: 10 });
  const body = await request.text();
  const event = Stripe.webhooks.constructEvent(
    body,
    request.headers.get("stripe-signature") ?? "",
    secret(),
  );
  await pool.query({
    name: "insert",
    text: "insert into bench_event (id, body) values ($1, $2) on conflict do nothing",
    values: [event.id, body],
  });
  return Response.json({ received: true });
}
