import * as z from "zod";

import type { Paging } from "../types";

const cursorBody = z.looseObject({
  has_more: z.boolean(),
  data: z.array(z.looseObject({ id: z.string() })),
});

/** How Stripe's lists go on: after the last object of a page. */
export const paging: Paging = {
  cursor(body) {
    const page = cursorBody.safeParse(body);
    return page.success && page.data.has_more ? (page.data.data.at(-1)?.id ?? null) : null;
  },
  apply(request, cursor) {
    const { ending_before: _dropped, ...query } = request.query ?? {};
    return { ...request, query: { ...query, starting_after: cursor } };
  },
};
