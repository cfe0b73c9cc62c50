export { escapeHtml, formsOf, type Letter, oneLine, type Paper, type Part } from "./letter.js";
export { isAddress, type MailKind, Mails, type NewMail, type Prepared } from "./mails.js";
export { pauseAfter } from "./sender.js";
export { emailSettings, emailSettingsList } from "./settings.js";
export { type MailRow, type MailState, mailStore } from "./store.js";
export { MailTransport, type OutgoingMail, SmtpError, type SmtpOptions, smtpIn } from "./transport.js";
