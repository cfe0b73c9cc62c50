import * as api from "../../api/bookmarks.js";
import { type Route, route } from "../../platform/http/route.js";
import { type ChannelDoor, channelOf, readsChannel } from "../channels/index.js";
import type { Bookmarks } from "./service.js";

export function bookmarkRoutes(bookmarks: Bookmarks, door: ChannelDoor): Route[] {
  const reads = readsChannel(door);
  return [
    route(api.getBookmarks, reads, ({ params, query }) =>
      bookmarks.list(params.channel_id, query.bookmarks_since ?? 0),
    ),
    route(api.createBookmark, reads, (call) =>
      bookmarks.create(call.caller, channelOf(call), call.body, call.connectionId),
    ),
    route(api.updateBookmark, reads, (call) =>
      bookmarks.update(call.caller, channelOf(call), call.params.bookmark_id, call.body, call.connectionId),
    ),
    route(api.sortBookmark, reads, (call) =>
      bookmarks.sort(call.caller, channelOf(call), call.params.bookmark_id, call.body, call.connectionId),
    ),
    route(api.deleteBookmark, reads, (call) =>
      bookmarks.delete(call.caller, channelOf(call), call.params.bookmark_id, call.connectionId),
    ),
  ];
}
