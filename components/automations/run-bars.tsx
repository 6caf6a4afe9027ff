import type { AutomationView } from "./types";

const BAR = 4;
const GAP = 2;
const HEIGHT = 24;

/** Draws the runs of 30 days, two days a bar; the part that failed in another colour. The numbers stand beside it. */
export function RunBars({ activity }: { activity: AutomationView["runs"]["activity"] }) {
  const most = Math.max(1, ...activity.map(({ total }) => total));
  // A single run is still a bar that can be seen.
  const heightOf = (count: number) => (count === 0 ? 0 : Math.max(2, (count / most) * HEIGHT));
  return (
    <svg
      viewBox={`0 0 ${activity.length * (BAR + GAP)} ${HEIGHT}`}
      aria-hidden="true"
      className="h-6 w-22"
    >
      {activity.map(({ total, failed }, index) => {
        const place = { x: index * (BAR + GAP), width: BAR, rx: 1 };
        const [all, bad] = [heightOf(total), heightOf(failed)];
        return (
          // Bars have no identity but their place.
          <g key={index}>
            <rect {...place} y={HEIGHT - all} height={all} className="fill-(--chart-1)" />
            <rect {...place} y={HEIGHT - bad} height={bad} className="fill-(--chart-3)" />
          </g>
        );
      })}
    </svg>
  );
}
