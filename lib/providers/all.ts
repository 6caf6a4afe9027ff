export { stripeAdapter as stripe } from "./stripe";
