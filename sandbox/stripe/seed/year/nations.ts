/** Names, places and telephone numbers by country. The numbers come from ranges that nobody is given. */
export type Nation = {
  country: string;
  currency: "usd" | "eur" | "jpy" | "kwd";
  /** Share of the customers, of 100. */
  share: number;
  locale: string;
  domain: string;
  first: readonly string[];
  last: readonly string[];
  cities: readonly (readonly [city: string, postalCode: string, state: string | null])[];
  streets: readonly string[];
  /** A telephone number; `n` is under 100. */
  phone: (n: string) => string;
  familyFirst?: boolean;
};

const list = (text: string): string[] => text.split(" ");

const ENGLISH_STREETS = ["Maple Street", "Oak Avenue", "Harbor Road", "Mill Lane", "Cedar Court"];

export const NATIONS: readonly Nation[] = [
  {
    country: "US",
    currency: "usd",
    share: 58,
    locale: "en",
    domain: "example.com",
    first: list(
      "James Maria Robert Linda Michael Aisha David Susan Jamal Karen Carlos Nancy Tyler Jessica Andre Megan Kevin Rachel Diego Hannah Brian Chloe Malik Erin Victor Allison Wei Naomi Trevor Simone",
    ),
    last: list(
      "Smith Johnson Garcia Williams Nguyen Brown Davis Martinez Miller Wilson Patel Anderson Kim Thomas Jackson Rivera Lee Harris Clark Lewis Robinson Walker Young Hall Flores Wright Torres Hill Scott Green",
    ),
    cities: [
      ["Seattle", "98101", "WA"],
      ["Portland", "97205", "OR"],
      ["San Francisco", "94110", "CA"],
      ["Denver", "80202", "CO"],
      ["Austin", "78701", "TX"],
      ["Chicago", "60607", "IL"],
      ["Brooklyn", "11201", "NY"],
      ["Boston", "02116", "MA"],
    ],
    streets: ENGLISH_STREETS,
    phone: (n) => `+120655501${n}`,
  },
  {
    country: "GB",
    currency: "usd",
    share: 8,
    locale: "en-GB",
    domain: "example.co.uk",
    first: list("Oliver Amelia George Isla Harry Poppy Jack Freya Callum Zara Rhys Imogen"),
    last: list("Taylor Evans Hughes Khan Edwards Thompson Ward Morgan Begum Fraser Pritchard Cole"),
    cities: [
      ["London", "E8 3DL", null],
      ["Bristol", "BS1 4DJ", null],
      ["Leeds", "LS1 5AA", null],
    ],
    streets: ENGLISH_STREETS,
    phone: (n) => `+4477009001${n}`,
  },
  {
    country: "CA",
    currency: "usd",
    share: 6,
    locale: "en-CA",
    domain: "example.ca",
    first: list("Liam Sophie Ethan Camille Noah Aaliyah Gabriel Emma Ravi Claire"),
    last: list("Tremblay Singh MacDonald Roy Gagnon Campbell Wong Bouchard Fraser Dhillon"),
    cities: [
      ["Vancouver", "V6B 1A1", "BC"],
      ["Toronto", "M5V 2T6", "ON"],
      ["Montréal", "H2X 1Y4", "QC"],
    ],
    streets: ENGLISH_STREETS,
    phone: (n) => `+160455501${n}`,
  },
  {
    country: "DE",
    currency: "eur",
    share: 8,
    locale: "de",
    domain: "example.de",
    first: list("Lukas Anna Felix Lena Jürgen Sabine Tobias Katharina Emre Miriam"),
    last: list("Müller Schmidt Weber Wagner Becker Hoffmann Schäfer Koch Yilmaz Krüger"),
    cities: [
      ["Berlin", "10115", null],
      ["Hamburg", "20095", null],
      ["München", "80331", null],
    ],
    streets: ["Lindenstraße", "Hauptstraße", "Gartenweg"],
    phone: (n) => `+49302312550${n}`,
  },
  {
    country: "FR",
    currency: "eur",
    share: 5,
    locale: "fr",
    domain: "example.fr",
    first: list("Camille Hugo Léa Mathis Inès Théo Chloé Karim Élodie Antoine"),
    last: list("Martin Bernard Dubois Moreau Lefebvre Rousseau Benali Girard Fournier Mercier"),
    cities: [
      ["Paris", "75011", null],
      ["Lyon", "69002", null],
    ],
    streets: ["rue des Lilas", "avenue Victor Hugo", "rue du Marché"],
    phone: (n) => `+331990000${n}`,
  },
  {
    country: "SE",
    currency: "eur",
    share: 4,
    locale: "sv",
    domain: "example.se",
    first: list("Erik Astrid Lars Ingrid Nils Elsa Björn Maja Åsa Oskar"),
    last: list("Andersson Johansson Nilsson Öberg Lindström Bergqvist Sjöberg Åkesson"),
    cities: [
      ["Stockholm", "111 22", null],
      ["Göteborg", "411 03", null],
    ],
    streets: ["Storgatan", "Kyrkogatan", "Björkvägen"],
    phone: (n) => `+467017406${n}`,
  },
  {
    country: "ES",
    currency: "eur",
    share: 4,
    locale: "es",
    domain: "example.es",
    first: list("Lucía Javier Carmen Pablo Elena Álvaro Nuria Sergio"),
    last: list("García Fernández López Sánchez Romero Navarro Iglesias Molina"),
    cities: [
      ["Madrid", "28004", null],
      ["Barcelona", "08003", null],
    ],
    streets: ["Calle Mayor", "Calle del Sol", "Avenida de la Paz"],
    phone: (n) => `+349100000${n}`,
  },
  {
    country: "JP",
    currency: "jpy",
    share: 5,
    locale: "ja",
    domain: "example.jp",
    first: list("陽菜 蓮 美月 大翔 結衣 湊 葵 悠真"),
    last: list("佐藤 鈴木 高橋 田中 渡辺 中村 小林 山本"),
    cities: [
      ["東京都渋谷区", "150-0001", null],
      ["京都市中京区", "604-8005", null],
    ],
    streets: ["神宮前", "三条通"],
    phone: (n) => `+8190000000${n}`,
    familyFirst: true,
  },
  {
    country: "KW",
    currency: "kwd",
    share: 2,
    locale: "ar",
    domain: "example.com.kw",
    first: list("Noura Abdullah Dalal Fahad Maryam Yousef"),
    last: list("Al-Sabah Al-Mutairi Al-Rashid Al-Enezi Al-Ajmi Behbehani"),
    cities: [["Kuwait City", "15000", null]],
    streets: ["Gulf Road", "Salem Al Mubarak Street"],
    phone: (n) => `+9655000000${n}`,
  },
];

/** The nation that speaks a language; the shop's own when none does. */
export function nationOf(locale: string): Nation {
  const nation = NATIONS.find((one) => one.locale === locale) ?? NATIONS[0];
  if (!nation) throw new Error("There are no nations.");
  return nation;
}

/** Businesses that buy by the sack and by invoice. */
export const BUSINESSES: readonly (readonly [name: string, email: string])[] = [
  ["Lantern Coffee Bar", "orders@lantern.example"],
  ["Morrow & Sons Bakery", "kitchen@morrow.example"],
  ["Northside Cowork", "office@northside.example"],
  ["Pilot House Hotel", "purchasing@pilothouse.example"],
  ["Juniper Books", "hello@juniper.example"],
  ["The Daily Grain", "buy@dailygrain.example"],
  ["Ferry Street Deli", "orders@ferrystreet.example"],
  ["Atlas Design Studio", "accounts@atlas.example"],
  ["Summit Dental Group", "frontdesk@summit.example"],
  ["Riverbend School", "office@riverbend.example"],
  ["Paper Crane Teahouse", "hello@papercrane.example"],
  ["Goldfinch Catering", "events@goldfinch.example"],
];
