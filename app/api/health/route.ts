import { isHealthy } from "@/app/_server/installation";

export const dynamic = "force-dynamic";

/** 200 while the database answers; 503 else. For load balancers and the start script. */
export async function GET() {
  if (await isHealthy()) return Response.json({ ok: true });
  const error = { code: "unavailable", message: "The database does not answer." };
  return Response.json({ ok: false, error }, { status: 503, headers: { "retry-after": "10" } });
}
