/** Builds the named parts if they are out of date (all parts without names); throws when one cannot be built. */
export function build(log: (line: string) => void, names?: string[]): Promise<void>;
