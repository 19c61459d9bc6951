/**
 * Zones with and without summer time; off the hour and by half an hour; at both ends of the date line; where the clocks change
 * at midnight, in Ramadan, by half an hour or by two, or go back on the day itself.
 */
export const zones = [
  'Africa/Abidjan', 'Africa/Cairo', 'Africa/Casablanca', 'Africa/Johannesburg', 'America/Anchorage', 'America/Asuncion', 'America/Caracas', 'America/Havana',
  'America/Los_Angeles', 'America/New_York', 'America/Nuuk', 'America/Santiago', 'America/Sao_Paulo', 'America/St_Johns', 'America/Scoresbysund', 'Antarctica/Troll',
  'Asia/Beirut', 'Asia/Gaza', 'Asia/Jerusalem', 'Asia/Kathmandu', 'Asia/Kolkata', 'Asia/Pyongyang', 'Asia/Tehran', 'Asia/Tokyo', 'Atlantic/Azores',
  'Australia/Adelaide', 'Australia/Eucla', 'Australia/Lord_Howe', 'Europe/Dublin', 'Europe/Istanbul', 'Europe/London', 'Europe/Prague', 'Pacific/Apia',
  'Pacific/Chatham', 'Pacific/Kiritimati', 'Pacific/Marquesas', 'Pacific/Pago_Pago', 'UTC',
] as const
