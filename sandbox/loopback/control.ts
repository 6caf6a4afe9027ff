import { bearerOf, json, safeEqual, type Incoming, type Reply } from "./server.ts";

/** One control call: its JSON body in, plain data out. Throws an Error that becomes a 400. */
export type ControlRoute = (body: Record<string, unknown>) => unknown;

/** Answers `/_sandbox/*`: `health` is open, everything else wants `Authorization: Bearer <admin token>`. */
export async function answerControl(
  incoming: Incoming,
  adminToken: string,
  routes: Readonly<Record<string, ControlRoute>>,
): Promise<Reply> {
  const name = `${incoming.method} ${incoming.url.pathname}`;
  if (name === "GET /_sandbox/health") return json(200, { ok: true });
  if (!safeEqual(bearerOf(incoming), adminToken))
    return json(401, { message: "The control API needs its admin token." });
  const route = Object.hasOwn(routes, name) ? routes[name] : undefined;
  if (route === undefined) return json(404, { message: `No control at ${name}.` });
  try {
    return json(200, (await route(parseBody(incoming.body))) ?? { ok: true });
  } catch (error) {
    return json(400, { message: error instanceof Error ? error.message : String(error) });
  }
}

function parseBody(body: string): Record<string, unknown> {
  if (body === "") return {};
  const parsed: unknown = JSON.parse(body);
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
    throw new Error("The control API takes a JSON object.");
  return { ...parsed };
}

/** A text of a control body. Throws an Error that names it when it is missing. */
export function need(body: Readonly<Record<string, unknown>>, name: string): string {
  const value = body[name];
  if (typeof value === "string" && value !== "") return value;
  throw new Error(`“${name}” is missing.`);
}
