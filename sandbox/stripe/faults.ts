import type { Fault, World } from "./world.ts";

/** The first fault that matches this request, counted down; spent faults disappear. */
export function takeFault(world: World, method: string, pathname: string): Fault | null {
  const index = world.faults.findIndex(
    ({ match }) =>
      (match.method === undefined || match.method.toUpperCase() === method) &&
      (match.path === undefined || pathname.startsWith(match.path)),
  );
  const fault = world.faults[index];
  if (!fault) return null;
  fault.times -= 1;
  if (fault.times <= 0) world.faults.splice(index, 1);
  return fault;
}
