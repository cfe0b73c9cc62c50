import { number, section, text, toggle } from "../../platform/config/setting.js";

export const privacySettings = section("PrivacySettings", {
  ShowEmailAddress: toggle({
    default: true,
    title: "Show e-mail addresses",
    help: "Members see each other's e-mail addresses. Administrators always see them.",
    client: "members",
  }),
  ShowFullName: toggle({
    default: true,
    title: "Show full names",
    help: "Members see each other's first and last names. Administrators always see them.",
    client: "members",
  }),
  KeepMessagesOnDevices: toggle({
    default: true,
    title: "Keep seen messages on devices",
    help: "The web app keeps the newest messages a person has seen in that person's browser, to be read without a network. They are deleted there when the person signs out or the session ends.",
    client: "members",
  }),
});

export const passwordSettings = section("PasswordSettings", {
  MinimumLength: number({
    default: 8,
    min: 5,
    max: 72,
    unit: "characters",
    title: "Minimum password length",
    help: "Longer passwords are harder to guess. Existing passwords are not affected.",
    client: "everyone",
    as: "PasswordMinimumLength",
  }),
  Lowercase: toggle({
    default: false,
    title: "At least one lower-case letter",
    help: "New passwords need a lower-case letter.",
    client: "everyone",
    as: "PasswordRequireLowercase",
  }),
  Number: toggle({
    default: false,
    title: "At least one digit",
    help: "New passwords need a digit.",
    client: "everyone",
    as: "PasswordRequireNumber",
  }),
  Uppercase: toggle({
    default: false,
    title: "At least one capital letter",
    help: "New passwords need a capital letter.",
    client: "everyone",
    as: "PasswordRequireUppercase",
  }),
  Symbol: toggle({
    default: false,
    title: "At least one symbol",
    help: "New passwords need a symbol such as ! or #.",
    client: "everyone",
    as: "PasswordRequireSymbol",
  }),
  EnableForgotLink: toggle({
    default: true,
    title: "Offer the link for forgotten passwords",
    help: "Shows the link on the sign-in page.",
    client: "everyone",
    as: "PasswordEnableForgotLink",
  }),
});

export const teamAccessSettings = section("TeamSettings", {
  EnableUserCreation: toggle({
    default: true,
    title: "Allow new accounts",
    help: "Off: nobody can create an account, not even with an invitation; administrators still can.",
    client: "everyone",
  }),
  EnableOpenServer: toggle({
    default: false,
    title: "Open sign-up",
    help: "Anybody who reaches the server can create an account. Off: an invitation is needed.",
    client: "everyone",
  }),
  RestrictCreationToDomains: text({
    default: "",
    title: "Allowed e-mail domains",
    help: "Only addresses of these domains can sign up, separated by commas. Empty: all.",
    client: "everyone",
    maxLength: 2000,
  }),
  TeammateNameDisplay: text({
    default: "full_name",
    title: "Names shown",
    help: "username, nickname_full_name or full_name. People can choose for themselves.",
    client: "everyone",
    pattern: "^(username|nickname_full_name|full_name)$",
  }),
  LockTeammateNameDisplay: toggle({
    default: false,
    title: "Same names for everybody",
    help: "People cannot choose another way to show names.",
    client: "everyone",
  }),
  EnableUserDeactivation: toggle({
    default: false,
    title: "People can deactivate themselves",
    help: "People can deactivate their own account; only an administrator can activate it again.",
    client: "members",
  }),
  EnableCustomUserStatuses: toggle({
    default: true,
    title: "Custom statuses",
    help: "People can show an emoji and a line of text beside their name.",
    client: "everyone",
  }),
  EnableLastActiveTime: toggle({
    default: true,
    title: "Show when people were last active",
    help: "Shows the time beside people who are away or offline.",
    client: "members",
  }),
});

export const guessSettings = section("ServiceSettings", {
  MaximumLoginAttempts: number({
    default: 10,
    min: 1,
    max: 100,
    title: "Sign-in attempts before an account is locked",
    help: "After this many wrong passwords, at sign-in or where a password must be repeated, an account is locked until its password is reset or an administrator unlocks it.",
  }),
});

export const localizationSettings = section("LocalizationSettings", {
  DefaultServerLocale: text({
    default: "en",
    title: "Language of the server",
    help: "Used for mails and system messages.",
    pattern: "^[a-z]{2}([-_][A-Za-z]+)?$",
    maxLength: 10,
  }),
  DefaultClientLocale: text({
    default: "en",
    title: "Language of new accounts",
    help: "People can choose another for themselves.",
    client: "everyone",
    pattern: "^[a-z]{2}([-_][A-Za-z]+)?$",
    maxLength: 10,
  }),
  AvailableLocales: text({
    default: "",
    title: "Languages offered",
    help: "Their codes with commas between them, such as en,de. Empty: all.",
    client: "everyone",
    pattern: "^([A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*(,|$))*$",
  }),
});

export const userSettings = [
  privacySettings,
  passwordSettings,
  teamAccessSettings,
  guessSettings,
  localizationSettings,
].flatMap((group) => Object.values(group));
