/** Turbopack looks upwards for this file, and would take the dashboard's. */
export function register(): void {}
