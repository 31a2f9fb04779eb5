// What the tests of the Node libraries share: the services and the accounts of the sandbox.

export const SERVICES = { legacy: process.env.LEGACY_URL, ukg: process.env.UKG_URL };
export const USER = { username: "api.user", password: "sandbox-password" };
export const CLIENT = { id: "sandbox-client", secret: "sandbox-secret" };
// A client that gets tokens without a user, at UKG Authentication.
export const NON_INTERACTIVE = { id: "sandbox-service", secret: "sandbox-secret" };
