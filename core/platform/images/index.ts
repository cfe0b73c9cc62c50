export { initials, initialsAvatar } from "./initials.js";
export { formatOf, type ImageFormat, type ImageInfo, inspect } from "./inspect.js";
export { DEFAULT_MAX_PIXELS } from "./limits.js";
export {
  avatar,
  emojiImage,
  miniPreview,
  pictureWithin,
  preview,
  type Rendered,
  type Renditions,
  renditions,
  thumbnail,
} from "./render.js";
