import { workerResponse } from "@/app/_server/worker";

export const dynamic = "force-dynamic";

/** For a clock, where processes are short-lived: `Authorization: Bearer <CRON_SECRET>`. */
export async function POST(request: Request) {
  return workerResponse(request);
}
