-- One call, again and again, by as many clients as the throttle is to know. The numbers are printed for
-- a program.
local calls = {}
local clients = tonumber(os.getenv("CLIENTS"))
local next_call = 0

function init()
  for client = 1, clients do
    local body = "username=j.smith%40contoso.com&password=S3cret%26%3D%2BWord&client_id=client-" ..
      client .. "&client_secret=7f3b2c9d5e8a4b1c"
    calls[client] = wrk.format("POST", "/api/authentication/access_token",
      { ["Content-Type"] = "application/x-www-form-urlencoded" }, body)
  end
end

function request()
  next_call = next_call % clients + 1
  return calls[next_call]
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format("figures %d %d %d %d %d\n", summary.requests, summary.duration, failed,
    latency:percentile(50), latency:percentile(99)))
end
