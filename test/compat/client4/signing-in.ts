import assert from "node:assert/strict";
import type { UserProfile } from "@mattermost/types/users";
import { Secret, TOTP } from "otpauth";
import { tokenIn } from "../../support/mailbox.js";
import { OK, PASSWORD, refused, type Town } from "./town.js";

const INVALID = "api.user.login.invalid_credentials_email_username";

/** Signing in and out, passwords, second factors, sessions and access tokens. */
export function signInCalls(town: () => Town): void {
  it("sign in by name, address and id, and out again", async () => {
    const { stranger, newcomer } = town();
    const { id } = await newcomer("dora");
    const client = stranger();
    assert.equal((await client.login("dora@example.org", PASSWORD)).id, id);
    assert.match(client.getToken(), /^[a-z0-9]{26}$/);
    assert.equal((await client.loginById(id, PASSWORD)).username, "dora");
    assert.deepEqual(await client.checkUserMfa("dora"), { mfa_required: false });
    assert.equal((await client.getUserLoginType("dora")).auth_service, "");
    await refused(stranger().login("dora", "wrong"), 401, INVALID);
    assert.equal((await client.logout()).status, 200);
    await refused(client.getMe(), 401, "api.context.session_expired.app_error");
  });

  it("change a password and set a forgotten one", async () => {
    const { mailbox, stranger, newcomer } = town();
    const { client, id } = await newcomer("emil");
    assert.deepEqual(await client.updateUserPassword(id, PASSWORD, "second password"), OK);
    const again = stranger();
    await again.login("emil", "second password");
    assert.deepEqual(await stranger().sendPasswordResetEmail("emil@example.org"), OK);
    const letter = await mailbox.next("emil@example.org", (one) => one.text.includes("token="));
    assert.deepEqual(await stranger().resetUserPassword(tokenIn(letter), "third password"), OK);
    await stranger().login("emil", "third password");
    await refused(stranger().login("emil", "second password"), 401, INVALID);
  });

  it("unlock an account that wrong passwords locked", async () => {
    const { ann, stranger, newcomer } = town();
    const { id } = await newcomer("frida");
    for (let n = 0; n < 10; n++) await assert.rejects(stranger().login("frida", "wrong"));
    const locked = "api.user.check_user_login_attempts.too_many.app_error";
    await refused(stranger().login("frida", PASSWORD), 401, locked);
    assert.deepEqual(await ann.resetFailedAttempts(id), OK);
    assert.equal((await stranger().login("frida", PASSWORD)).id, id);
  });

  it("confirm an address", async () => {
    const { mailbox, newcomer } = town();
    const { client } = await newcomer("greta");
    const { email, email_verified } = (await client.patchMe({
      email: "greta@new.example.org",
      password: PASSWORD,
    })) as UserProfile & { email_verified: boolean };
    assert.deepEqual([email, email_verified], ["greta@new.example.org", false]);
    assert.deepEqual(await client.sendVerificationEmail("greta@new.example.org"), OK);
    const letter = await mailbox.next("greta@new.example.org", (one) => /verify/.test(one.text));
    assert.deepEqual(await client.verifyUserEmail(tokenIn(letter)), OK);
    assert.equal(((await client.getMe()) as UserProfile & { email_verified: boolean }).email_verified, true);
  });

  it("set up a second factor and ask for it", async () => {
    const { stranger, newcomer, ann } = town();
    await ann.patchConfig({ ServiceSettings: { EnableMultifactorAuthentication: true } });
    const { client, id } = await newcomer("hedda");
    const { secret, qr_code } = await client.generateMfaSecret(id);
    assert.ok(qr_code.length > 100);
    const app = new TOTP({ secret: Secret.fromBase32(secret) });
    const code = (steps: number) => app.generate({ timestamp: Date.now() + steps * 30_000 });
    assert.deepEqual(await client.updateUserMfa(id, true, code(0)), OK);
    await refused(stranger().login("hedda", PASSWORD), 401, "mfa.validate_token.authenticate.app_error");
    const second = stranger();
    assert.equal((await second.login("hedda", PASSWORD, code(1))).mfa_active, true);
    assert.deepEqual(await second.updateUserMfa(id, false, ""), OK);
    assert.equal((await stranger().login("hedda", PASSWORD)).mfa_active, false);
  });

  it("list and end sessions", async () => {
    const { ann, stranger, newcomer } = town();
    const { client, id } = await newcomer("ines");
    const other = stranger();
    await other.login("ines", PASSWORD);
    const sessions = await client.getSessions("me");
    assert.equal(sessions.length, 2);
    const [newest] = [...sessions].sort((a, b) => b.create_at - a.create_at);
    assert.deepEqual(await client.revokeSession(id, newest?.id ?? ""), OK);
    await refused(other.getMe(), 401, "api.context.session_expired.app_error");
    assert.deepEqual(await ann.revokeAllSessionsForUser(id), OK);
    await refused(client.getMe(), 401, "api.context.session_expired.app_error");
  });

  it("give programs access tokens", async () => {
    const { ann, stranger, newcomer } = town();
    await ann.patchConfig({ ServiceSettings: { EnableUserAccessTokens: true } });
    const { client, id } = await newcomer("jana");
    await ann.updateUserRoles(id, "system_user system_user_access_token");
    const made = await client.createUserAccessToken(id, "for the greenhouse");
    assert.deepEqual([made.user_id, made.is_active, made.description], [id, true, "for the greenhouse"]);
    const program = stranger();
    program.setToken(made.token ?? "");
    assert.equal((await program.getMe()).id, id);
    const read = await client.getUserAccessToken(made.id);
    assert.deepEqual([read.description, read.token ?? ""], ["for the greenhouse", ""]);
    assert.deepEqual(
      (await client.getUserAccessTokensForUser(id)).map((one) => one.id),
      [made.id],
    );
    assert.ok((await ann.getUserAccessTokens(0, 100)).some((one) => one.id === made.id));
    assert.deepEqual(await client.disableUserAccessToken(made.id), OK);
    await refused(program.getMe(), 401, "api.context.session_expired.app_error");
    assert.deepEqual(await client.enableUserAccessToken(made.id), OK);
    assert.equal((await program.getMe()).id, id);
    assert.deepEqual(await client.revokeUserAccessToken(made.id), OK);
    await refused(program.getMe(), 401, "api.context.session_expired.app_error");
    const short = await client.createUserAccessToken(id, "for a day", Date.now() + 86_400_000);
    assert.ok(Number((short as { expires_at?: number }).expires_at) > Date.now());
  });

  it("let guests in by a mailed link", async () => {
    const { ann, mailbox, stranger, team, square } = town();
    await ann.patchConfig({ GuestAccountsSettings: { Enable: true, EnableGuestMagicLink: true } as never });
    const [sent] = await ann.sendEmailGuestInvitesToChannelsGracefully(
      team.id,
      [square.id],
      ["gus@partner.example"],
      "Welcome to the beds",
      true,
    );
    assert.deepEqual([sent?.email, sent?.error ?? null], ["gus@partner.example", null]);
    const letter = await mailbox.next("gus@partner.example");
    assert.match(letter.text, /Welcome to the beds/);
    const guest = await stranger().loginWithMagicLink(tokenIn(letter));
    assert.deepEqual([guest.email, guest.roles], ["gus@partner.example", "system_guest"]);
    assert.equal((await stranger().getUserLoginType("gus@partner.example")).auth_service, "magic_link");
  });

  it("say clearly which ways to sign in are not there", async () => {
    const { bob } = town();
    const off = "api.user.login_switch.not_active.app_error";
    await refused(bob.switchEmailToLdap("bob@example.org", PASSWORD, "bob", "x"), 501, off);
    await refused(bob.switchEmailToOAuth("gitlab", "bob@example.org", PASSWORD), 501, off);
  });

  it("end the sessions of everybody", async () => {
    const { ann, stranger } = town();
    const own = stranger();
    await own.login("ann", PASSWORD);
    // Asked for by a session that is meant to end; the others of this server's people sign in again.
    assert.deepEqual(await own.revokeSessionsForAllUsers(), OK);
    await refused(ann.getMe(), 401, "api.context.session_expired.app_error");
    await ann.login("ann", PASSWORD);
    await town().bob.login("bob", PASSWORD);
  });
}
