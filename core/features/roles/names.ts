/** The names in the `roles` of an account, a membership or a session: one text, names with spaces between them. */
export const roleNames = (roles: string): string[] => roles.split(/\s+/).filter(Boolean);

/** Whether an account is a guest's. */
export const isGuest = ({ roles }: { readonly roles: string }): boolean => roleNames(roles).includes("system_guest");

/** Whether an account is a system administrator's. */
export const isAdmin = ({ roles }: { readonly roles: string }): boolean => roleNames(roles).includes("system_admin");
