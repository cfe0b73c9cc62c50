import type { Device } from "./service.js";

const SYSTEMS: [RegExp, string][] = [
  [/Windows/, "Windows"],
  [/iPhone|iPad|iOS/, "iOS"],
  [/Mac OS X|Macintosh/, "macOS"],
  [/Android/, "Android"],
  [/CrOS/, "ChromeOS"],
  [/Linux/, "Linux"],
];

const BROWSERS: [RegExp, string][] = [
  [/Mattermost Mobile\/([\d.]+)|rnbeta|Mattermost\/[\d.]+ (?:iOS|Android)/, "Mobile app"],
  [/Mattermost\/([\d.]+)/, "Desktop app"],
  [/Edg\/([\d.]+)/, "Edge"],
  [/Firefox\/([\d.]+)/, "Firefox"],
  [/(?:Chrome|CriOS)\/([\d.]+)/, "Chrome"],
  [/Version\/([\d.]+).*Safari/, "Safari"],
];

const first = (list: [RegExp, string][], text: string) => list.find(([pattern]) => pattern.test(text));

/** What a person will recognise a device by, read from the User-Agent header. */
export function deviceOf(agent: string, deviceId: string): Device {
  const browser = first(BROWSERS, agent);
  const version = browser?.[0].exec(agent)?.[1]?.split(".")[0] ?? "";
  const os = first(SYSTEMS, agent)?.[1] ?? "";
  const mobile = deviceId !== "" || /Mobile|iPhone|Android/.test(agent);
  return {
    deviceId,
    platform: os,
    os,
    browser: browser ? `${browser[1]} ${version}`.trim() : agent.split(/[\s/]/)[0]?.slice(0, 40) || "Unknown",
    mobile,
  };
}
