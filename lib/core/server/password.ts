import { z } from "zod";

/** Number of characters that are estimated. Longer passwords are strong anyway and slow to estimate. */
const MAX_CHECKED = 64;

/** Minimum score from 0 to 4. A score of 2 needs more than a million guesses, which the sign-in limits prevent. */
const MIN_SCORE = 2;

let checker: Promise<(password: string, own: string[]) => number> | undefined;

/** Loads the lists of common passwords on first use, because they need several megabytes. */
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
 * Returns the problem of a new password, or `null`. `own` contains words that are easy to guess, such as the person's name
 * and e-mail address.
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
