import { pathId, type Handler } from "../call.ts";
import { StripeError } from "../errors.ts";
import { paginate } from "../lists.ts";
import type { Resource } from "../types.ts";
import { accountOf } from "../world.ts";

export const accountHandlers: Record<string, Handler> = {
  "Account.retrieveCurrent": (call) => accountOf(call.tenant),
  "Account.retrieve": (call) => {
    const id = call.path["id"];
    const { world, tenant } = call;
    if (id === undefined || id === tenant.id) return accountOf(tenant);
    const connected = tenant.id === world.platform.account && world.connections.has(id);
    const target = connected ? world.tenants.get(id) : undefined;
    if (!target)
      throw new StripeError(
        403,
        `The provided key '${call.key}' does not have access to account '${pathId(call)}' (or that account does not exist). Application access may have been revoked.`,
        { code: "account_invalid" },
      );
    return accountOf(target);
  },
  "Account.list": (call) => {
    const { world, tenant } = call;
    const connected: Resource[] =
      tenant.id === world.platform.account
        ? [...world.connections.keys()].flatMap((id) => {
            const target = world.tenants.get(id);
            return target ? [accountOf(target)] : [];
          })
        : [];
    return paginate(tenant, "account", connected, call.params, call.url);
  },
};
