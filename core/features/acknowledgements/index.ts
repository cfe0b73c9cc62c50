export { acknowledgementRoutes } from "./routes.js";
export { Acknowledgements } from "./service.js";
