/** Why an address of mail cannot be right, or "". */
export function emailProblem(email: string): string {
  return email === "" || /^\S+@\S+$/.test(email.trim()) ? "" : "Enter an address like anna@example.org.";
}

/** Why a user name cannot be used, or "". */
export function usernameProblem(name: string): string {
  if (name === "") return "";
  if (!/^[a-z]/.test(name)) return "Start with a letter from a to z.";
  if (!/^[a-z0-9._-]*$/.test(name)) return "Use only small letters, digits, dots, dashes and underscores.";
  return name.length > 64 ? "Use at most 64 characters." : "";
}

/** A user name made of the part before the @ of an address. */
export function suggestUsername(email: string): string {
  const local = (email.split("@")[0] ?? "").toLowerCase().replace(/[^a-z0-9._-]/g, "");
  return local.replace(/^[^a-z]+/, "").slice(0, 64);
}

/** 0 empty or too short, 1 weak, 2 fair, 3 good. A rough guide; the server decides. */
export function passwordLevel(password: string, min: number): 0 | 1 | 2 | 3 {
  if (password.length < min) return 0;
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password)).length;
  const points = password.length / 6 + kinds / 2;
  return points >= 3.5 ? 3 : points >= 2.2 ? 2 : 1;
}
