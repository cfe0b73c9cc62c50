import { choice, number, section, text, toggle } from "../config/setting.js";

export const emailSettings = section("EmailSettings", {
  SMTPServer: text({
    default: "",
    title: "Mail server",
    help: "Host name of the SMTP server that takes the mails. Empty: no mail is sent; administrators find mails that wait, and links to hand over, in the console.",
    maxLength: 255,
    pattern: "^[A-Za-z0-9._:-]+$",
    forgets: ["SMTPPassword"],
  }),
  SMTPPort: text({
    default: "587",
    title: "Port of the mail server",
    help: "Usually 587 with STARTTLS, 465 with TLS, 25 without encryption.",
    pattern: "^[0-9]{1,5}$",
  }),
  ConnectionSecurity: choice({
    default: "STARTTLS",
    choices: ["", "STARTTLS", "TLS"] as const,
    title: "Encryption to the mail server",
    help: "STARTTLS: begins in the clear and must become encrypted. TLS: encrypted from the start. Empty: never encrypted, for a server on the same machine.",
  }),
  SkipServerCertificateVerification: toggle({
    default: false,
    title: "Accept any certificate",
    help: "Does not check who the mail server is. Leave it off: whoever stands between can then read all mails and the password.",
  }),
  EnableSMTPAuth: toggle({
    default: false,
    title: "Sign in to the mail server",
    help: "Uses the user name and the password below.",
  }),
  SMTPUsername: text({
    default: "",
    title: "User name at the mail server",
    help: "Often an e-mail address.",
    maxLength: 255,
  }),
  SMTPPassword: text({
    default: "",
    title: "Password at the mail server",
    help: "Kept on this server and never shown again.",
    maxLength: 1000,
    secret: true,
  }),
  SMTPServerTimeout: number({
    default: 10,
    min: 1,
    max: 60,
    unit: "seconds",
    title: "Patience with the mail server",
    help: "A server that does not answer for this long is tried again later.",
  }),
  SendEmailNotifications: toggle({
    default: true,
    title: "Tell people by mail",
    help: "People who are away get mails about messages meant for them. Mails about accounts and invitations are sent in any case.",
    client: "everyone",
  }),
  EmailNotificationContentsType: choice({
    default: "full",
    choices: ["full", "generic"] as const,
    title: "What such mails say",
    help: "full: the messages themselves. generic: only how many there are and from whom.",
    client: "everyone",
  }),
  EnableEmailBatching: toggle({
    default: true,
    title: "Gather messages in one mail",
    help: "People choose how long messages are gathered: not at all, 15 minutes or an hour. Off: every mail goes out as soon as the person has been away for five minutes.",
    client: "everyone",
  }),
  EmailBatchingInterval: number({
    default: 30,
    min: 5,
    max: 600,
    unit: "seconds",
    title: "Look for such messages every",
    help: "How often the server looks whom to write to.",
  }),
  EnablePreviewModeBanner: toggle({
    default: true,
    title: "Say so when no mail can be sent",
    help: "Administrators see a line about it.",
    client: "members",
  }),
  FeedbackName: text({ default: "", title: "Sender's name", help: "Empty: the name of this server.", maxLength: 100 }),
  FeedbackEmail: text({
    default: "",
    title: "Sender's address",
    help: "Empty: courtyard at the host of the site address. Many mail servers take mails of certain senders only.",
    maxLength: 254,
    pattern: "^[^\\s@<>]+@[^\\s@<>]+$",
  }),
  ReplyToAddress: text({
    default: "",
    title: "Address for answers",
    help: "Empty: answers go to the sender's address.",
    maxLength: 254,
    pattern: "^[^\\s@<>]+@[^\\s@<>]+$",
  }),
  FeedbackOrganization: text({
    default: "",
    title: "Name and postal address below mails",
    help: "Some countries require it.",
    maxLength: 500,
  }),
  RequireEmailVerification: toggle({
    default: false,
    title: "People confirm their e-mail address",
    help: "Nobody signs in with a password before they have opened a link sent to their address. System administrators are exempt, so that nobody is locked out for good.",
    client: "everyone",
  }),
});

export const emailSettingsList = Object.values(emailSettings);
