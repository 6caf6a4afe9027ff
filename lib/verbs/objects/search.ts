import { z } from "zod";

import { readMethod } from "@/lib/business/methods";
import { objectSearchSchema, type ObjectSearch } from "@/lib/contracts/objects";
import type { Transaction } from "@/lib/db/database";
import { currenciesOf } from "@/lib/db/object-choices";
import { listObjects } from "@/lib/db/object-lists";
import { objectsByIdPrefix, searchObjects } from "@/lib/db/object-search";
import type { CopiedObject } from "@/lib/db/objects";
import { getProvider } from "@/lib/providers/registry";
import { amountTokens } from "@/lib/sync/amounts";
import { fold } from "@/lib/sync/tokens";

import { defineVerb } from "../define";
import { copiedConnections, toAccount } from "./account";
import { namesFor } from "./list";

const ID = /^[a-z]{2,8}_[A-Za-z0-9_]{2,}$/;
const MAX_ACCOUNTS = 4;
const MAX_BY_METHOD = 8;

/** The digits of what may be a phone number; none for other texts. */
function phoneDigits(text: string): string[] {
  const digits = text.replaceAll(/\D/g, "");
  return digits.length > 5 && /^[+\d\s()./-]+$/.test(text) ? [digits] : [];
}

/** The newest payments that were made in a way that people type, such as “visa 4242”. */
async function paidWith(
  trx: Transaction,
  connectionId: string,
  text: string,
): Promise<CopiedObject[]> {
  const shown = readMethod(text);
  if (shown === null) return [];
  const newest = { sort: "created", descending: true, limit: MAX_BY_METHOD } as const;
  return listObjects(trx, { connectionId, type: "payment", shown }, newest);
}

/** The objects that people type something of, in each connected account, the best match first. */
export const searchObjectsVerb = defineVerb({
  name: "objects.search",
  description:
    "Finds objects by id, name, e-mail address, phone number, amount, last digits of a card, invoice number or description.",
  effect: "read",
  role: "viewer",
  input: z.object({ text: z.string().min(1).max(200) }),
  output: objectSearchSchema,
  async run({ services, user, workspaceId }, { text }) {
    const word = fold(text).slice(0, 80);
    if (word === "") return [];
    return services.db.withUser(user, async (trx) => {
      const connections = (await copiedConnections(trx, workspaceId)).slice(0, MAX_ACCOUNTS);
      const found: ObjectSearch[number][] = [];
      for (const connection of connections) {
        const { types, derived } = getProvider(connection.provider).objects ?? {};
        const isId = ID.test(text.trim());
        const currencies = isId ? [] : await currenciesOf(trx, connection.id, "payment");
        const objects: CopiedObject[] = isId
          ? await objectsByIdPrefix(
              trx,
              connection.id,
              [...Object.keys(types ?? {}), ...Object.keys(derived ?? {})],
              text.trim(),
            )
          : await searchObjects(trx, connection.id, {
              exact: [word, ...phoneDigits(text), ...amountTokens(text, currencies)],
              prefix: word,
            });
        const all = [...(await paidWith(trx, connection.id, text)), ...objects];
        const names = await namesFor(trx, connection.id, all);
        found.push({ account: toAccount(connection), objects: all, names });
      }
      return found;
    });
  },
});
