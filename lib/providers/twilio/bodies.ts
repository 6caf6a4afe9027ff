import * as z from "zod";

/** The used parts of Twilio's responses, without token, prices and URLs. */
const accountBody = z.object({
  sid: z.string(),
  friendly_name: z.string(),
  status: z.string(),
  type: z.string(),
});

const smsBody = z.object({
  sid: z.string(),
  status: z.string(),
  direction: z.string(),
  from: z.string().nullish(),
  to: z.string().nullish(),
  body: z.string().nullish(),
  num_segments: z.coerce.number().int().catch(0),
  error_code: z.number().int().nullish(),
  messaging_service_sid: z.string().nullish(),
  date_created: z.string(),
  date_sent: z.string().nullish(),
});

const listBody = z.object({ messages: z.array(smsBody) });
const pageBody = z.object({ next_page_uri: z.string().min(1) });

/** Converts Twilio's RFC 2822 times to ISO 8601. */
function isoOf(time: string | null | undefined): string | null {
  const ms = Date.parse(time ?? "");
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

function pick(one: z.infer<typeof smsBody>) {
  return {
    sid: one.sid,
    status: one.status,
    direction: one.direction,
    from: one.from ?? null,
    to: one.to ?? null,
    body: one.body ?? "",
    segments: one.num_segments,
    error_code: one.error_code ?? null,
    messaging_service_sid: one.messaging_service_sid ?? null,
    created: isoOf(one.date_created),
    sent: isoOf(one.date_sent),
  };
}

// An unexpected body is returned without content, and the executor reports it.
export function accountOf(body: unknown): unknown {
  return accountBody.safeParse(body).data ?? null;
}

export function smsOf(body: unknown): unknown {
  const parsed = smsBody.safeParse(body).data;
  return parsed ? pick(parsed) : null;
}

export function smsListOf(body: unknown): unknown {
  const parsed = listBody.safeParse(body).data;
  return parsed ? { messages: parsed.messages.map(pick) } : null;
}

/** Returns the token of the next page; `null` at the end. */
export function cursorOf(body: unknown): string | null {
  const uri = pageBody.safeParse(body).data?.next_page_uri ?? "";
  const token = new URLSearchParams(uri.split("?")[1] ?? "").get("PageToken") ?? "";
  return /^\w{1,200}$/.test(token) ? token : null;
}
