-- Decides about one call of one connection.
-- KEYS[1]: when its calls of the last window were accepted, oldest first, in microseconds of this
--          server's clock. ARGV: calls in a window, its length in microseconds.
-- Returns whether the call is accepted, how many are left, and after how many microseconds there will
-- be one more.
local key, calls, window = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

local function note(command, ...)
  redis.call(command, key, ...)
  redis.call('PEXPIRE', key, window / 1000 + 1)
end

-- If the clock was set back, calls from the future count as made now: nobody waits longer than a window.
local place = redis.call('LLEN', key) - 1
while place >= 0 and tonumber(redis.call('LINDEX', key, place)) > now do
  note('LSET', place, string.format('%.0f', now))
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
  note('RPUSH', string.format('%.0f', now))
  left = left - 1
end
return {accepted and 1 or 0, left, (oldest or now) + window + 1 - now}
