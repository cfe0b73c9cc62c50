import { onePort } from "../ports.js";

/** Whether one more person may use this server. */
export interface Seats {
  /**
   * Called inside the transaction that adds or reactivates an account, with a way to count the active ones.
   * @throws AppError 400 when no seat is left
   */
  admit(count: () => Promise<number>): Promise<void>;
}

/** The community has as many seats as people. */
export const seats = onePort<Seats>("seats", { admit: async () => {} });
