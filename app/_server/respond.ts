import "server-only";
import { randomUUID } from "node:crypto";

import { services } from "@/lib/compose/services";
import { AppError, HTTP_STATUS } from "@/lib/core/errors";
import { parseJson } from "@/lib/core/parse-json";
import { logger } from "@/lib/core/server/logger";
import { isOwnOrigin } from "@/lib/core/server/origin";
import { readCapped } from "@/lib/ingest/body";

/** How long a caller should wait before it tries again, seconds, where the error does not say. */
const RETRY_AFTER: Readonly<Record<string, number>> = { rate_limited: 5, unavailable: 10 };

function retryHeader({ code, details }: AppError): Record<string, string> {
  const seconds = details?.["retryAfterSeconds"] ?? RETRY_AFTER[code];
  return typeof seconds === "number" ? { "retry-after": String(seconds) } : {};
}

/** The one error envelope of every HTTP door. What is not an AppError is logged and becomes "internal". */
export function errorResponse(error: unknown): Response {
  const requestId = randomUUID();
  const known =
    error instanceof AppError
      ? error
      : new AppError("internal", "Something went wrong on our side. Try again.", { cause: error });
  if (known.code === "internal")
    logger.error({ err: known.cause ?? known, requestId }, "request failed");
  return Response.json(
    {
      error: {
        code: known.code,
        message: known.message,
        ...(known.details ? { details: known.details } : {}),
        requestId,
      },
    },
    {
      status: HTTP_STATUS[known.code],
      headers: { "cache-control": "no-store", ...retryHeader(known) },
    },
  );
}

/** Runs a JSON route: its value becomes the body, its error the envelope. Changes are refused from foreign pages. */
export async function jsonRoute(request: Request, work: () => Promise<unknown>): Promise<Response> {
  try {
    const changes = request.method !== "GET" && request.method !== "HEAD";
    if (changes && !isOwnOrigin(request.headers, services().env.appUrl))
      throw new AppError("forbidden", "This request does not come from the dashboard's own pages.");
    return Response.json((await work()) ?? {}, { headers: { "cache-control": "no-store" } });
  } catch (error) {
    return errorResponse(error);
  }
}

function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new AppError("invalid", "The body is not UTF-8.");
  }
}

/** The JSON body of a request in UTF-8, at most `maxBytes`. Throws "invalid" or "too_large". */
export async function jsonBody(request: Request, maxBytes = 512 * 1024): Promise<unknown> {
  return parseJson(utf8(await readCapped(request, maxBytes)));
}
