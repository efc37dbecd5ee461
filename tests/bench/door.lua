-- Replays the requests of a file, each once, shared between wrk's threads: -- FILE LENGTH COUNT FIRST
local threads = 0

function setup(thread)
    thread:set("id", threads)
    threads = threads + 1
    thread:set("accepted", 0)
    all = all or {}
    table.insert(all, thread)
end

function init(args)
    length = tonumber(args[2])
    local share = math.floor(tonumber(args[3]) / 2)
    local first = tonumber(args[4]) + id * share
    local file = assert(io.open(args[1], "rb"))
    file:seek("set", first * length)
    requests = {}
    for i = 1, share do requests[i] = file:read(length) end
    file:close()
    next_request = 0
end

function request()
    next_request = next_request + 1
    return requests[(next_request - 1) % #requests + 1]
end

function response(status, headers)
    if status == 202 and not headers["Idempotent-Replayed"] then accepted = accepted + 1 end
end

function done(summary, latency)
    local accepted_in_all = 0
    for _, thread in ipairs(all) do accepted_in_all = accepted_in_all + thread:get("accepted") end
    local seconds = summary.duration / 1e6
    io.write(string.format("RESULT %.0f %.2f %.2f %d\n", accepted_in_all / seconds,
        latency:percentile(50) / 1000, latency:percentile(99) / 1000, summary.requests - accepted_in_all))
end
