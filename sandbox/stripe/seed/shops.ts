/** The two businesses of the demo seed. Amounts are in minor units. */
export type Shop = {
  account: {
    id: string;
    name: string;
    email: string;
    country: string;
    currency: string;
    url: string;
    timezone: string;
  };
  orderPrefix: string;
  people: readonly (readonly [name: string, email: string])[];
  goods: readonly { text: string; currency: string; amount: number }[];
  plans: readonly {
    product: string;
    description: string;
    currency: string;
    amount: number;
    interval: string;
  }[];
  payments: number;
  subscriptions: number;
};

export const NORTHWIND: Shop = {
  account: {
    id: "acct_1NorthwindRoastr",
    name: "Northwind Roasters",
    email: "hello@northwind-roasters.example",
    country: "US",
    currency: "usd",
    url: "https://northwind-roasters.example",
    timezone: "America/Los_Angeles",
  },
  orderPrefix: "NW",
  people: [
    ["Ada Whitfield", "ada.whitfield@example.com"],
    ["Mateo Alvarez", "mateo.alvarez@example.com"],
    ["Priya Raman", "priya.raman@example.com"],
    ["Jonas Bergström", "jonas.bergstrom@example.com"],
    ["Grace Okafor", "grace.okafor@example.com"],
    ["Liam O'Connell", "liam.oconnell@example.com"],
    ["Sofia Marchetti", "sofia.marchetti@example.com"],
    ["Daniel Park", "daniel.park@example.com"],
    ["Noor Haddad", "noor.haddad@example.com"],
    ["Emily Chen", "emily.chen@example.com"],
    ["Oskar Nowak", "oskar.nowak@example.com"],
    ["Camille Laurent", "camille.laurent@example.com"],
    ["Theo van Dijk", "theo.vandijk@example.com"],
    ["Hannah Fischer", "hannah.fischer@example.com"],
    ["Marcus Reed", "marcus.reed@example.com"],
    ["Yuki Tanaka", "yuki.tanaka@example.com"],
    ["Isabel Duarte", "isabel.duarte@example.com"],
    ["Samuel Adeyemi", "samuel.adeyemi@example.com"],
    ["Freya Lindqvist", "freya.lindqvist@example.com"],
    ["Harbour Street Café", "orders@harbour-street.example"],
    ["The Reading Room", "kitchen@reading-room.example"],
    ["Blue Door Bakery", "accounts@blue-door.example"],
    ["Fieldwork Studio", "office@fieldwork.example"],
    ["Cedar & Pine Hotel", "purchasing@cedar-pine.example"],
    ["Olivia Grant", "olivia.grant@example.com"],
    ["Peter Novák", "peter.novak@example.com"],
  ],
  goods: [
    { text: "Ethiopia Yirgacheffe, 250 g", currency: "usd", amount: 1850 },
    { text: "House espresso, 1 kg", currency: "usd", amount: 3900 },
    { text: "Pour-over starter set", currency: "usd", amount: 6450 },
    { text: "Colombia Huila, 500 g", currency: "usd", amount: 2600 },
    { text: "Barista workshop, one seat", currency: "usd", amount: 9500 },
    { text: "Wholesale order, 12 kg", currency: "usd", amount: 28_800 },
    { text: "Gift card", currency: "usd", amount: 5000 },
    { text: "Decaf sampler", currency: "eur", amount: 1480 },
    { text: "House espresso, 1 kg (EU)", currency: "eur", amount: 3650 },
    { text: "Wholesale order, 6 kg (EU)", currency: "eur", amount: 15_200 },
  ],
  plans: [
    {
      product: "Coffee Club",
      description: "Two bags of single-origin coffee every month",
      currency: "usd",
      amount: 3200,
      interval: "month",
    },
    {
      product: "Office Beans",
      description: "Four kilos of house espresso every month",
      currency: "usd",
      amount: 14_500,
      interval: "month",
    },
    {
      product: "Tasting Pass",
      description: "Every public cupping for a year",
      currency: "usd",
      amount: 24_000,
      interval: "year",
    },
  ],
  payments: 104,
  subscriptions: 10,
};

export const KISSATEN: Shop = {
  account: {
    id: "acct_1KissatenCoffeeJ",
    name: "Kissaten Coffee",
    email: "info@kissaten-coffee.example",
    country: "JP",
    currency: "jpy",
    url: "https://kissaten-coffee.example",
    timezone: "Asia/Tokyo",
  },
  orderPrefix: "KC",
  people: [
    ["佐藤 美咲", "misaki.sato@example.jp"],
    ["鈴木 健太", "kenta.suzuki@example.jp"],
    ["高橋 葵", "aoi.takahashi@example.jp"],
    ["田中 翔", "sho.tanaka@example.jp"],
    ["伊藤 さくら", "sakura.ito@example.jp"],
    ["渡辺 大輔", "daisuke.watanabe@example.jp"],
    ["Layla Al-Sabah", "layla.alsabah@example.com"],
    ["Yousef Al-Mutairi", "yousef.almutairi@example.com"],
    ["Fatima Behbehani", "fatima.behbehani@example.com"],
    ["小林 結衣", "yui.kobayashi@example.jp"],
    ["加藤 蓮", "ren.kato@example.jp"],
    ["Dar Al Qahwa", "orders@dar-al-qahwa.example"],
    ["喫茶 月光", "info@gekko.example.jp"],
    ["山本 陽子", "yoko.yamamoto@example.jp"],
  ],
  goods: [
    { text: "深煎りブレンド 200g", currency: "jpy", amount: 1480 },
    { text: "水出しコーヒーセット", currency: "jpy", amount: 3980 },
    { text: "ドリップバッグ 10個", currency: "jpy", amount: 1800 },
    { text: "焙煎体験 1名", currency: "jpy", amount: 6500 },
    { text: "Kyoto blend, 500 g", currency: "kwd", amount: 7250 },
    { text: "Cold brew tower, deposit", currency: "kwd", amount: 45_500 },
    { text: "Sample box", currency: "kwd", amount: 3120 },
  ],
  plans: [
    {
      product: "月替わりの豆",
      description: "毎月ちがう産地の豆をお届けします",
      currency: "jpy",
      amount: 2980,
      interval: "month",
    },
  ],
  payments: 56,
  subscriptions: 4,
};
