import type { ConnectionRow } from "@/lib/db/connections";
import type { Operation } from "@/lib/providers/operation";
import type { CopiedAnswer, CopiedList } from "@/lib/providers/types";
import { readEnough, type Page } from "@/lib/widgets/pages";

import { listObjectsVerb } from "../objects/list";
import type { Context } from "../types";
import type { LoadOf, Source } from "./source";

/** Pages after the first, which are read while a filter leaves too few rows. */
const NEXT = { limit: 100, maxPages: 11 };

interface Question {
  readonly connection: ConnectionRow;
  readonly declared: Operation;
  readonly input: unknown;
}

/** The list of the copy that answers an input, or `null` where only the provider can. */
function copiedList({ declared, input }: Question, copy: CopiedAnswer<unknown>) {
  const parsed = declared.input.safeParse(input); // the provider's call says what is wrong with it
  return parsed.success ? copy.list(parsed.data) : null;
}

async function readPage(
  context: Context,
  { connection, copy }: { connection: ConnectionRow; copy: CopiedAnswer<unknown> },
  list: CopiedList,
  cursor?: string,
): Promise<Page> {
  const { objects, next } = await listObjectsVerb.run(context, {
    ...list,
    type: copy.type,
    connection: connection.id,
    cursor,
    totals: false,
  });
  const items = objects.map(({ data }) => data);
  return { output: copy.answer(items, next !== null), nextCursor: next, drift: [] };
}

/**
 * Answers a list operation from the synced copy, in the shape of the provider's answer. Returns `null` where the copy does
 * not hold the list, is not complete, or has not applied the newest events: then the provider is asked.
 */
export async function fromCopy(
  context: Context,
  { definition, board, variables }: LoadOf<"api">,
  question: Question,
): Promise<Source | null> {
  const { connection, declared } = question;
  const { copy } = declared;
  const isLive = connection.status === "active" || connection.status === "degraded";
  if (!copy || !isLive || !board.isCopied(connection.id, copy.type)) return null;
  const list = copiedList(question, copy);
  if (!list || !(await board.isCurrent(connection.id, [copy.type]))) return null;
  const place = { connection, copy };
  const { output, hasMore } = await readEnough(
    definition,
    await readPage(context, place, list),
    (cursor) => readPage(context, place, { ...list, limit: NEXT.limit }, cursor),
    { variables, nowMs: context.services.now().getTime(), maxPages: NEXT.maxPages },
  );
  return {
    body: output,
    hasMore,
    connection,
    warnings: [],
    ...(declared.shown ? { shown: declared.shown } : {}),
  };
}
