/** The fields of a mesh event that automations use. */
export interface MeshEventLike {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly subject?: string | undefined;
  /** ISO 8601 in UTC. */
  readonly time: string;
  readonly origin: string;
  readonly data: Readonly<Record<string, unknown>>;
}
