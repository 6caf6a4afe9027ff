import { CHOICE_GROUP, ChoiceLinks, ChoiceMenu } from "@/components/shell/choice-menu";
import type { AccountOption } from "@/lib/business/accounts";

/** Chooses the account that the page shows. Nothing is drawn for a single account. */
export function AccountSwitch({ options }: { options: readonly AccountOption[] }) {
  const current = options.find(({ isCurrent }) => isCurrent);
  if (!current || options.length < 2) return null;
  return (
    <div className={CHOICE_GROUP}>
      <ChoiceMenu
        id="shown-account"
        label="Account to show"
        current={current.key}
        width="w-72 max-w-[90vw]"
        panel={<ChoiceLinks choices={options} />}
      >
        <span className="text-muted font-normal max-md:sr-only">Showing</span>{" "}
        <span className="max-w-48 truncate">{current.label}</span>{" "}
        {current.note === null ? null : (
          <span className="text-muted text-xs font-normal">{current.note}</span>
        )}
      </ChoiceMenu>
    </div>
  );
}
