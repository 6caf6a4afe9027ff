import { notFound } from "next/navigation";

import { AppError } from "@/lib/core/errors";

const ABSENT = new Set(["not_found", "invalid"]);

/** What a verb found, or the page that says that there is nothing; an address that is no id leads there too. */
export async function orNotFound<T>(found: Promise<T>): Promise<T> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof AppError && ABSENT.has(error.code)) notFound();
    throw error;
  }
}
