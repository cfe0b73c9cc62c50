import assert from "node:assert/strict";
import { aPicture } from "../../support/pictures.js";
import { aFile, fetched, OK, refused, type Town } from "./town.js";

/** Files and emoji. */
export function fileCalls(town: () => Town): void {
  it("upload, show, find and link files", async () => {
    const { ann, bob, team, square } = town();
    const form = new FormData();
    form.append("channel_id", square.id);
    form.append("client_ids", "one");
    form.append("files", aFile(await aPicture(2400, 1200, "jpeg"), "marrow.jpg", "image/jpeg"));
    const { file_infos, client_ids } = await ann.uploadFile(form);
    const [info] = file_infos;
    assert.ok(info);
    assert.deepEqual([client_ids, info.name, info.extension, info.width], [["one"], "marrow.jpg", "jpg", 2400]);
    const post = await ann.createPost({ channel_id: square.id, message: "A marrow", file_ids: [info.id] } as never);
    assert.deepEqual(
      (await bob.getFileInfosForPost(post.id)).map((one) => one.id),
      [info.id],
    );
    const urls = [
      bob.getFileUrl(info.id, 0),
      bob.getFileThumbnailUrl(info.id, 1),
      bob.getFilePreviewUrl(info.id, 123456),
    ];
    for (const url of urls) {
      const shown = await fetched(bob, url);
      assert.deepEqual([shown.status, shown.headers.get("content-type")], [200, "image/jpeg"], url);
    }
    assert.deepEqual((await bob.searchFiles(team.id, "marrow", false)).order, [info.id]);
    const query = { terms: "marrow", is_or_search: false, page: 0, per_page: 20, include_deleted_channels: false };
    const found = (await bob.searchFilesWithParams("", query)) as unknown as { file_infos: Record<string, object> };
    assert.ok(found.file_infos[info.id]);
    await refused(ann.getFilePublicLink(info.id), 501, "api.file.public_link.disabled.app_error");
    await ann.patchConfig({ FileSettings: { EnablePublicLink: true } });
    const { link } = await ann.getFilePublicLink(info.id);
    assert.equal((await fetch(link)).status, 200);
  });

  it("keep a file as a bookmark", async () => {
    const { ann, square } = town();
    const form = new FormData();
    form.append("channel_id", square.id);
    form.append("files", aFile(new TextEncoder().encode("1. Dig"), "plan.txt", "text/plain"));
    const { file_infos } = await ann.uploadFile(form, true);
    const file_id = file_infos[0]?.id;
    const made = await ann.createChannelBookmark(
      square.id,
      { display_name: "Plan", type: "file", file_id } as never,
      "",
    );
    assert.deepEqual([made.type, made.file?.id], ["file", file_id]);
  });

  it("make, find and delete custom emoji", async () => {
    const { ann, annId, bob } = town();
    await ann.patchConfig({ ServiceSettings: { EnableCustomEmoji: true } });
    const file = aFile(await aPicture(64, 64), "leaf.png", "image/png");
    const made = await ann.createCustomEmoji({ name: "leaf", creator_id: annId }, file);
    assert.deepEqual([made.name, made.creator_id], ["leaf", annId]);
    const ids = (list: { id: string }[]) => list.map((one) => one.id);
    assert.equal((await bob.getCustomEmoji(made.id)).name, "leaf");
    assert.equal((await bob.getCustomEmojiByName("leaf")).id, made.id);
    assert.deepEqual(ids(await bob.getCustomEmojisByNames(["leaf", "no-such-emoji"])), [made.id]);
    assert.deepEqual(ids(await bob.getCustomEmojis(0, 10, "name")), [made.id]);
    assert.deepEqual(ids(await bob.searchCustomEmoji("eaf")), [made.id]);
    assert.deepEqual(ids(await bob.searchCustomEmoji("lea", { prefix_only: true })), [made.id]);
    assert.deepEqual(ids(await bob.autocompleteCustomEmoji("le")), [made.id]);
    assert.equal((await fetched(bob, bob.getCustomEmojiImageUrl(made.id))).headers.get("content-type"), "image/png");
    assert.deepEqual(await ann.deleteCustomEmoji(made.id), OK);
    await refused(bob.getCustomEmoji(made.id), 404, "store.not_found.app_error");
  });
}
