import { pino } from "pino";

/** Anything that looks like a provider's key, a signing secret or a bearer token. */
const SECRET =
  /\b((?:sk|rk)_(?:test|live)|whsec|rt|sb_secret|ac)_[A-Za-z0-9_-]{6,}|eyJ[\w-]{10,}\.[\w-]+\.[\w-]*/g;

/** Removes secrets from a text that is about to leave the process. Line breaks become spaces, so a log line stays one line. */
export function redact(text: string): string {
  return text.replaceAll(SECRET, "[secret]").replaceAll(/[\r\n]+/g, " ");
}

function serializeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: redact(String(error)) };
  const { code } = error as { code?: unknown };
  return {
    name: error.name,
    message: redact(error.message),
    ...(typeof code === "string" ? { code } : {}),
    stack: (error.stack ?? "")
      .split("\n")
      .slice(1, 8)
      .map((line) => redact(line.trim())),
  };
}

/** The process's logger: JSON lines. Log ids, types and timings; never bodies or headers. */
export const logger = pino({
  level: process.env["LOG_LEVEL"] ?? (process.env["NODE_ENV"] === "production" ? "info" : "warn"),
  base: null,
  serializers: { err: serializeError },
  redact: { paths: ["*.authorization", "*.cookie", "*.password", "*.token"], censor: "[secret]" },
});
