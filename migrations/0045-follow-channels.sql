-- Who follows every thread of a channel: looked up with each reply, however many members the channel has.
CREATE INDEX channel_members_following ON channel_members (channel_id)
  WHERE notify_props->>'channel_auto_follow_threads' = 'on';
