import type { EditorActions, Offer } from "@/components/automations/types";
import { getCatalogue } from "@/lib/verbs/automations/catalogue";
import { hasRole, type Context } from "@/lib/verbs/types";

import {
  allowAction,
  backtestAction,
  checkAction,
  disableAction,
  enableAction,
  removeAction,
  restoreAction,
  saveAction,
  startAction,
} from "./actions";

/** Actions that the editor can call. */
export const editorActions: EditorActions = {
  check: checkAction,
  save: saveAction,
  restore: restoreAction,
  backtest: backtestAction,
  enable: enableAction,
  disable: disableAction,
  remove: removeAction,
  allow: allowAction,
  start: startAction,
};

/** Choices that the editor offers to this person, and the recipes. */
export async function editorOffer(context: Context) {
  const { catalogue, connections, recipes } = await getCatalogue.run(context, {});
  const offer: Offer = {
    catalogue,
    connections,
    canEdit: hasRole(context.role, "member"),
    canEnable: hasRole(context.role, "admin"),
    canAllow: hasRole(context.role, "owner"),
  };
  return { offer, recipes };
}
