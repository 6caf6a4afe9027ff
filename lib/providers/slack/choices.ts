import type { ChoiceSource } from "../types";

const channel: ChoiceSource = {
  operation: "channels.list",
  input: { limit: 200, exclude_archived: true },
  items: "channels",
  value: "id",
  label: "name",
  group: "Channels",
};

/** Channels by id, which does not change when they are renamed. */
export const channels: readonly ChoiceSource[] = [channel];

/** Channels, and people for direct messages. */
export const channelsAndPeople: readonly ChoiceSource[] = [
  channel,
  {
    operation: "users.list",
    input: { limit: 200 },
    items: "users",
    value: "id",
    label: "real_name",
    unless: "deleted",
    group: "People",
  },
];
