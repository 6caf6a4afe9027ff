import { services } from "@/lib/compose/services";

export const dynamic = "force-dynamic";

/** 200 while the database answers; 503 else. For load balancers and the start script. */
export async function GET() {
  try {
    await services().log.heads([]);
    return Response.json({ ok: true });
  } catch {
    return Response.json({ ok: false, error: { code: "unavailable", message: "The database does not answer." } }, { status: 503 });
  }
}
