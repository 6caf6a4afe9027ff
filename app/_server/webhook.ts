import "server-only";
import { services } from "@/lib/compose/services";
import { receiveWebhook } from "@/lib/ingest/receive";

/** Hands a delivery to ingest. `endpoint` names a connection's own secret; without it the platform's is used. */
export async function webhookResponse(
  request: Request,
  provider: string,
  endpoint: string | null,
): Promise<Response> {
  const { status, body, headers } = await receiveWebhook(services(), request, provider, endpoint);
  return Response.json(body, { status, headers: { "cache-control": "no-store", ...headers } });
}
