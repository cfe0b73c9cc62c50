import type { JSX } from "preact";
import type * as api from "../../../../core/api/access-tokens.js";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { attempt } from "../../lib/attempt.js";
import { call } from "../../lib/client.js";
import { ago, day } from "../../lib/format.js";
import { useLoad } from "../../lib/load.js";
import { can } from "../../lib/session.js";
import { Card } from "../../ui/page.js";
import { Table } from "../../ui/table.js";

/** The access tokens of somebody's programs. Nothing is shown where there are none. */
export function UserTokens({ user, writes }: { user: { id: string }; writes: boolean }): JSX.Element | null {
  const params = { user_id: user.id };
  const tokens = useLoad(
    async () =>
      can("read_user_access_token")
        ? call<typeof api.getAccessTokens>("GET", "/api/v4/users/{user_id}/tokens", { params })
        : [],
    [user.id],
  );
  if (!tokens.data || tokens.data.length === 0) return null;
  const revoke = async (id: string) => {
    const work = () =>
      call<typeof api.revokeAccessToken>("POST", "/api/v4/users/tokens/revoke", { body: { token_id: id } });
    if (await attempt(work, "The token is revoked.")) tokens.reload();
  };
  return (
    <Card flush title="Access tokens">
      <Table
        label="Access tokens"
        rows={tokens.data}
        keyOf={(token) => token.id}
        columns={[
          { key: "what", title: "For", head: true, cell: (token) => token.description },
          {
            key: "scope",
            title: "May",
            cell: (token) => (token.scope.includes("read") ? "only read" : "do everything they may"),
          },
          { key: "used", title: "Last used", cell: (token) => ago(token.last_used_at) },
          { key: "until", title: "Ends", cell: (token) => day(token.expires_at) },
          {
            key: "revoke",
            title: "Revoke",
            actions: true,
            cell: (token) =>
              writes && (
                <Button small onClick={() => void revoke(token.id)}>
                  Revoke<span class="visually-hidden"> {token.description}</span>
                </Button>
              ),
          },
        ]}
      />
    </Card>
  );
}
