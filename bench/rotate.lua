-- Script for wrk: GET requests for the paths in the file $PATHS, one a line, in rotation from a random one on ($SEED).
-- $REPEAT asks for the first path only, $ETAG is sent as If-None-Match. Prints one line of JSON; times in milliseconds.
local requests, count, current = {}, 0, 0

function init()
  for path in io.lines(os.getenv("PATHS")) do
    count = count + 1
    requests[count] = wrk.format("GET", path, { ["If-None-Match"] = os.getenv("ETAG") })
    if os.getenv("REPEAT") then break end
  end
  math.randomseed(tonumber(os.getenv("SEED") or "1"))
  current = math.random(count)
end

function request()
  current = current % count + 1
  return requests[current]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"per_second": %.1f, "p50": %.3f, "p99": %.3f, "requests": %d, "bytes": %d, "bad": %d}\n',
    summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    summary.requests, summary.bytes, errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
