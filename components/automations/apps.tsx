import { AppMark } from "@/components/ui/app-mark";
import { Icon } from "@/components/ui/icon";
import { humanise } from "@/lib/core/text";

/** The apps of an automation in their order, as marks with names for screen readers. */
export function Apps({ apps }: { apps: readonly string[] }) {
  return (
    <span className="flex items-center gap-1">
      {apps.map((app, index) => (
        <span key={app} className="flex items-center gap-1">
          {index > 0 ? <Icon name="next" className="text-muted size-3" /> : null}
          <AppMark id={app} label={humanise(app)} />
        </span>
      ))}
    </span>
  );
}
