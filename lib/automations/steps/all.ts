export { approve } from "./approve";
export { branch } from "./branch";
export { delay, delayUntil } from "./delay";
export { forEach } from "./for-each";
export { http } from "./http";
export { publish } from "./publish";
export { use } from "./use";
export { waitFor } from "./wait-for";
