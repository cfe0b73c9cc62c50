/** Lines that tell who came or went: they stand in their channel, and count as unread for nobody. */
const SILENT = [
  "system_join_channel",
  "system_add_to_channel",
  "system_leave_channel",
  "system_remove_from_channel",
  "system_join_team",
  "system_add_to_team",
  "system_leave_team",
];

/** Whether messages of a type count as unread for nobody. */
export const isSilent = (type: string): boolean => SILENT.includes(type);

/** SQL, after the type of a message: it counts as unread for those who have not seen it. */
export const COUNTS = `<> ALL ('{${SILENT.join(",")}}')`;
