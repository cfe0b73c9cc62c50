/** What clients and features are told of the licence in force, as texts. Community: nothing is licensed. */
export interface LicensePort {
  /** The map of `GET /license/client`; without `full` names, dates and contacts are left out. */
  forClients(full: boolean): Record<string, string>;
  /** Whether any capability of the Enterprise Edition is active. */
  readonly active: boolean;
}

export const communityLicense: LicensePort = {
  forClients: () => ({ IsLicensed: "false" }),
  active: false,
};
