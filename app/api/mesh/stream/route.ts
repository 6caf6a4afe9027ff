import { requestContext } from "@/app/_server/context";
import { errorResponse } from "@/app/_server/respond";
import { eventStream } from "@/app/_server/stream";

export const dynamic = "force-dynamic";

export async function GET(request: Request) {
  try {
    return await eventStream(await requestContext(), request);
  } catch (error) {
    return errorResponse(error);
  }
}
