import { z } from "zod";

/** Enough for the estimate; longer ones are strong by length alone unless they repeat, and cost time to look at. */
const MAX_CHECKED = 64;

/** 0 to 4; 2 is more than a million guesses, which is out of reach where guesses are limited. */
const MIN_SCORE = 2;

let checker: Promise<(password: string, own: string[]) => number> | undefined;

/** The lists of common passwords and words take some megabytes, which only a process that needs them loads. */
async function loadChecker() {
  const [{ ZxcvbnFactory }, { adjacencyGraphs, dictionary }] = await Promise.all([
    import("@zxcvbn-ts/core"),
    import("@zxcvbn-ts/language-common"),
  ]);
  const zxcvbn = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
  return (password: string, own: string[]) => zxcvbn.check(password, own).score;
}

const shape = z
  .string()
  .min(8, "The password needs at least 8 characters.")
  .max(200, "The password can have at most 200 characters.");

/**
 * What is wrong with a new password, as a sentence, or `null`. `own`: words that belong to the person, such as their name
 * and e-mail address, which are easy to guess.
 */
export async function passwordProblem(
  password: string,
  own: readonly string[],
): Promise<string | null> {
  const parsed = shape.safeParse(password);
  if (!parsed.success) return parsed.error.issues[0]?.message ?? "Choose another password.";
  checker ??= loadChecker();
  const words = own.flatMap((word) => [word, ...word.split("@"), ...word.split(/[^\p{L}\p{N}]+/u)]);
  const score = (await checker)(password.slice(0, MAX_CHECKED), ["agentic", "dashboard", ...words]);
  return score < MIN_SCORE
    ? "This password is easy to guess. Use a longer one, such as four unrelated words."
    : null;
}
