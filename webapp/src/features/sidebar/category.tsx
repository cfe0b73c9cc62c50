import type { ChannelCategory } from "@mattermost/types/channel_categories";
import { CategorySorting } from "@mattermost/types/channel_categories";
import type { JSX } from "preact";
import { IconButton } from "../../../shared/ui/button.js";
import { IconChevronDown, IconMore, IconPlus } from "../../../shared/ui/icons.js";
import { MenuButton, type MenuEntry } from "../../ui/menu.js";
import { confirmDialog, promptDialog } from "../../ui/overlay.js";
import { openBrowse, openNewChannel, openNewMessage } from "../channels/dialogs.js";
import { currentChannelId, unreadOf } from "../channels/store.js";
import { mayBrowse, mayMakeChannels } from "../permissions/store.js";
import { newCategory } from "./category-actions.js";
import { categoryName } from "./category-names.js";
import { ChannelRow } from "./channel-row.js";
import { categoryMark, dragProps, dropProps, isDragged, mayTake, movesBy } from "./drag.js";
import { stepCategory } from "./moves.js";
import { effectiveSorting } from "./sort.js";
import { deleteCategory, patchCategory, type Section, unreadFilter } from "./store.js";

async function rename(category: ChannelCategory): Promise<void> {
  const name = await promptDialog({
    title: "Rename category",
    label: "Name",
    value: category.display_name,
    confirm: "Rename",
    maxLength: 64,
  });
  if (name) await patchCategory(category, { display_name: name });
}

async function remove(category: ChannelCategory): Promise<void> {
  const sure = await confirmDialog({
    title: `Delete "${category.display_name}"?`,
    text: "Its channels stay; they go back to Channels and Direct messages.",
    confirm: "Delete category",
    danger: true,
  });
  if (sure) await deleteCategory(category);
}

function menuOf(category: ChannelCategory): MenuEntry[] {
  const custom = category.type === "custom";
  const sortings: Array<[CategorySorting, string]> = [
    [CategorySorting.Alphabetical, "A to Z"],
    [CategorySorting.Recency, "Newest message first"],
    [CategorySorting.Manual, "By hand"],
  ];
  return [
    {
      label: category.muted ? "Unmute category" : "Mute category",
      onSelect: () => void patchCategory(category, { muted: !category.muted }),
    },
    custom && { label: "Rename category", onSelect: () => void rename(category) },
    "separator",
    { heading: "Sort" },
    ...sortings.map(([sorting, label]) => ({
      label,
      checked: effectiveSorting(category) === sorting,
      onSelect: () => void patchCategory(category, { sorting }),
    })),
    "separator",
    { label: "Move up", onSelect: () => void stepCategory(category, -1) },
    { label: "Move down", onSelect: () => void stepCategory(category, 1) },
    { label: "New category", onSelect: () => void newCategory(category.team_id) },
    custom && { label: "Delete category", danger: true, onSelect: () => void remove(category) },
  ];
}

/** A place to drop the first favourite on: it moves nothing else on screen. */
function ToFavourites({ category }: { category: ChannelCategory }): JSX.Element {
  return (
    <section
      class="category category--ghost"
      aria-label={categoryName(category)}
      data-drop={categoryMark(category.id)}
      {...dropProps(category)}
    >
      <p>Make it a favourite</p>
    </section>
  );
}

export function CategoryView({ section }: { section: Section }): JSX.Element | null {
  const { category, channels } = section;
  // An empty Favourites heading says nothing.
  const wanted = mayTake(category);
  // An empty Favourites heading says nothing.
  if (channels.length === 0 && category.type === "favorites")
    return wanted ? <ToFavourites category={category} /> : null;
  if (channels.length === 0 && unreadFilter.value && !wanted) return null;
  const collapsed = category.collapsed && !unreadFilter.value;
  const visible = collapsed
    ? channels.filter((channel) => channel.id === currentChannelId.value || unreadOf(channel.id).unread)
    : channels;
  const name = categoryName(category);
  const [browse, make] = [mayBrowse(category.team_id), mayMakeChannels(category.team_id)];
  const add = category.type === "direct_messages" ? openNewMessage : undefined;
  return (
    <section
      class="category"
      aria-label={name}
      data-drop={categoryMark(category.id)}
      data-dragged={isDragged(category.id) || undefined}
      {...dropProps(category)}
    >
      <div class="category__head" {...dragProps("category", category.id, category.team_id)}>
        <button
          type="button"
          class="category__toggle"
          aria-expanded={!collapsed}
          aria-keyshortcuts="Control+Shift+ArrowUp Control+Shift+ArrowDown"
          onKeyDown={(event) => {
            const step = movesBy(event);
            if (!step) return;
            event.preventDefault();
            void stepCategory(category, step);
          }}
          onClick={() => void patchCategory(category, { collapsed: !category.collapsed })}
        >
          <IconChevronDown size={14} />
          <span class="truncate">{name}</span>
        </button>
        <span class="category__tools">
          <MenuButton
            label={`Options of ${name}`}
            items={() => menuOf(category)}
            button={(props) => (
              <IconButton small label={`Options of ${name}`} {...props}>
                <IconMore size={16} />
              </IconButton>
            )}
          />
          {add && (
            <IconButton small label="New message" onClick={add}>
              <IconPlus size={16} />
            </IconButton>
          )}
          {category.type === "channels" && (browse || make) && (
            <MenuButton
              label="Add channels"
              items={() => [
                browse && { label: "Browse channels", onSelect: openBrowse },
                make && { label: "Create a channel", onSelect: openNewChannel },
              ]}
              button={(props) => (
                <IconButton small label="Add channels" {...props}>
                  <IconPlus size={16} />
                </IconButton>
              )}
            />
          )}
        </span>
      </div>
      <ul>
        {visible.map((channel) => (
          <ChannelRow key={channel.id} channel={channel} />
        ))}
      </ul>
      {channels.length === 0 && !collapsed && category.type === "custom" && (
        <p class="category__empty">{wanted ? "Drop it here" : "Nothing in here yet"}</p>
      )}
      {category.type === "channels" && browse && !collapsed && !unreadFilter.value && (
        <button type="button" class="sidebar__add" onClick={openBrowse}>
          <IconPlus size={16} />
          Browse channels
        </button>
      )}
      {category.type === "direct_messages" && !collapsed && !unreadFilter.value && channels.length === 0 && (
        <button type="button" class="sidebar__add" onClick={openNewMessage}>
          <IconPlus size={16} />
          Write to someone
        </button>
      )}
    </section>
  );
}
