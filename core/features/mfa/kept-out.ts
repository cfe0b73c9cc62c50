/**
 * What somebody must do first before they are answered anything, and so before anything of a message may reach them in
 * another way; "" = nothing.
 */
export type KeptOut = "" | "terms" | "second-factor";
