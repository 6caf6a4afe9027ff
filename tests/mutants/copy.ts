import type { Mutant } from "./mutant.ts";

const EVENTS = "tests/db/sync-events.test.ts";
const APPLY = "supabase/migrations/20261130000800_object_tokens.sql";

/** The copy of an account ends as the account is, in whatever order its states come, and search finds what is in it. */
export const COPY: readonly Mutant[] = [
  {
    name: "An older state of an object overwrites a newer one.",
    file: APPLY,
    find: "where excluded.source_time > o.source_time or excluded.api_version = 'derived'",
    replace: "where excluded.source_time <> o.source_time or excluded.api_version = 'derived'",
    killedBy: ["tests/db/objects-apply.test.ts"],
    test: "keeps the newest state",
  },
  {
    name: "Two states of one second are not read again at the provider.",
    file: APPLY,
    find: " and (n.crowded or b.differs)",
    replace: " and false",
    killedBy: [EVENTS],
    test: "in whatever order it comes",
  },
  {
    name: "Search still finds a customer by an earlier name.",
    file: APPLY,
    find: "and (w.created <> b.created or x.token <> all (w.tokens))",
    replace: "and w.created <> b.created",
    killedBy: [EVENTS],
    test: "in whatever order it comes",
  },
  {
    name: "A search word is stored again with every state of its object.",
    file: APPLY,
    find: "    where b.id is null or w.created <> b.created or x.token <> all (b.tokens))",
    replace: "    where true)",
    killedBy: [EVENTS],
    test: "in whatever order it comes",
  },
  {
    name: "Search words stay when their connection is deleted.",
    file: APPLY,
    find: "  delete from public.object_tokens t using gone g where t.connection_id = g.id;\n",
    replace: "",
    killedBy: ["tests/db/sync.test.ts"],
    test: "goes with its connection",
  },
];
