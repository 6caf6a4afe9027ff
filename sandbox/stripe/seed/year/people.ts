import { createCustomer } from "../../customers.ts";
import type { Scope } from "../../scope.ts";
import type { Customer, JsonObject } from "../../types.ts";
import { at, DAY, pick } from "../history.ts";
import { NORTHWIND } from "../shops.ts";
import { BUSINESSES, NATIONS, nationOf, type Nation } from "./nations.ts";
import { between, chance, weighted, type Year } from "./year.ts";

/** Shares of customers who gave no name, telephone number or address. */
const NAMELESS = 0.08;
const WITHOUT_PHONE = 0.25;
const WITHOUT_ADDRESS = 0.2;

/** Stores the customers of the time before the year: the named ones and the businesses. */
export function seedRegulars(year: Year): void {
  const { world, tenant, now } = year;
  const first = NORTHWIND.people.map(([name, email], index) =>
    createCustomer(at(world, tenant, now - (400 - index) * DAY), {
      name,
      email,
      phone: `+1500555${String(101 + index).padStart(4, "0")}`,
      description: name,
      address: addressOf(year, nationOf("en")),
      metadata: { source: "web" },
    }),
  );
  const others = BUSINESSES.map(([name, email], index) =>
    createCustomer(at(world, tenant, now - (370 - index) * DAY), {
      name,
      business_name: name,
      email,
      phone: `+1206555${String(150 + index).padStart(4, "0")}`,
      address: addressOf(year, nationOf("en")),
      metadata: { source: "wholesale" },
    }),
  );
  year.customers.push(...first, ...others);
  year.businesses.push(...first.filter(({ email }) => !email?.endsWith("@example.com")), ...others);
}

/** Stores a customer who buys for the first time. */
export function newCustomer(year: Year, scope: Scope): Customer {
  const { world } = year;
  const nation = weighted(
    world,
    NATIONS.map((one) => [one, one.share] as const),
  );
  const [given, family] = [pick(world, nation.first), pick(world, nation.last)];
  const name = nation.familyFirst ? `${family} ${given}` : `${given} ${family}`;
  const isNameless = chance(world, NAMELESS);
  const number = year.customers.length;
  const phone = nation.phone(String(between(world, 0, 99)).padStart(2, "0"));
  const customer = createCustomer(scope, {
    name: isNameless ? null : name,
    email: mailName(given, family, number, nation),
    ...(isNameless || chance(world, WITHOUT_PHONE) ? {} : { phone }),
    ...(isNameless || chance(world, WITHOUT_ADDRESS) ? {} : { address: addressOf(year, nation) }),
    preferred_locales: [nation.locale],
    metadata: {
      source: weighted(world, [
        ["web", 7],
        ["pop-up", 2],
        ["referral", 1],
      ]),
    },
  });
  year.customers.push(customer);
  return customer;
}

/** `lea.dubois31@example.fr`; letters without a Latin form become a number. */
function mailName(given: string, family: string, number: number, nation: Nation): string {
  const plain = `${given}.${family}`
    .normalize("NFD")
    .replaceAll("ø", "o")
    .replaceAll(/[^A-Za-z.]/g, "")
    .toLowerCase();
  return `${plain === "." ? "customer" : plain}${number}@${nation.domain}`;
}

function addressOf(year: Year, nation: Nation): JsonObject {
  const { world } = year;
  const [city, postalCode, state] = pick(world, nation.cities);
  const street = pick(world, nation.streets);
  const number = between(world, 1, 240);
  return {
    city,
    country: nation.country,
    line1: nation.locale.startsWith("en") ? `${number} ${street}` : `${street} ${number}`,
    line2: null,
    postal_code: postalCode,
    state,
  };
}
