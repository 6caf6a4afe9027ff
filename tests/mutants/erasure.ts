import type { Mutant } from "./mutant.ts";

const ERASURE = "tests/db/erasure.test.ts";
const VIEWS = "tests/db/erasure-views.test.ts";
const PRIVACY = "tests/security/privacy.test.ts";
const MIGRATION = "supabase/migrations/20261130000740_erasures.sql";

/** A customer who was erased leaves nothing behind and does not come back. */
export const ERASURES: readonly Mutant[] = [
  {
    name: "An import brings an erased customer back.",
    file: "lib/sync/apply.ts",
    find: "  const states = await withoutErased(trx, place, objects, incoming);\n",
    replace: "  const states = incoming;\n",
    killedBy: [ERASURE],
    test: "does not come back by an import",
  },
  {
    name: "A webhook brings personal data of an erased customer into the log.",
    file: MIGRATION,
    find: "create trigger suppress_event before insert on mesh.event for each row execute function private.suppress_event();\n",
    replace: "",
    killedBy: [ERASURE],
    test: "does not come back by a webhook",
  },
  {
    name: "The log keeps events about an erased customer.",
    file: "lib/sync/erase.ts",
    find: "      if (await redactEvents(trx, id, EVENTS_AT_ONCE)) return true;\n",
    replace: "",
    killedBy: [ERASURE],
    test: "leaves no trace of the customer",
  },
  {
    name: "A view that is saved again names an erased customer.",
    file: "supabase/migrations/20261130000761_erased_views.sql",
    find: "create trigger strip_erased_view before insert or update of address on public.saved_views\n  for each row execute function private.strip_erased_view();\n",
    replace: "",
    killedBy: [VIEWS],
    test: "lose the customer if they are saved again",
  },
  {
    name: "Old versions of automations keep an erased customer.",
    file: "lib/sync/erase.ts",
    find: "  await redactAutomations(trx, id);\n",
    replace: "",
    killedBy: [VIEWS],
    test: "lose the customer in versions",
  },
  {
    name: "Every member sees personal data of events.",
    file: "lib/verbs/events/get.ts",
    find: "maskEvent(await requireEvent(context, seq))",
    replace: "requireEvent(context, seq)",
    killedBy: [PRIVACY],
    test: "is masked for everybody",
  },
  {
    name: "Any text confirms that a customer is erased.",
    file: "lib/verbs/customers/erase.ts",
    find: "      requireConfirmation(customer, confirm);\n",
    replace: "",
    killedBy: [PRIVACY],
    test: "is erased only when",
  },
];
