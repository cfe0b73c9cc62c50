/** Builds the named parts if they are out of date (all parts without names); throws when one cannot be built. */
export function build(log: (line: string) => void, names?: string[]): Promise<void>;

/** The names in the object `capabilities` of the module's source. */
export function capabilitiesIn(source: string): string[];
