-- Decides about one call of one connection.
-- KEYS[1]: times of its accepted calls in the last window, oldest first, in microseconds of this server's
--          clock. ARGV: calls in a window, and the length of a window in microseconds.
-- Returns whether the call is accepted, the number of calls left, and the time until there is one more,
-- in microseconds.
local key, calls, window = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

local function record(command, ...)
  redis.call(command, key, ...)
  redis.call('PEXPIRE', key, window / 1000 + 1)
end

-- After the clock was set back, calls from the future count as made now: no wait is longer than a window.
local place = redis.call('LLEN', key) - 1
while place >= 0 and tonumber(redis.call('LINDEX', key, place)) > now do
  record('LSET', place, string.format('%.0f', now))
  place = place - 1
end

local oldest = redis.call('LINDEX', key, 0)
while oldest and now - oldest > window do
  redis.call('LPOP', key)
  oldest = redis.call('LINDEX', key, 0)
end

local left = calls - redis.call('LLEN', key)
local accepted = left > 0
if accepted then
  record('RPUSH', string.format('%.0f', now))
  left = left - 1
end
return {accepted and 1 or 0, left, (oldest or now) + window + 1 - now}
