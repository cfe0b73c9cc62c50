import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ReplyOf } from "../../../../core/api/endpoint.js";
import type * as api from "../../../../core/api/mail.js";
import type { OutboxMail } from "../../../../core/api/mail.js";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { attempt } from "../../lib/attempt.js";
import { call } from "../../lib/client.js";
import { ago, moment, plural } from "../../lib/format.js";
import { useLoad } from "../../lib/load.js";
import { to } from "../../lib/routes.js";
import { can } from "../../lib/session.js";
import { Dialog } from "../../ui/dialog.js";
import { Choice } from "../../ui/fields.js";
import { Await, Card, Page } from "../../ui/page.js";
import { Table } from "../../ui/table.js";
import { Pager } from "../places/pager.js";

const SIZE = 50;
const BADGES: Record<OutboxMail["state"], string> = {
  queued: "badge",
  sent: "badge badge--good",
  failed: "badge badge--danger",
  held: "badge badge--warn",
};

/** Mails of the server: what waits, what went, and what can be handed over in another way. */
export function MailsPage(): JSX.Element {
  const [state, setState] = useState<OutboxMail["state"] | "">("");
  const [page, setPage] = useState(0);
  const [open, setOpen] = useState<OutboxMail | undefined>();
  const writes = can("sysconsole_write_environment_smtp");
  const list = useLoad(
    () =>
      call<typeof api.listOutbox>("GET", "/api/v4/courtyard/mail/outbox", { query: { state, page, per_page: SIZE } }),
    [state, page],
  );
  const act = async (work: () => Promise<unknown>, done: string) => {
    if (await attempt(work, done)) list.reload();
  };
  return (
    <Page
      wide
      title="Mails"
      lead="Every mail the server wrote lately. Without a mail server they are held here, and can be handed over."
    >
      <Await from={list}>
        {({ mails, counts, can_send: canSend }) => (
          <>
            {!canSend && (
              <p class="notice notice--warn">
                No mail server is set up. <a href={to("settings/environment_smtp")}>Set one up</a>
              </p>
            )}
            <div class="filters">
              <Choice
                label="State"
                value={state}
                onValue={(value) => {
                  setState(value as OutboxMail["state"]);
                  setPage(0);
                }}
                choices={[
                  ["", "All"],
                  ...(["queued", "held", "failed", "sent"] as const).map(
                    (name) => [name, `${name} (${counts[name]})`] as const,
                  ),
                ]}
              />
              {writes && canSend && counts.held > 0 && (
                <Button
                  onClick={() =>
                    void act(
                      () => call<typeof api.retryHeld>("POST", "/api/v4/courtyard/mail/outbox/retry"),
                      "They are on their way.",
                    )
                  }
                >
                  Send what is held
                </Button>
              )}
            </div>
            <Card flush>
              <Table
                label="Mails"
                rows={mails}
                keyOf={(mail) => mail.id}
                empty="There is no mail."
                columns={[
                  { key: "to", title: "To", head: true, cell: (mail) => <span class="break">{mail.to}</span> },
                  {
                    key: "subject",
                    title: "Subject",
                    cell: (mail) => <span class="break">{mail.subject || mail.kind}</span>,
                  },
                  {
                    key: "state",
                    title: "State",
                    cell: (mail) => <span class={BADGES[mail.state]}>{mail.state}</span>,
                  },
                  {
                    key: "why",
                    title: "Problem",
                    cell: (mail) => <span class="break small muted">{mail.last_error}</span>,
                  },
                  { key: "when", title: "Written", cell: (mail) => ago(mail.create_at) },
                  {
                    key: "actions",
                    title: "Actions",
                    actions: true,
                    cell: (mail) => (
                      <span class="row row--end">
                        {mail.state !== "sent" && (
                          <Button small onClick={() => setOpen(mail)}>
                            Open<span class="visually-hidden"> the mail to {mail.to}</span>
                          </Button>
                        )}
                        {writes && mail.state !== "sent" && canSend && (
                          <Button
                            small
                            onClick={() =>
                              void act(
                                () =>
                                  call<typeof api.retryMail>("POST", "/api/v4/courtyard/mail/outbox/{mail_id}/retry", {
                                    params: { mail_id: mail.id },
                                  }),
                                "It is tried again.",
                              )
                            }
                          >
                            Try again<span class="visually-hidden">: the mail to {mail.to}</span>
                          </Button>
                        )}
                      </span>
                    ),
                  },
                ]}
              />
              <Pager page={page} more={mails.length === SIZE} onPage={setPage} label={plural(mails.length, "mail")} />
            </Card>
          </>
        )}
      </Await>
      {open && <MailDialog mail={open} onClose={() => setOpen(undefined)} />}
    </Page>
  );
}

type Written = ReplyOf<typeof api.openMail>;

function MailDialog({ mail, onClose }: { mail: OutboxMail; onClose(): void }): JSX.Element {
  const written = useLoad<Written>(
    () =>
      call<typeof api.openMail>("POST", "/api/v4/courtyard/mail/outbox/{mail_id}/open", {
        params: { mail_id: mail.id },
      }),
    [mail.id],
  );
  return (
    <Dialog
      title={mail.subject || "Mail"}
      size="wide"
      onClose={onClose}
      footer={<Button onClick={onClose}>Close</Button>}
    >
      <p class="muted">
        To {mail.to}, written {moment(mail.create_at)}. Its links work: give them to this person only.
      </p>
      <Await from={written}>{(data) => <pre class="mailtext">{data.text}</pre>}</Await>
    </Dialog>
  );
}
