import { number, section, toggle } from "../../platform/config/setting.js";

export const persistentSettings = section("ServiceSettings", {
  AllowPersistentNotifications: toggle({
    default: true,
    title: "Repeat notifications of urgent messages",
    help: "The author of an urgent message can have the people it mentions notified again until they answer. Off: what is under way ends.",
    client: "members",
  }),
  PersistentNotificationIntervalMinutes: number({
    default: 5,
    min: 2,
    max: 1440,
    unit: "minutes",
    title: "Repeat every",
    help: "Time between two notifications of the same urgent message.",
    client: "members",
  }),
  PersistentNotificationMaxCount: number({
    default: 6,
    min: 1,
    max: 100,
    title: "Repeat at most",
    help: "How often one person is notified again of the same urgent message.",
    client: "members",
  }),
  PersistentNotificationMaxRecipients: number({
    default: 5,
    min: 1,
    max: 200,
    unit: "people",
    title: "People notified again",
    help: "An urgent message that mentions more people cannot ask for repeated notifications.",
    client: "members",
  }),
  AllowPersistentNotificationsForGuests: toggle({
    default: false,
    title: "Guests may repeat notifications",
    help: "Guests can have the people their urgent messages mention notified again, too.",
    client: "members",
  }),
});

export const persistentSettingsList = Object.values(persistentSettings);
