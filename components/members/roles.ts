export const ROLES = [
  { value: "owner", label: "Owner: everything, including owners" },
  { value: "admin", label: "Admin: connections, members, money" },
  { value: "member", label: "Member: widgets and events" },
  { value: "viewer", label: "Viewer: looks, changes nothing" },
] as const;
