import { OK, pageOf } from "../../api/common.js";
import * as api from "../../api/mail.js";
import { system } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import type { Users } from "../users/index.js";
import type { Outbox } from "./outbox.js";
import { sendTestMail } from "./test-mail.js";

const reads = () => system("sysconsole_read_environment_smtp", "manage_system");
const writes = () => system("sysconsole_write_environment_smtp", "manage_system");

export function mailRoutes(outbox: Outbox, users: Users): Route[] {
  return [
    route(api.listOutbox, reads(), ({ query }) => outbox.list(query.state ?? "", pageOf(query))),
    route(api.openMail, reads(), ({ caller, params, ip }) => outbox.open(caller, params.mail_id, ip)),
    route(api.retryHeld, writes(), async ({ caller, ip }) => ({ queued: await outbox.retryHeld(caller, ip) })),
    route(api.retryMail, writes(), async ({ caller, params, ip }) => {
      await outbox.retry(caller, params.mail_id, ip);
      return OK;
    }),
    route(api.deleteMail, writes(), async ({ caller, params, ip }) => {
      await outbox.remove(caller, params.mail_id, ip);
      return OK;
    }),
    route(
      api.testEmail,
      [system("test_email", "sysconsole_write_environment_smtp", "manage_system")],
      async ({ caller, body }) => {
        const person = await users.get(caller.userId);
        return {
          status: "OK" as const,
          to: person.email,
          transcript: await sendTestMail(outbox.platform, body, person),
        };
      },
      { perMinute: 20 },
    ),
  ];
}
