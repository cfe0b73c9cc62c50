import { section, text, toggle } from "../../platform/config/setting.js";

export const guestSettings = section("GuestAccountsSettings", {
  Enable: toggle({
    default: true,
    title: "Guest accounts",
    help: "Guests see only the channels they were added to, and the people in them. Off: guests cannot sign in, and those who are signed in are signed out.",
    client: "everyone",
    as: "EnableGuestAccounts",
  }),
  RestrictCreationToDomains: text({
    default: "",
    title: "Allowed e-mail domains of guests",
    help: "Only people with addresses of these domains can become guests, separated by commas. Empty: all.",
    client: "members",
    as: "GuestAccountsRestrictCreationToDomains",
    maxLength: 2000,
  }),
  EnableGuestMagicLink: toggle({
    default: false,
    title: "Guests sign in by mailed links",
    help: "Guests can be invited without a password: the invitation signs them in, and later a link they are mailed at the sign-in page. Their mailbox is then all that protects the account. Off: links that were sent end at once, and guests without a password have to set one.",
    client: "everyone",
  }),
  HideTags: toggle({
    default: false,
    title: "Hide the mark of guests",
    help: "Clients do not show the word GUEST beside the names of guests.",
    client: "everyone",
    as: "HideGuestTags",
  }),
});

export const guestSettingsList = Object.values(guestSettings);
