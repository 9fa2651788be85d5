/** One sentence for each message: Vietnamese has one form for every count. */
export type Translation<Part> = Readonly<Record<string, string> & Partial<Record<keyof Part, string>>>;
