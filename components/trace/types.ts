export type { Rehearsal as RehearsalView, Replayed as ReplayedView } from "@/lib/contracts/event";
