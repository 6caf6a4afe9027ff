import * as z from "zod";

import { defineOperation, type HttpRequest, type ObjectType } from "../../types";
import customerBody from "../fixtures/customer.json" with { type: "json" };
import { scrub } from "../scrub";
import { types } from "./types";

type TypeName = keyof typeof types;
const names = Object.keys(types) as TypeName[]; // the keys of a literal object
const typeName = z.enum(names);
/** Ids are chosen by people for coupons and products; a path must hold each as one segment. */
const objectId = z
  .string()
  .min(1)
  .max(300)
  .regex(/^[^/?#\\]+$/, "must be the id of an object");

const READ = { effect: "read", idempotency: { by: "nature" }, internal: true } as const;

const listInput = z.strictObject({
  type: typeName,
  from: z.int().nonnegative().optional().describe("Unix seconds: created then or later."),
  to: z.int().nonnegative().optional().describe("Unix seconds: created before."),
  after: objectId.optional().describe("Cursor: the last object of the page before."),
  of: objectId.optional().describe("For types that are listed by another object: its id."),
  filter: z.record(z.string().max(40), z.string().max(300)).optional(),
  limit: z.int().min(1).max(100).default(100),
});

function listRequest(input: z.output<typeof listInput>): HttpRequest {
  const type: ObjectType = types[input.type];
  const { listedBy, query, expand } = type;
  const { of } = input;
  const path = listedBy && of !== undefined ? listedBy.path(encodeURIComponent(of)) : type.path;
  const owned = of === undefined ? undefined : listedBy?.query?.(of);
  const created =
    listedBy || (input.from === undefined && input.to === undefined)
      ? undefined
      : { gte: input.from, lt: input.to };
  return {
    method: "GET",
    path,
    query: {
      ...query,
      ...owned,
      ...(expand ? { expand: expand.map((path) => `data.${path}`) } : {}),
      ...input.filter,
      created,
      limit: input.limit,
      starting_after: input.after,
    },
  };
}

const getInput = z.strictObject({ type: typeName, id: objectId });

function getRequest({ type, id }: z.output<typeof getInput>): HttpRequest {
  const { path, expand }: ObjectType = types[type];
  return {
    method: "GET",
    path: `${path}/${encodeURIComponent(id)}`,
    ...(expand ? { query: { expand: [...expand] } } : {}),
  };
}

/** Reads for the synced copy: any type by one operation, whole objects instead of declared fields. */
export const objectOperations = {
  "objects.list": defineOperation({
    ...READ,
    title: "Read objects for the copy",
    description: "Lists objects of a type by their time of creation, newest first.",
    input: listInput,
    output: z.looseObject({
      data: z.array(z.looseObject({ id: z.string().min(1) })),
      has_more: z.boolean(),
    }),
    request: listRequest,
    respond: scrub,
    examples: [
      {
        input: { type: "customer", from: 1_790_000_000, limit: 100 },
        request: "GET /v1/customers?created[gte]=1790000000&limit=100",
        body: { object: "list", data: [customerBody], has_more: false, url: "/v1/customers" },
      },
    ],
  }),
  "objects.get": defineOperation({
    ...READ,
    title: "Read an object for the copy",
    description: "Returns one object of a type.",
    input: getInput,
    output: z.looseObject({ id: z.string().min(1) }),
    request: getRequest,
    respond: scrub,
    examples: [
      {
        input: { type: "customer", id: customerBody.id },
        request: `GET /v1/customers/${customerBody.id}`,
        body: customerBody,
      },
    ],
  }),
};
