import type { UserProfile } from "@mattermost/types/users";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type * as api from "../../../../core/api/bots.js";
import type { Bot } from "../../../../core/api/bots.js";
import { toast } from "../../../../webapp/shared/lib/toast.js";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { attempt } from "../../lib/attempt.js";
import { call, client } from "../../lib/client.js";
import { useLoad } from "../../lib/load.js";
import { can, clientConfig } from "../../lib/session.js";
import { ask } from "../../ui/dialog.js";
import { Await, Card, Page } from "../../ui/page.js";
import { Table } from "../../ui/table.js";
import { BotDialog } from "./bot-dialog.js";
import { OwnerDialog } from "./owner-dialog.js";
import { TokensDialog } from "./tokens-dialog.js";

const PER_PAGE = 200;

interface Listed {
  bots: Bot[];
  owners: Map<string, UserProfile>;
}

/** All bots, a page of the API after the other, with the people who answer for them. */
async function load(): Promise<Listed> {
  const bots: Bot[] = [];
  for (let page = 0; bots.length === page * PER_PAGE; page++) {
    const query = { include_deleted: true, page, per_page: PER_PAGE };
    bots.push(...(await call<typeof api.getBots>("GET", "/api/v4/bots", { query })));
  }
  const ids = [...new Set(bots.map((bot) => bot.owner_id))];
  const people = ids.length > 0 ? await client.getProfilesByIds(ids) : [];
  return { bots, owners: new Map(people.map((person) => [person.id, person])) };
}

type Open = { what: "edit"; bot?: Bot } | { what: "tokens" | "owner"; bot: Bot };

/** The accounts of programs: made, named, stopped, handed over, and given the tokens they act with. */
export function BotsPage(): JSX.Element {
  const [open, setOpen] = useState<Open>();
  const listed = useLoad(load);
  const close = () => setOpen(undefined);
  const setActive = async (bot: Bot, active: boolean) => {
    const params = { bot_user_id: bot.user_id };
    const path = `/api/v4/bots/{bot_user_id}/${active ? "enable" : "disable"}` as const;
    const work = () => call<typeof api.enableBot | typeof api.disableBot>("POST", path, { params });
    if (active) {
      if (await attempt(work, `@${bot.username} works again.`)) listed.reload();
      return;
    }
    ask({
      title: `Disable @${bot.username}?`,
      text: "What it does stops at once. What it wrote stays, and it can be enabled again with the tokens it has.",
      action: "Disable",
      danger: true,
      async run() {
        await work();
        toast(`@${bot.username} is disabled.`);
        listed.reload();
      },
    });
  };
  const makes = can("create_bot") && clientConfig.value["EnableBotAccountCreation"] === "true";
  return (
    <Page
      title="Bots"
      lead="Accounts for programs. A bot has no password: it acts with access tokens, and somebody answers for it."
      actions={
        makes && (
          <Button kind="primary" onClick={() => setOpen({ what: "edit" })}>
            Add a bot
          </Button>
        )
      }
    >
      <Await from={listed}>
        {({ bots, owners }) =>
          bots.length === 0 ? (
            <Card>
              <p class="muted">
                There are none yet.{" "}
                {makes
                  ? "Add one, make a token for it, and add it to the teams and channels it works in."
                  : "The setting “Bot accounts” has to be on before one can be added."}
              </p>
            </Card>
          ) : (
            <BotTable bots={bots} owners={owners} onOpen={setOpen} onActive={setActive} />
          )
        }
      </Await>
      {open?.what === "edit" && <BotDialog bot={open.bot} onClose={close} onSaved={listed.reload} />}
      {open?.what === "tokens" && <TokensDialog bot={open.bot} onClose={close} />}
      {open?.what === "owner" && <OwnerDialog bot={open.bot} onClose={close} onSaved={listed.reload} />}
    </Page>
  );
}

interface BotTableProps extends Listed {
  onOpen(open: Open): void;
  onActive(bot: Bot, active: boolean): Promise<void>;
}

function BotTable({ bots, owners, onOpen, onActive }: BotTableProps): JSX.Element {
  const name = (bot: Bot) => <span class="visually-hidden"> @{bot.username}</span>;
  return (
    <Card flush>
      <Table
        label="Bots"
        rows={bots}
        keyOf={(bot) => bot.user_id}
        columns={[
          {
            key: "name",
            title: "Bot",
            head: true,
            cell: (bot) => (
              <>
                @{bot.username}
                {bot.display_name && <span class="muted"> {bot.display_name}</span>}
              </>
            ),
          },
          { key: "what", title: "For", cell: (bot) => <span class="break">{bot.description || "–"}</span> },
          { key: "owner", title: "Answered for by", cell: (bot) => <Owner of={owners.get(bot.owner_id)} /> },
          {
            key: "state",
            title: "State",
            cell: (bot) => (bot.delete_at > 0 ? <span class="tag">disabled</span> : "works"),
          },
          {
            key: "do",
            title: "Actions",
            actions: true,
            cell: (bot) => (
              <span class="row">
                <Button small onClick={() => onOpen({ what: "edit", bot })}>
                  Change{name(bot)}
                </Button>
                <Button small onClick={() => onOpen({ what: "tokens", bot })}>
                  Tokens{name(bot)}
                </Button>
                <Button small onClick={() => onOpen({ what: "owner", bot })}>
                  Hand over{name(bot)}
                </Button>
                <Button small onClick={() => void onActive(bot, bot.delete_at > 0)}>
                  {bot.delete_at > 0 ? "Enable" : "Disable"}
                  {name(bot)}
                </Button>
              </span>
            ),
          },
        ]}
      />
    </Card>
  );
}

function Owner({ of: person }: { of: UserProfile | undefined }): JSX.Element {
  if (!person) return <span class="muted">unknown</span>;
  return (
    <>
      @{person.username}
      {person.delete_at > 0 && <span class="muted"> (deactivated)</span>}
    </>
  );
}
