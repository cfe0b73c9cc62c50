export { Impact } from "./impact.js";
export { licenseRoutes } from "./routes.js";
export { LicenseDesk } from "./service.js";
export { SignInLinks } from "./sign-in-links.js";
