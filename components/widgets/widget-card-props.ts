import type { ReactNode } from "react";

import type { WidgetData, WidgetInstance } from "@/lib/widgets/data";

export interface WidgetCardProps {
  instance: WidgetInstance;
  /** The server's answer for the first paint. */
  initialData?: WidgetData | undefined;
  /** The provider's name while no account of it is connected: the card says so and asks the server for nothing. */
  unconnected?: string | undefined;
  /** The card's own menu, drawn in its header. */
  menu?: ReactNode;
}
