import type { JSX } from "preact";
import { UserPage } from "./user-page.js";
import { UsersList } from "./users-list.js";

export function UsersPages({ item }: { item: string }): JSX.Element {
  return item ? <UserPage key={item} id={item} /> : <UsersList />;
}
