import type { WidgetData } from "@/lib/widgets/data";

/** A failed request as its card needs it. `code` is an error code of the server, or `offline`. */
export class WidgetRequestError extends Error {
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly requestId: string | undefined;

  constructor(
    code: string,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
    requestId?: string,
  ) {
    super(message);
    this.name = "WidgetRequestError";
    this.code = code;
    this.details = details;
    this.requestId = requestId;
  }
}

/** An answer together with the question, because a kept answer may belong to an earlier one. */
export interface KeyedData {
  readonly key: string;
  readonly data: WidgetData;
}

/** A variable as an address carries it, or `null` when it has no value. */
export function variableText(value: unknown): string | null {
  if (Array.isArray(value)) return value.length > 0 ? value.join(",") : null;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" && value !== "" ? value : null;
}

/** The address of a widget's data, with its variables in a fixed order. */
export function dataKey(widgetId: string, variables: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams();
  for (const name of Object.keys(variables).toSorted()) {
    const text = variableText(variables[name]);
    if (text !== null) query.set(name, text);
  }
  const text = query.toString();
  return `/api/widgets/${encodeURIComponent(widgetId)}/data${text ? `?${text}` : ""}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function errorOf(status: number, body: unknown): WidgetRequestError {
  const envelope = isRecord(body) && isRecord(body["error"]) ? body["error"] : {};
  const { code, message, details, requestId } = envelope;
  return new WidgetRequestError(
    typeof code === "string" ? code : "internal",
    typeof message === "string" ? message : `The server answered with status ${status}.`,
    isRecord(details) ? details : {},
    typeof requestId === "string" ? requestId : undefined,
  );
}

/** Fetches a widget's data. Throws WidgetRequestError for every failure. */
export async function fetchWidget(key: string): Promise<KeyedData> {
  let response: Response;
  try {
    response = await fetch(key, { headers: { accept: "application/json" } });
  } catch {
    throw new WidgetRequestError("offline", "The dashboard's server cannot be reached.");
  }
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw errorOf(response.status, body);
  if (!isRecord(body) || !Array.isArray(body["rows"])) {
    throw new WidgetRequestError("internal", "The server's answer holds no rows.");
  }
  // Our own server's answer; its shape is the verb's return type.
  return { key, data: body as unknown as WidgetData };
}
