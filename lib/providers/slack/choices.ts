import type { ChoiceSource } from "../types";

const channel: ChoiceSource = {
  operation: "channels.list",
  input: { limit: 200, exclude_archived: true },
  items: "channels",
  value: "id",
  label: "name",
  group: "Channels",
};

/** A channel by its id, which stays when it is renamed. */
export const channels: readonly ChoiceSource[] = [channel];

/** A channel, or a person to write to. */
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
