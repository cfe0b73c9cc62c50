import { accessTokenSettingsList } from "../features/access-tokens/index.js";
import { autoReplySettingsList } from "../features/auto-replies/index.js";
import { botSettingsList } from "../features/bots/index.js";
import { brandSettingsList } from "../features/brand/index.js";
import { fileTextSettingsList } from "../features/file-texts/index.js";
import { guestSettingsList } from "../features/guests/index.js";
import { invitationSettingsList } from "../features/invitations/index.js";
import { mfaSettingsList } from "../features/mfa/index.js";
import { persistentSettingsList } from "../features/persistent-notifications/index.js";
import { previewSettingsList } from "../features/previews/index.js";
import { privacySettingsList } from "../features/privacy/index.js";
import { pushSettingsList } from "../features/push/index.js";
import { searchSettingsList } from "../features/search/index.js";
import { sessionSettingsList } from "../features/sessions/index.js";
import { statusSettingsList } from "../features/statuses/index.js";
import { systemSettings } from "../features/system/index.js";
import { termsSettingsList } from "../features/terms/index.js";
import { userSettings } from "../features/users/index.js";
import { fileSettingsList } from "../platform/files/index.js";
import { metricsSettings } from "../platform/http/metrics-listener.js";
import { rateLimitSettings } from "../platform/http/request-limit.js";
import { emailSettingsList } from "../platform/mail/index.js";
import { outboundSettingsList } from "../platform/outbound/index.js";

/** Every setting the server declares, one line a feature. */
export const allSettings = [
  ...systemSettings,
  ...brandSettingsList,
  ...Object.values(metricsSettings),
  ...sessionSettingsList,
  ...userSettings,
  ...statusSettingsList,
  ...autoReplySettingsList,
  ...mfaSettingsList,
  ...accessTokenSettingsList,
  ...botSettingsList,
  ...guestSettingsList,
  ...privacySettingsList,
  ...termsSettingsList,
  ...fileSettingsList,
  ...fileTextSettingsList,
  ...searchSettingsList,
  ...outboundSettingsList,
  ...Object.values(rateLimitSettings),
  ...previewSettingsList,
  ...persistentSettingsList,
  ...emailSettingsList,
  ...pushSettingsList,
  ...invitationSettingsList,
];
