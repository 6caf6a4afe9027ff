import { randomBytes } from "node:crypto";

import { pathId, type Call, type Handler } from "../call.ts";
import { badParam } from "../errors.ts";
import { items, record, text, written } from "../json.ts";
import { paginate } from "../lists.ts";
import { blank } from "../schema.ts";
import { EVENTS_KEPT_SECONDS, mergeMetadata, need } from "../scope.ts";
import type { JsonObject, Resource } from "../types.ts";
import { insert, remove, rows } from "../world.ts";

/** True when an event type is wanted: by name, by `charge.*`, or by `*`. */
export function wants(patterns: readonly string[], type: string): boolean {
  return patterns.some(
    (pattern) =>
      pattern === "*" ||
      pattern === type ||
      (pattern.endsWith(".*") && type.startsWith(pattern.slice(0, -1))),
  );
}

function listEvents(call: Call) {
  const { params } = call;
  const type = text(params["type"]);
  const types = items(params["types"]).map(written);
  if (type !== null && types.length > 0)
    throw badParam("You may only specify one of type or types.");
  const patterns = type === null ? types : [type];
  const oldest = call.now() - EVENTS_KEPT_SECONDS;
  const acknowledged = params["delivery_success"];
  const all = rows(call.tenant, "event").filter(
    (event) =>
      event.created >= oldest &&
      (typeof acknowledged !== "boolean" || (event.pending_webhooks === 0) === acknowledged) &&
      (patterns.length === 0 || wants(patterns, event.type)),
  );
  return paginate(call.tenant, "event", all, params, call.url);
}

function createEndpoint(call: Call): JsonObject {
  const { params, tenant, world } = call;
  const url = endpointUrl(text(params["url"]) ?? "");
  const enabledEvents = items(params["enabled_events"]).map(written);
  const id = world.ids.next("webhook_endpoint");
  const secret = `whsec_${randomBytes(24).toString("hex").slice(0, 32)}`;
  const apiVersion = text(params["api_version"]);
  const stored: Resource = insert(tenant, {
    ...blank("WebhookEndpoint"),
    id,
    object: "webhook_endpoint",
    api_version: apiVersion,
    application: params["connect"] === true ? world.platform.clientId : null,
    created: call.now(),
    description: text(params["description"]),
    enabled_events: enabledEvents,
    livemode: false,
    metadata: record(params["metadata"]),
    status: "enabled",
    url,
  });
  world.endpoints.set(id, {
    id,
    owner: tenant.id,
    url,
    secret,
    connect: params["connect"] === true,
    enabledEvents,
    apiVersion,
    enabled: true,
  });
  return { ...stored, secret };
}

/** Only loopback receivers: the sandbox must never become a way to call other hosts. */
export function endpointUrl(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : null;
  const loopback = url !== null && /^(localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (!url || !/^https?:$/.test(url.protocol) || !loopback)
    throw badParam(
      "Invalid URL: the sandbox delivers webhooks to http(s) addresses on this machine only.",
      "url",
      "url_invalid",
    );
  return given;
}

const endpointOf = (call: Call): Resource => need(call, "webhook_endpoint", pathId(call));

function updateEndpoint(call: Call): Resource {
  const stored = endpointOf(call);
  const live = call.world.endpoints.get(stored.id);
  const { params } = call;
  if (params["url"] !== undefined) stored["url"] = endpointUrl(text(params["url"]) ?? "");
  if (params["enabled_events"] !== undefined)
    stored["enabled_events"] = items(params["enabled_events"]);
  if (params["disabled"] !== undefined)
    stored["status"] = params["disabled"] === true ? "disabled" : "enabled";
  if (params["description"] !== undefined) stored["description"] = params["description"];
  if (params["metadata"] !== undefined)
    stored["metadata"] = mergeMetadata(record(stored["metadata"]), record(params["metadata"]));
  if (live) {
    live.url = written(stored["url"]);
    live.enabledEvents = items(stored["enabled_events"]).map(written);
    live.enabled = stored["status"] === "enabled";
  }
  return stored;
}

export const eventHandlers: Record<string, Handler> = {
  "Event.list": listEvents,
  "Event.retrieve": (call) => need(call, "event", pathId(call)),
  "WebhookEndpoint.create": createEndpoint,
  "WebhookEndpoint.retrieve": endpointOf,
  "WebhookEndpoint.update": updateEndpoint,
  "WebhookEndpoint.list": (call) =>
    paginate(
      call.tenant,
      "webhook_endpoint",
      rows(call.tenant, "webhook_endpoint"),
      call.params,
      call.url,
    ),
  "WebhookEndpoint.del": (call) => {
    const stored = endpointOf(call);
    remove(call.tenant, stored);
    call.world.endpoints.delete(stored.id);
    return { id: stored.id, object: "webhook_endpoint", deleted: true };
  },
};
