/** Text as it stands in a pattern of LIKE, so that `%`, `_` and `\` mean themselves. */
export const literal = (text: string): string => text.replace(/[\\%_]/g, "\\$&");

/** The pattern of LIKE for what begins with a text. */
export const beginsWith = (text: string): string => `${literal(text)}%`;

/** The pattern of LIKE for what holds a text. */
export const holds = (text: string): string => `%${literal(text)}%`;
