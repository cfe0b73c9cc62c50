import assert from "node:assert/strict";
import type { UserNotifyProps } from "@mattermost/types/users";
import { mentionTerms } from "./mention-terms.js";

const person = (props: Partial<UserNotifyProps>) => ({
  username: "anna",
  first_name: "Anna",
  notify_props: props as UserNotifyProps,
});

describe("search for mentions", () => {
  it("looks for the user name and the person's keywords, phrases quoted, each once", () => {
    assert.equal(
      mentionTerms(person({ mention_keys: "@anna, release, annual report ,", first_name: "false" })),
      '@anna release "annual report"',
    );
  });

  it("looks for the first name only if the person wants it", () => {
    assert.equal(mentionTerms(person({ first_name: "true" })), "@anna Anna");
    assert.equal(mentionTerms(person({})), "@anna");
  });

  it("lets no keyword break out of its quotes", () => {
    assert.equal(mentionTerms(person({ mention_keys: 'a" from:b "c' })), '@anna "a from:b c"');
  });
});
