import { customerExportSchema } from "@/lib/contracts/customer";
import { asService } from "@/lib/db/database";
import { exportCustomer } from "@/lib/sync/customer-export";

import { defineVerb } from "../define";
import { chooseAccount } from "../objects/account";
import { customerInput, requireCustomer } from "./customer";

/** Exports everything that the product holds about a customer. */
export const exportCustomerVerb = defineVerb({
  name: "customers.export",
  description:
    "Exports everything that is stored here about a customer as JSON: objects, events and runs, at most 10,000 of each. Each call is written to the audit log.",
  effect: "read",
  role: "admin",
  session: true,
  input: customerInput,
  output: customerExportSchema,
  audit: ({ id }) => ({ target: id }),
  async run({ services, user, workspaceId }, { id, connection }, record) {
    const { db } = services;
    return db.withUser(user, async (trx) => {
      const account = await chooseAccount(trx, workspaceId, connection);
      const customer = await asService(trx, (service) => requireCustomer(service, account, id));
      return record(trx, { parts: exportCustomer(db, account, customer, services.now()) });
    });
  },
});
