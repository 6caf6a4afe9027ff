import { pino, type DestinationStream, type Logger, type LoggerOptions } from "pino";

/** Matches provider keys, signing secrets and bearer tokens, also in JSON, where a line break is `\\n`. */
const SECRET =
  /(?:(?<![A-Za-z0-9])|(?<=\\[bfnrt]))(?:(?:sk|rk)_(?:test|live)|whsec|rt|sb_secret|ac)_[A-Za-z0-9_-]{6,}|eyJ[\w-]{10,}\.[\w-]+\.[\w-]*|(?<=:\/\/[^\s/:@"]*:)[^\s/@"]+(?=@)/g;

const withoutSecrets = (text: string) => text.replaceAll(SECRET, "[secret]");

/** Redacts secrets in a text and replaces line breaks by spaces, so that a log entry stays on one line. */
export function redact(text: string): string {
  return withoutSecrets(text).replaceAll(/[\r\n]+/g, " ");
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

const options: LoggerOptions = {
  level: process.env["LOG_LEVEL"] ?? (process.env["NODE_ENV"] === "production" ? "info" : "warn"),
  base: null,
  serializers: { err: serializeError },
  redact: {
    paths: ["authorization", "cookie", "password", "token"].flatMap((name) => [name, `*.${name}`]),
    censor: "[secret]",
  },
  hooks: { streamWrite: withoutSecrets }, // whatever slipped into a field or a message
};

/** Creates a logger with its own destination, by default that of the process. */
export const createLogger = (destination?: DestinationStream): Logger =>
  destination ? pino(options, destination) : pino(options);

/** Logger of the process, with JSON lines. Log ids, types and timings, but never bodies or headers. */
export const logger = createLogger();
