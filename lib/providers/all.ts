export { jiraAdapter as jira } from "./jira";
export { slackAdapter as slack } from "./slack";
export { stripeAdapter as stripe } from "./stripe";
export { twilioAdapter as twilio } from "./twilio";
