import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type * as api from "../../../../core/api/profile-attributes.js";
import { MAX_FIELDS, type ProfileField } from "../../../../core/api/profile-attributes.js";
import { toast } from "../../../../webapp/shared/lib/toast.js";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { call } from "../../lib/client.js";
import { useLoad } from "../../lib/load.js";
import { ask } from "../../ui/dialog.js";
import { Await, Card, Page } from "../../ui/page.js";
import { Table } from "../../ui/table.js";
import { FieldDialog } from "./field-dialog.js";
import { KINDS } from "./words.js";

const fieldsPath = "/api/v4/custom_profile_attributes/fields";

/** Fields the organisation adds to the profiles of everybody. */
export function ProfileFieldsPage(): JSX.Element {
  const [open, setOpen] = useState<ProfileField | "new">();
  const fields = useLoad(() => call<typeof api.listProfileFields>("GET", fieldsPath));
  const remove = (field: ProfileField) =>
    ask({
      title: `Remove ${field.name}?`,
      text: "What people have entered in it is deleted. This cannot be undone.",
      action: "Remove",
      danger: true,
      typed: field.name,
      async run() {
        await call<typeof api.deleteProfileField>("DELETE", `${fieldsPath}/{field_id}`, {
          params: { field_id: field.id },
        });
        toast(`${field.name} is removed.`);
        fields.reload();
      },
    });
  const count = fields.data?.length ?? 0;
  return (
    <Page
      title="Profile fields"
      lead="What people can say about themselves beyond name and position, such as their department or telephone."
      actions={
        count < MAX_FIELDS && (
          <Button kind="primary" onClick={() => setOpen("new")}>
            Add a field
          </Button>
        )
      }
    >
      <Await from={fields}>
        {(list) =>
          list.length === 0 ? (
            <Card>
              <p class="muted">There are none yet.</p>
            </Card>
          ) : (
            <Card flush>
              <Table
                label="Profile fields"
                rows={list}
                keyOf={(field) => field.id}
                columns={[
                  { key: "name", title: "Field", head: true, cell: (field) => field.name },
                  { key: "type", title: "Kind", cell: (field) => KINDS[field.type] },
                  {
                    key: "who",
                    title: "Filled in by",
                    cell: (field) => (field.attrs.managed === "admin" ? "administrators" : "everybody for themselves"),
                  },
                  {
                    key: "seen",
                    title: "Seen by",
                    cell: (field) =>
                      field.attrs.visibility === "hidden" ? "the person and administrators" : "everybody",
                  },
                  {
                    key: "edit",
                    title: "Change",
                    actions: true,
                    cell: (field) => (
                      <span class="row">
                        <Button small onClick={() => setOpen(field)}>
                          Change<span class="visually-hidden"> {field.name}</span>
                        </Button>
                        <Button small onClick={() => remove(field)}>
                          Remove<span class="visually-hidden"> {field.name}</span>
                        </Button>
                      </span>
                    ),
                  },
                ]}
              />
            </Card>
          )
        }
      </Await>
      {open && (
        <FieldDialog
          field={open === "new" ? undefined : open}
          place={count}
          onClose={() => setOpen(undefined)}
          onSaved={fields.reload}
        />
      )}
    </Page>
  );
}
