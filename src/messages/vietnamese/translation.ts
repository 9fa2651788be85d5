/** One sentence for each message of a part, and no other: Vietnamese has one form for every count. */
export type Translation<Part> = Readonly<Record<keyof Part, string>>;
