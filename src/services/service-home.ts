/** The home a service process belongs to; services are started by `septet up`, which sets it. */
export function serviceHome(): string {
  const home = process.env['SEPTET_HOME'];
  if (!home) throw new Error('SEPTET_HOME is not set: services are started by `septet up`');
  return home;
}
