import { number, section, toggle } from "../../platform/config/setting.js";

const hours = (title: string, client: string, fallback: number) =>
  number({
    default: fallback,
    min: 1,
    max: 87_600,
    unit: "hours",
    title,
    help: `How long a sign-in ${client} lasts without being used. Activity extends it when the setting below is on.`,
  });

export const sessionSettings = section("ServiceSettings", {
  SessionLengthWebInHours: hours("Session length in browsers", "in a browser or the desktop app", 720),
  SessionLengthMobileInHours: hours("Session length on phones", "in the mobile app", 720),
  SessionLengthSSOInHours: hours("Session length for single sign-on", "through single sign-on", 720),
  ExtendSessionLengthWithActivity: toggle({
    default: true,
    title: "Activity extends sessions",
    help: "People who use Courtyard stay signed in; only unused sessions end, and phones are told when theirs has ended.",
    client: "members",
  }),
  EnableSignInWithEmail: toggle({
    default: true,
    title: "Sign in with e-mail address",
    help: "People can enter their e-mail address to sign in.",
    client: "everyone",
  }),
  EnableSignInWithUsername: toggle({
    default: true,
    title: "Sign in with user name",
    help: "People can enter their user name to sign in.",
    client: "everyone",
  }),
  TerminateSessionsOnPasswordChange: toggle({
    default: true,
    title: "A new password ends other sessions",
    help: "When somebody changes their password, their other devices must sign in again.",
  }),
  ExperimentalEnableAuthenticationTransfer: toggle({
    default: true,
    title: "People change how they sign in",
    help: "People who prove both accounts can go from a password here to the directory, and from it back to a password. Off: only administrators change that. Somebody who has left the directory for a password is not deactivated any more when the directory lets them go.",
    client: "members",
  }),
  StrictCSRFEnforcement: toggle({
    default: true,
    title: "Strict protection against forged requests",
    help: "Leave on unless an old integration that signs in with a cookie fails.",
  }),
});

export const sessionSettingsList = Object.values(sessionSettings);
