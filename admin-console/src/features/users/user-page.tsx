import type { UserProfile } from "@mattermost/types/users";
import type { JSX } from "preact";
import { client } from "../../lib/client.js";
import { ago, fullName, moment } from "../../lib/format.js";
import { useLoad } from "../../lib/load.js";
import { to } from "../../lib/routes.js";
import { can, me } from "../../lib/session.js";
import { Await, Card, Page } from "../../ui/page.js";
import { UserActions } from "./user-actions.js";
import { signInWith, UserBadges, Who } from "./user-facts.js";
import { UserSessions } from "./user-sessions.js";
import { UserTeams } from "./user-teams.js";
import { UserTokens } from "./user-tokens.js";

export interface PersonProps {
  user: UserProfile;
  /** Whether the person in front of the screen may change this one. */
  writes: boolean;
  onChange(): void;
}

/** One person: who they are, and everything a help desk does for them, one click away. */
export function UserPage({ id }: { id: string }): JSX.Element {
  const loaded = useLoad(() => client.getUser(id), [id]);
  const title = loaded.data ? `@${loaded.data.username}` : "Person";
  return (
    <Page title={title} lead={<a href={to("users")}>All people</a>}>
      <Await from={loaded}>
        {(user) => {
          const writes = can("sysconsole_write_user_management_users");
          const props = { user, writes, onChange: loaded.reload };
          return (
            <>
              <div class="columns">
                <Profile {...props} />
                {writes && <UserActions {...props} />}
              </div>
              <UserTeams {...props} />
              <UserSessions {...props} />
              <UserTokens {...props} />
              <div class="columns">
                <Notifications {...props} />
                {can("read_audits") && <Records {...props} />}
              </div>
            </>
          );
        }}
      </Await>
    </Page>
  );
}

function Profile({ user }: PersonProps): JSX.Element {
  const details = user as UserProfile & { email_verified?: boolean; failed_attempts?: number };
  return (
    <Card>
      <div class="row">
        <Who user={user} large />
        <UserBadges user={user} />
      </div>
      <dl class="facts">
        <dt>Name</dt>
        <dd>{fullName(user) || "–"}</dd>
        <dt>E-mail</dt>
        <dd class="break">
          {user.email} {details.email_verified === false && <span class="badge badge--warn">not confirmed</span>}
        </dd>
        <dt>Signs in with</dt>
        <dd>{signInWith(user.auth_service)}</dd>
        <dt>Failed sign-ins</dt>
        <dd>{details.failed_attempts ?? 0} in a row</dd>
        <dt>Position</dt>
        <dd>{user.position || "–"}</dd>
        <dt>Account since</dt>
        <dd>{moment(user.create_at)}</dd>
        <dt>Password set</dt>
        <dd>{moment(user.last_password_update)}</dd>
        <dt>Id</dt>
        <dd class="break">
          <code>{user.id}</code>
        </dd>
      </dl>
      {user.id === me.value?.id && <p class="small muted">This is your own account.</p>}
    </Card>
  );
}

const WHEN: Record<string, string> = {
  all: "every message",
  mention: "mentions and direct messages",
  none: "nothing",
  default: "as the server has it",
};

/** Why somebody hears, or does not hear, of messages. */
function Notifications({ user }: PersonProps): JSX.Element {
  const status = useLoad(() => client.getStatus(user.id), [user.id]);
  const props = user.notify_props as unknown as Record<string, string>;
  const quiet = status.data?.status === "dnd";
  return (
    <Card title="Notifications">
      {quiet && <p class="notice notice--warn">Does not want to be disturbed now: nothing is notified.</p>}
      <dl class="facts">
        <dt>Status</dt>
        <dd>{status.data?.status ?? "…"}</dd>
        <dt>On the desktop</dt>
        <dd>{WHEN[props["desktop"] ?? ""] ?? "–"}</dd>
        <dt>On phones</dt>
        <dd>
          {WHEN[props["push"] ?? ""] ?? "–"}
          {props["push_status"] &&
            `, when ${props["push_status"] === "online" ? "online, away or offline" : props["push_status"] === "away" ? "away or offline" : "offline"}`}
        </dd>
        <dt>By mail</dt>
        <dd>{props["email"] === "true" ? "yes" : "no"}</dd>
        <dt>Words</dt>
        <dd class="break">{props["mention_keys"] || "only the user name"}</dd>
        <dt>@all and @channel</dt>
        <dd>{props["channel"] === "false" ? "do not count" : "count"}</dd>
      </dl>
      <p class="small muted">Channels a person has muted do not notify either; only they can see and change that.</p>
    </Card>
  );
}

/** What the person did lately, from the audit log. */
function Records({ user }: PersonProps): JSX.Element {
  const audits = useLoad(() => client.getUserAudits(user.id, 0, 10), [user.id]);
  return (
    <Card title="What they did lately">
      <Await from={audits}>
        {(entries) =>
          entries.length === 0 ? (
            <p class="muted">There is no entry.</p>
          ) : (
            <ul class="list">
              {entries.map((entry) => (
                <li key={entry.id}>
                  <span class="break">
                    {entry.action} <small class="muted">{entry.extra_info}</small>
                  </span>
                  <time class="small muted">{ago(entry.create_at)}</time>
                </li>
              ))}
            </ul>
          )
        }
      </Await>
    </Card>
  );
}
