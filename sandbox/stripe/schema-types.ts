/** JSON Schema as the extraction writes it; `x-open` marks an enum that may grow. */
export type Schema = {
  $ref?: string;
  type?: string;
  enum?: (string | number | boolean)[];
  anyOf?: Schema[];
  items?: Schema;
  nullable?: boolean;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  required?: string[];
  "x-open"?: boolean;
  "x-list"?: boolean;
  "x-decimal"?: boolean;
  "x-expandable"?: boolean;
  "x-expandableFields"?: string[];
};

/** One API call of SDK 23.1.0. `key` is `Resource.method`, the name under which handlers register. */
export type Operation = {
  key: string;
  resource: string;
  method: string;
  path: string;
  list: string | null;
  params: string | null;
  response: string | Schema;
};

export type RawOperation = Omit<Operation, "key" | "params" | "path"> & {
  op: string;
  path: string | null;
  params?: string | Schema | null;
};
