import type { socketClient } from "../../support/official-client.js";

/**
 * Hands the events of a connection to the actions of the data layer, as the web app around it does: the package holds
 * what is done with an event, not the list of them.
 */
export function liveEvents(socket: ReturnType<typeof socketClient>["socket"], store: any, part: (name: string) => any) {
  const types = part("action_types");
  const { receivedNewPost, receivedPost, postDeleted } = part("actions/posts");
  const { actionsToMarkChannelAsUnread } = part("actions/channels");
  const threads = part("actions/threads");
  const { dispatch, getState } = store;
  const data = (type: string, value: unknown) => dispatch({ type, data: value });
  const handlers: Record<string, (message: any) => void> = {
    posted({ data: { post: text, mentions, team_id } }) {
      const post = JSON.parse(text);
      dispatch(receivedNewPost(post, true));
      if (post.user_id === getState().entities.users.currentUserId) return;
      const named = mentions ? JSON.parse(mentions) : [];
      const isRoot = post.root_id === "";
      for (const action of actionsToMarkChannelAsUnread(getState, team_id, post.channel_id, named, false, isRoot))
        dispatch(action);
    },
    post_edited: ({ data: { post } }) => dispatch(receivedPost(JSON.parse(post), true)),
    post_deleted: ({ data: { post } }) => dispatch(postDeleted(JSON.parse(post))),
    reaction_added: ({ data: { reaction } }) => data(types.PostTypes.RECEIVED_REACTION, JSON.parse(reaction)),
    channel_updated: ({ data: { channel } }) => data(types.ChannelTypes.RECEIVED_CHANNEL, JSON.parse(channel)),
    preferences_changed: ({ data: { preferences } }) =>
      data(types.PreferenceTypes.RECEIVED_PREFERENCES, JSON.parse(preferences)),
    thread_updated({ data: told, broadcast }) {
      const { thread, previous_unread_replies, previous_unread_mentions } = told;
      const [replies, mentions] = [previous_unread_replies, previous_unread_mentions];
      threads.handleThreadArrived(dispatch, getState, JSON.parse(thread), broadcast.team_id, replies, mentions);
    },
    thread_read_changed({ data: told, broadcast }) {
      if (!told.thread_id) return threads.handleAllMarkedRead(dispatch, broadcast.team_id);
      dispatch(
        threads.handleReadChanged(told.thread_id, broadcast.team_id, told.channel_id, {
          lastViewedAt: told.timestamp,
          prevUnreadMentions: told.previous_unread_mentions,
          newUnreadMentions: told.unread_mentions,
          prevUnreadReplies: told.previous_unread_replies,
          newUnreadReplies: told.unread_replies,
        }),
      );
    },
    thread_follow_changed: ({ data: told, broadcast }) =>
      threads.handleFollowChanged(dispatch, told.thread_id, broadcast.team_id, told.state),
    post_unread({ data: told, broadcast }) {
      const member = getState().entities.channels.myMembers[broadcast.channel_id];
      data(types.ChannelTypes.POST_UNREAD_SUCCESS, {
        teamId: broadcast.team_id,
        channelId: broadcast.channel_id,
        msgCount: told.msg_count,
        mentionCount: told.mention_count,
        msgCountRoot: told.msg_count_root,
        mentionCountRoot: told.mention_count_root,
        urgentMentionCount: told.urgent_mention_count,
        lastViewedAt: told.last_viewed_at,
        deltaMsgs: member.msg_count - told.msg_count,
        deltaMsgsRoot: member.msg_count_root - told.msg_count_root,
      });
    },
  };
  socket.addMessageListener((message) => handlers[message.event]?.(message));
}
