import { eventsResponse } from "@/app/_server/api";

export const dynamic = "force-dynamic";

/** `Authorization: Bearer dash_…` and `{"events": [{"type": "shop.order.paid", "data": {…}}]}`. 201 after commit. */
export async function POST(request: Request) {
  return eventsResponse(request);
}
