/** The local administration socket, in the data folder. */
export const SOCKET_NAME = "courtyard.sock";
