export { slackAdapter as slack } from "./slack";
export { stripeAdapter as stripe } from "./stripe";
