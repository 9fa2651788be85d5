/** A sentence with {named} places, or one for each plural form of its `count`. */
export type Message = string | { readonly one: string; readonly other: string };
