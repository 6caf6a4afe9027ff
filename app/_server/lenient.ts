import "server-only";
import { AppError } from "@/lib/core/errors";

/** Words for people instead of what a program is told about its cursor. */
const OTHER_PAGE =
  "The page of the list that the address names belongs to another filter or order. This is the first page.";

function sentenceOf({ message, details }: AppError): string {
  const fields = details?.["fields"];
  return Array.isArray(fields) && fields.includes("cursor") ? OTHER_PAGE : message;
}

/**
 * Reads with the first of several inputs that is valid, from what the address asks for to what always works. Returns the
 * input that was used and, as sentences, why those before it were refused.
 */
export async function readFirstValid<Input, Output>(
  [input, ...others]: readonly [Input, ...Input[]],
  read: (input: Input) => Promise<Output>,
): Promise<{
  readonly input: Input;
  readonly output: Output;
  readonly problems: readonly string[];
}> {
  try {
    return { input, output: await read(input), problems: [] };
  } catch (error) {
    const [next, ...rest] = others;
    if (!(error instanceof AppError) || error.code !== "invalid" || next === undefined) throw error;
    const found = await readFirstValid([next, ...rest], read);
    return { ...found, problems: [...new Set([sentenceOf(error), ...found.problems])] };
  }
}

/** Waits for a read; `null` if no account is connected, or none any more. */
export async function unlessNotConnected<Output>(read: Promise<Output>): Promise<Output | null> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof AppError && error.details?.["reason"] === "not-connected") return null;
    throw error;
  }
}
