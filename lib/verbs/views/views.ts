import { z } from "zod";

import { listOf } from "@/lib/contracts/parts";
import { savedViewSchema, viewContentSchema } from "@/lib/contracts/views";
import { AppError } from "@/lib/core/errors";
import {
  addView,
  changeView,
  deleteView,
  lockViews,
  viewsOf,
  type ViewOwner,
} from "@/lib/db/saved-views";

import { defineVerb } from "../define";
import type { Context } from "../types";

/** Views of one list that one person may keep in a workspace. */
const MAX_VIEWS = 20;

const NO_VIEW = "You have no such view. It may have been deleted in another tab.";

const ownerOf = ({ workspaceId, user }: Context): ViewOwner => ({ workspaceId, userId: user.sub });

/** The caller's own views of a list. */
export const listViews = defineVerb({
  name: "views.list",
  description: "Lists the caller's saved views of a list page, such as payments.",
  effect: "read",
  role: "viewer",
  input: viewContentSchema.pick({ list: true }),
  output: listOf(savedViewSchema),
  async run(context, { list }) {
    const { services, user } = context;
    return services.db.withUser(user, (trx) => viewsOf(trx, ownerOf(context), list));
  },
});

/** Saves a view for the caller alone; with an id it replaces the name and the address of that view. */
export const saveView = defineVerb({
  name: "views.save",
  description:
    "Saves the tab, filters, order and columns of a list page under a name for the caller, or changes a saved view.",
  effect: "write",
  role: "viewer",
  input: viewContentSchema.extend({ id: z.uuid().optional() }),
  output: savedViewSchema,
  async run(context, { id, ...content }, record) {
    const { services, user } = context;
    const owner = ownerOf(context);
    return services.db.withUser(user, async (trx) => {
      await lockViews(trx, owner);
      const others = (await viewsOf(trx, owner, content.list)).filter((view) => view.id !== id);
      const sameName = ({ name }: { name: string }) =>
        name.toLowerCase() === content.name.toLowerCase();
      if (others.some(sameName))
        throw new AppError("conflict", `You already have a view called “${content.name}”.`, {
          details: { field: "name" },
        });
      if (id === undefined && others.length >= MAX_VIEWS)
        throw new AppError(
          "conflict",
          `A list has at most ${MAX_VIEWS} views. Delete one that you no longer use.`,
        );
      const saved =
        id === undefined
          ? await addView(trx, owner, content)
          : await changeView(trx, owner, { id, ...content });
      if (!saved) throw new AppError("not_found", NO_VIEW);
      return record(trx, saved);
    });
  },
  audit: ({ list }, { id, name }) => ({ target: id, details: { list, name } }),
});

/** Deletes one of the caller's views and returns it, so that it can be saved again. */
export const removeView = defineVerb({
  name: "views.delete",
  description: "Deletes one of the caller's saved views of a list page.",
  effect: "write",
  role: "viewer",
  input: z.object({ id: z.uuid() }),
  output: savedViewSchema,
  async run(context, { id }, record) {
    const { services, user } = context;
    return services.db.withUser(user, async (trx) => {
      const gone = await deleteView(trx, ownerOf(context), id);
      if (!gone) throw new AppError("not_found", NO_VIEW);
      return record(trx, gone);
    });
  },
  audit: ({ id }, { list, name }) => ({ target: id, details: { list, name } }),
});
