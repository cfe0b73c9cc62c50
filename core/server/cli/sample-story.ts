/** Somebody of the sample team, by first name. */
export type Name = "aiko" | "jonas" | "sam" | "lucia" | "noor" | "piotr" | "mei" | "tom";

export const PEOPLE: Record<Name, { full: string; position: string }> = {
  aiko: { full: "Aiko Tanaka", position: "Head gardener" },
  jonas: { full: "Jonas Lind", position: "Glasshouses" },
  sam: { full: "Sam Okafor", position: "Visitors and events" },
  lucia: { full: "Lucia Romero", position: "Seed bank" },
  noor: { full: "Noor Haddad", position: "Education" },
  piotr: { full: "Piotr Nowak", position: "Workshop" },
  mei: { full: "Mei Chen", position: "Office" },
  tom: { full: "Tom Byrne", position: "Apprentice" },
};

export interface Line {
  readonly by: Name;
  /** `{you}` stands for a mention of the administrator. */
  readonly says: string;
  /** Answers in the thread of the last message that was none. */
  readonly reply?: true;
  readonly pinned?: true;
  readonly reactions?: readonly (readonly [emoji: string, ...by: Name[]])[];
}

export interface Channel {
  readonly name: string;
  readonly title: string;
  readonly purpose: string;
  readonly lines: readonly Line[];
}

/** What is talked about in each channel of the sample team. */
export const CHANNELS: readonly Channel[] = [
  {
    name: "planning",
    title: "Planning",
    purpose: "What we do this week, and who does it",
    lines: [
      {
        by: "aiko",
        says: "Good morning! **This week**\n\n- [x] order bulbs\n- [ ] clear the north bed\n- [ ] mend the gate\n- [ ] labels for the herb walk",
        pinned: true,
        reactions: [["+1", "jonas", "mei", "tom"]],
      },
      {
        by: "tom",
        says: "I can start on the north bed tomorrow. Is the small digger free?",
        reactions: [["muscle", "aiko"]],
      },
      { by: "piotr", says: "It is, until Thursday. The key hangs in the workshop.", reply: true },
      { by: "tom", says: "Thank you!", reply: true },
      { by: "aiko", says: "Please leave the old rose where it is, it moves in autumn.", reply: true },
      {
        by: "mei",
        says: "The budget of the beds:\n\n| Bed | Plants | Cost |\n|:--|--:|--:|\n| North | 120 | 340.00 |\n| South | 84 | 215.50 |\n| Herb walk | 60 | 98.00 |",
        reactions: [["eyes", "aiko", "lucia"]],
      },
      { by: "mei", says: "{you} can you have a look at it before Friday?", reply: true },
      { by: "aiko", says: "The bulbs are in it already, only the gate is missing.", reply: true },
      {
        by: "sam",
        says: "Lunch at noon under the lime tree, I bring bread. :sunny:",
        reactions: [
          ["yum", "tom", "noor", "mei", "piotr"],
          ["wave", "lucia"],
        ],
      },
    ],
  },
  {
    name: "greenhouse",
    title: "Greenhouse",
    purpose: "Temperature, watering, what grows under glass",
    lines: [
      { by: "jonas", says: "The heating in house 2 came on at 4:10, outside it was −3 °C. All plants are well." },
      { by: "aiko", says: "That was close. Does the sensor report by itself now?", reply: true },
      {
        by: "jonas",
        says: 'Yes, every ten minutes:\n```json\n{ "house": 2, "temperature": 11.4, "vents": "closed" }\n```',
        reply: true,
        reactions: [["tada", "aiko", "piotr"]],
      },
      {
        by: "lucia",
        says: "The first orchids are open! Come and see them before the visitors do.",
        reactions: [
          ["heart_eyes", "noor", "sam", "mei"],
          ["cherry_blossom", "aiko"],
        ],
      },
      { by: "tom", says: "Which hose is for house 3? There are two without a label." },
      { by: "jonas", says: "The blue one. I will write it on.", reply: true, reactions: [["pray", "tom"]] },
    ],
  },
  {
    name: "visitors",
    title: "Visitors",
    purpose: "Tours, opening hours, questions from outside",
    lines: [
      { by: "sam", says: "Saturday: two tours, 10:00 in English and 14:00 in Spanish. 38 people have signed up." },
      { by: "lucia", says: "I take the Spanish one.", reply: true, reactions: [["raised_hands", "sam"]] },
      {
        by: "noor",
        says: "A class of twenty comes on Wednesday at nine. They would like to see seeds under the microscope.",
      },
      { by: "lucia", says: "With pleasure. I set up three of them.", reply: true },
      { by: "noor", says: "You are wonderful :sunflower:", reply: true },
      {
        by: "mei",
        says: "> Do you have parking for bicycles?\n\nAsked four times this week. I added it to the page of questions.",
        reactions: [["bike", "sam", "tom"]],
      },
    ],
  },
  {
    name: "seed-bank",
    title: "Seed bank",
    purpose: "What is kept, lent and sown",
    lines: [
      { by: "lucia", says: "Inventory done: **1,204 kinds**, 31 of them low. `inventory --low` lists them." },
      { by: "mei", says: "Shall I order, or do we swap with the other gardens?", reply: true },
      { by: "lucia", says: "Swap first. I write to them today.", reply: true },
      {
        by: "piotr",
        says: "The second freezer is repaired: −18 °C since this morning.",
        reactions: [["snowflake", "lucia", "jonas"]],
      },
      { by: "aiko", says: "{you} the beans for the school garden are packed, they can go out with you." },
    ],
  },
];

/** What is said when more messages are wanted than there is to tell. */
export const FILLERS: readonly string[] = [
  "Good morning! What is on today?",
  "The plan for next week is ready, please have a look.",
  "Can somebody open the gate at eight?",
  "Done. :white_check_mark:",
  "Thank you, that helps a lot!",
  "Lunch at noon?",
  "The delivery comes on Thursday. #delivery",
  "Let us talk about it in the thread.",
  "It rains, the tour starts in the glasshouse.",
  "Who took the long ladder?",
];

/** What comes to the administrator alone. */
export const GREETING: readonly Line[] = [
  { by: "sam", says: "Hello! We filled this team so that you can look around. Nobody here is real." },
  { by: "sam", says: "Try a reply in a thread, a reaction, a search for `delivery`, or drop a file into this field." },
];
