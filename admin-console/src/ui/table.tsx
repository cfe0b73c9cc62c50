import type { ComponentChildren, JSX } from "preact";

export interface Column<T> {
  key: string;
  title: string;
  cell(row: T): ComponentChildren;
  /** The heading of its row, which names it for screen readers. */
  head?: boolean;
  number?: boolean;
  actions?: boolean;
  /** Value to sort by, when the column can be sorted. */
  sort?: string;
}

export interface TableProps<T> {
  /** Says what the table holds. */
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  keyOf(row: T): string;
  sort?: { by: string; descending: boolean };
  onSort?(by: string, descending: boolean): void;
  empty?: ComponentChildren;
}

/** A table; on a phone each row becomes a card. */
export function Table<T>({ label, columns, rows, keyOf, sort, onSort, empty }: TableProps<T>): JSX.Element {
  if (rows.length === 0) return <p class="muted empty-row">{empty ?? "There is nothing here."}</p>;
  return (
    <div class="table-wrap">
      <table class="table table--cards" aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <Heading key={column.key} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column) => {
                const classes = column.number ? "num" : column.actions ? "actions" : undefined;
                return column.head ? (
                  <th key={column.key} scope="row">
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.key} class={classes} data-label={column.actions ? undefined : column.title}>
                    {column.cell(row)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Heading<T>({
  column,
  sort,
  onSort,
}: { column: Column<T> } & Pick<TableProps<T>, "sort" | "onSort">): JSX.Element {
  const active = sort !== undefined && column.sort === sort.by;
  const direction = active ? (sort.descending ? "descending" : "ascending") : undefined;
  const classes = column.number ? "num" : column.actions ? "actions" : undefined;
  if (!column.sort || !onSort)
    return (
      <th scope="col" class={classes}>
        {column.actions ? <span class="visually-hidden">{column.title}</span> : column.title}
      </th>
    );
  const by = column.sort;
  return (
    <th scope="col" class={classes} aria-sort={direction}>
      <button type="button" onClick={() => onSort(by, active && !sort.descending)}>
        {column.title}
        <span aria-hidden="true">{active ? (sort.descending ? " ↓" : " ↑") : ""}</span>
      </button>
    </th>
  );
}
