import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type * as mfa from "../../../../core/api/mfa.js";
import type * as recovery from "../../../../core/api/recovery.js";
import { toast } from "../../../../webapp/shared/lib/toast.js";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { attempt } from "../../lib/attempt.js";
import { call, client } from "../../lib/client.js";
import { can, me } from "../../lib/session.js";
import { ask } from "../../ui/dialog.js";
import { Card } from "../../ui/page.js";
import { EditDialog } from "./edit-dialog.js";
import { EraseDialog } from "./erase-dialog.js";
import { GuestActions } from "./guest-actions.js";
import { PasswordDialog } from "./password-dialog.js";
import { SignInMethodDialog } from "./sign-in-method-dialog.js";
import { isAdmin, isLocked } from "./user-facts.js";
import type { PersonProps } from "./user-page.js";

type Open = "edit" | "password" | "method" | "erase" | undefined;

/** What a help desk does, each in one click and, where it cannot be undone at once, one question. */
export function UserActions(props: PersonProps): JSX.Element {
  const { user, onChange } = props;
  const [open, setOpen] = useState<Open>();
  const itself = user.id === me.value?.id;
  const admin = isAdmin(user);
  const locked = isLocked(user as never);
  const verified = (user as { email_verified?: boolean }).email_verified !== false;
  const name = `@${user.username}`;
  const done = async (work: () => Promise<unknown>, text: string) => {
    if (await attempt(work, text)) onChange();
  };
  const setRoles = (roles: string) => client.updateUserRoles(user.id, roles);
  const close = () => setOpen(undefined);
  const changed = () => {
    close();
    onChange();
  };
  return (
    <Card title="Help">
      <div class="row">
        <Button onClick={() => setOpen("edit")}>Edit profile</Button>
        <Button onClick={() => setOpen("password")}>Reset password</Button>
        {locked && (
          <Button
            kind="primary"
            onClick={() => void done(() => client.resetFailedAttempts(user.id), `${name} can sign in again.`)}
          >
            Unlock
          </Button>
        )}
        {user.mfa_active && (
          <Button
            onClick={() =>
              ask({
                title: `Reset multi-factor of ${name}?`,
                text: "They sign in with their password alone, and can set it up again with another device.",
                action: "Reset multi-factor",
                async run() {
                  await call<typeof mfa.updateMfa>("PUT", "/api/v4/users/{user_id}/mfa", {
                    params: { user_id: user.id },
                    body: { activate: false },
                  });
                  toast(`Multi-factor of ${name} is reset.`);
                  onChange();
                },
              })
            }
          >
            Reset multi-factor
          </Button>
        )}
        {!verified && (
          <Button
            onClick={() =>
              void done(
                () =>
                  call<typeof recovery.verifyEmailOf>("POST", "/api/v4/users/{user_id}/email/verify/member", {
                    params: { user_id: user.id },
                  }),
                `The address of ${name} counts as confirmed.`,
              )
            }
          >
            Confirm e-mail
          </Button>
        )}
        {can() && !itself && <Button onClick={() => setOpen("method")}>Sign-in method</Button>}
        {!itself && <GuestActions {...props} />}
        {can() && (
          <Button
            onClick={() =>
              ask({
                title: admin ? `Take the administrator’s rights from ${name}?` : `Make ${name} an administrator?`,
                text: admin
                  ? "They stay a member. Their open sessions lose the rights at once."
                  : "They may then see and change everything on this server, including other administrators.",
                action: admin ? "Take the rights" : "Make administrator",
                danger: admin,
                async run() {
                  const others = user.roles.split(" ").filter((role) => role !== "system_admin");
                  await setRoles((admin ? others : ["system_admin", ...others]).join(" "));
                  toast(admin ? `${name} is no administrator any more.` : `${name} is an administrator.`);
                  onChange();
                },
              })
            }
          >
            {admin ? "Remove as administrator" : "Make administrator"}
          </Button>
        )}
        {!itself && (
          <Button
            kind={user.delete_at > 0 ? "primary" : "secondary"}
            onClick={() =>
              user.delete_at > 0
                ? void done(() => client.updateUserActive(user.id, true), `${name} can sign in again.`)
                : ask({
                    title: `Deactivate ${name}?`,
                    text: "They are signed out everywhere and cannot sign in. Their messages stay, and you can reactivate them at any time.",
                    action: "Deactivate",
                    danger: true,
                    async run() {
                      await client.updateUserActive(user.id, false);
                      toast(`${name} is deactivated.`);
                      onChange();
                    },
                  })
            }
          >
            {user.delete_at > 0 ? "Reactivate" : "Deactivate"}
          </Button>
        )}
        {can() && (
          <a class="btn btn--secondary" href={`/api/v4/courtyard/users/${user.id}/export`} download>
            Export their data
          </a>
        )}
        {can() && !itself && <Button onClick={() => setOpen("erase")}>Erase</Button>}
      </div>
      {open === "edit" && <EditDialog user={user} onClose={close} onChanged={changed} />}
      {open === "password" && <PasswordDialog user={user} onClose={close} onChanged={changed} />}
      {open === "method" && <SignInMethodDialog user={user} onClose={close} onChanged={changed} />}
      {open === "erase" && <EraseDialog user={user} onClose={close} onChanged={changed} />}
    </Card>
  );
}
