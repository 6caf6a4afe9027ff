import { erasureStateSchema } from "@/lib/contracts/customer";

import { defineVerb } from "../define";
import { chooseAccount } from "../objects/account";
import { customerInput, described, erasureOf } from "./customer";

/** Tells whether a customer was erased, and how far the erasure is. */
export const customerErasure = defineVerb({
  name: "customers.erasure",
  description:
    "Returns the proof that a customer was erased, with the time, the person who asked for it and the number of erased objects.",
  effect: "read",
  role: "viewer",
  input: customerInput,
  output: erasureStateSchema,
  async run({ services, user, workspaceId }, { id, connection }) {
    const { db } = services;
    const account = await db.withUser(user, (trx) => chooseAccount(trx, workspaceId, connection));
    return db.withService(async (trx) => {
      const found = await erasureOf(trx, account, id);
      return { erasure: found ? await described(trx, workspaceId, found) : null };
    });
  },
});
