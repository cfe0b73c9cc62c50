/** When a custom status of this duration ends (ISO time, UTC), or "" for never. Days and weeks end at the person's midnight. */
export function expiry(duration: string, now: Date): string {
  const minutes: Record<string, number> = { thirty_minutes: 30, one_hour: 60, four_hours: 240 };
  const end = new Date(now);
  const plain = minutes[duration];
  if (plain) end.setMinutes(end.getMinutes() + plain);
  else if (duration === "today") end.setHours(23, 59, 59, 0);
  else if (duration === "this_week") {
    end.setDate(end.getDate() + ((7 - end.getDay()) % 7));
    end.setHours(23, 59, 59, 0);
  } else return "";
  return end.toISOString();
}
