-- Exercises Lua so that two builds of it can be compared: everything printed is the same on every machine. arg[1] is a directory to write in.
local directory = arg[1]

local function section(name) print("== " .. name) end

section("arithmetic")
for _, x in ipairs {0, 1, -1, 7, -7, 2 ^ 31, -2 ^ 31, 2 ^ 53, 1e308, -1e-308, 0.1} do
    print(x, x // 3, x % 3, x / 3, -x, math.type(x), math.tointeger(x))
end
print(7 // 0.0, -7 // 0.0, 0 / 0 ~= 0 / 0, 1e400, math.maxinteger + 1 == math.mininteger)
print(1 << 62, 1 << 63, 1 << 64, -1 >> 1, ~0, 5 & 3, 5 | 3, 5 ~ 3)
print(math.sqrt(2), math.sin(1), math.cos(1), math.exp(1), math.log(10), math.log(8, 2), math.pi, math.fmod(-7, 3))
print(string.format("%.14g %.3f %e %g %a", 1 / 3, 2 / 3, 12345.678, 1e20, 1.5))
print(tostring(3), tostring(3.0), tostring(-0.0), 10 // 3, 10.0 // 3, 3 | 0, "10" + 5, "0x10" * 2, 2 ^ 0.5)
print(tonumber("ff", 16), tonumber("zz", 36), tonumber("1e1"), tonumber("0x.8p1"), tonumber("abc"))

section("strings")
local text = "The quick brown fox jumps over the lazy dog"
print(#text, text:upper(), text:lower(), text:reverse(), text:sub(5, 9), text:sub(-3), text:rep(2, "|"))
print(text:find("quick"), text:find("(%a+) (%a+)"), text:match("b%w+"), text:gsub("o", "0"))
for word, rest in text:gmatch("(%a)(%a+)") do io.write(word, "-", rest, " ") end
print()
print(("%5d|%-5d|%05d|%x|%X|%c|%q|%s|%10.4s|%%"):format(42, 42, 42, 255, 255, 65, "a\nb\0c\"", "str", "truncated"))
print(string.pack("<i4d", 7, 2.5):byte(1, -1))
print(string.unpack("<i4d", string.pack("<i4d", 7, 2.5)))
print(utf8.char(72, 228, 8364, 128512), utf8.len("h\u{e4}\u{20ac}"), #utf8.char(128512))
for position, code in utf8.codes("a\u{e4}\u{20ac}") do io.write(position, ":", code, " ") end
print()
print(("x"):rep(300):gsub("x", {x = "yz"}):len(), ("a,b,,c"):gsub(",", ";"))

section("tables and sort")
local numbers, seed = {}, 42
for i = 1, 2000 do
    seed = (seed * 1103515245 + 12345) % 2147483648
    numbers[i] = seed % 1000
end
table.sort(numbers)
local ordered = true
for i = 2, #numbers do ordered = ordered and numbers[i - 1] <= numbers[i] end
print(ordered, numbers[1], numbers[1000], numbers[2000])
table.sort(numbers, function(a, b) return a > b end)
print(numbers[1], numbers[2], numbers[2000], #numbers)
local list = {}
for i = 1, 10 do table.insert(list, i * i) end
table.insert(list, 1, "first")
table.remove(list, 3)
print(table.concat({1, 2, 3}, ", "), select("#", table.unpack(list)), table.unpack(list))
print(#table.move(list, 1, 5, 20), next({}), rawlen(list), rawequal(list, list))
local keys = {}
for key in pairs({a = 1, b = 2, c = 3, [1] = 4, [2.5] = 5, [true] = 6}) do keys[#keys + 1] = tostring(key) end
table.sort(keys)
print(table.concat(keys, " "))

section("closures and metatables")
local function counter()
    local n = 0
    return function() n = n + 1; return n end, function() return n end
end
local up, get = counter()
for _ = 1, 5 do up() end
print(get())
local Vector = {}
Vector.__index = Vector
function Vector.new(x, y) return setmetatable({x = x, y = y}, Vector) end
Vector.__add = function(a, b) return Vector.new(a.x + b.x, a.y + b.y) end
Vector.__eq = function(a, b) return a.x == b.x and a.y == b.y end
Vector.__lt = function(a, b) return a.x < b.x end
Vector.__le = function(a, b) return a.x <= b.x end
Vector.__tostring = function(v) return "(" .. v.x .. "," .. v.y .. ")" end
Vector.__call = function(v, k) return v.x * k end
Vector.__concat = function(a, b) return tostring(a) .. tostring(b) end
Vector.__len = function() return 2 end
local a, b = Vector.new(1, 2), Vector.new(3, 4)
print(tostring(a + b), a == Vector.new(1, 2), a < b, a <= b, a(10), a .. b, #a)
local proxy = setmetatable({}, {__index = function(_, k) return k .. "!" end, __newindex = function(t, k, v) rawset(t, k, v * 2) end})
proxy.z = 21
print(proxy.hello, proxy.z)
do
    local closed <close> = setmetatable({}, {__close = function() print("closed") end})
    print("in scope")
end

section("errors")
print(pcall(error, "message"))
print(pcall(error, {code = 7}) == false, select(2, pcall(error, {code = 7})).code)
print(pcall(function() local t = nil; return t.x end))
print(pcall(function() return 1 + {} end))
print(pcall(function() return #5 end))
print(pcall(string.rep, "x", -1))
print(xpcall(function() error("inner", 0) end, function(m) return "handled " .. m end))
print(select(2, xpcall(function() error("deep") end, function(m) return (debug.traceback(m, 1):match("^[^\n]+")) end)))
local depth = 0
print(pcall(function() local function down() depth = depth + 1; return 1 + down() end; return down() end) == false, depth > 1000)
for i = 1, 1000 do pcall(error, i) end
local function nested(n)
    if n == 0 then error("bottom", 0) end
    local ok, message = pcall(nested, n - 1)
    error(message .. n, 0)
end
print(pcall(nested, 8))
print(load("return 1 +"))
print(load("x = = 2", "chunk"))
print(load("return ...", "c", "t", {})(5))

section("coroutines")
local function generate(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end end) end
local sum = 0
for i in generate(1000) do sum = sum + i end
print(sum)
local co = coroutine.create(function(x, y)
    print("start", x, y)
    local z = coroutine.yield(x + y)
    print("resumed with", z)
    local ok, message = pcall(function() coroutine.yield("inside pcall"); error("after yield") end)
    print(ok, message)
    return "done", z
end)
print(coroutine.resume(co, 1, 2))
print(coroutine.status(co), coroutine.resume(co, "value"))
print(coroutine.resume(co))
print(coroutine.status(co), coroutine.resume(co))
print(coroutine.resume(coroutine.create(function() error("in coroutine") end)))
print(coroutine.close(coroutine.create(print)), coroutine.isyieldable(), coroutine.running())
local function permute(list, n)
    n = n or #list
    if n <= 1 then coroutine.yield(table.concat(list)) return end
    for i = 1, n do
        list[n], list[i] = list[i], list[n]
        permute(list, n - 1)
        list[n], list[i] = list[i], list[n]
    end
end
for p in coroutine.wrap(function() permute {"a", "b", "c"} end) do io.write(p, " ") end
print()

section("control flow and deep errors")
for i = 1, 3 do
    for j = 1, 3 do
        if j == 2 then goto continue end
        io.write(i, j, " ")
        ::continue::
    end
end
print()
do
    local n = 0
    ::again::
    n = n + 1
    if n < 1000 then goto again end
    print(n)
end
local Failure = setmetatable({}, {__tostring = function() return "a failure object" end})
local ok, object = pcall(error, Failure)
print(ok, rawequal(object, Failure), tostring(object))
print(pcall(function() return 1 // 0 end))
print(pcall(function() return 1 % 0 end))
print(pcall(string.format, "%d", 1.5))
print(pcall(string.rep, "x", 1 << 40))
print(pcall(setmetatable, 1, {}))
print(pcall(string.find, ("a"):rep(300000), (".-"):rep(300000)))
print(#("0123456789"):rep(500000), ("ab"):rep(100000, ","):len())
print(xpcall(function() error("first") end, function() error("second") end))
print(select("#", pcall(table.unpack, {}, 1, 100)), pcall(table.unpack, {}, 1, 1e7))
do
    local order = {}
    local function closing(name, fails)
        return setmetatable({}, {__close = function(_, e)
            order[#order + 1] = name .. ":" .. tostring(e)
            if fails then error(name .. " failed", 0) end
        end})
    end
    print(pcall(function()
        local a <close> = closing("a")
        local b <close> = closing("b", true)
        local c <close> = closing("c")
        error("body", 0)
    end))
    print(table.concat(order, " "))
end
local mixed = coroutine.wrap(function()
    local result = setmetatable({}, {__add = function(_, y) return coroutine.yield(y) end, __index = function(_, k) return coroutine.yield(k) end})
    local first, second = result + 5, result.key
    table.sort({3, 1, 2}, function(x, y) return x < y end)
    local good, text = pcall(pcall, function() coroutine.yield("two pcalls deep") error("x", 0) end)
    local bad, message = pcall(table.sort, {2, 1}, function() coroutine.yield("across C") end)
    return first, second, good, text, bad, message
end)
print(mixed(), mixed("plus"), mixed("index"))
print(mixed())
print(pcall(coroutine.wrap(function() error({1, 2, 3}) end)))
local function chain(n)
    if n == 0 then error("end of chain", 0) end
    local co = coroutine.create(chain)
    local good, message = coroutine.resume(co, n - 1)
    error(n .. "<" .. message, 0)
end
print(pcall(chain, 20))
local function tower(n) return n == 0 and "top" or select(2, coroutine.resume(coroutine.create(tower), n - 1)) end
print(tower(100), tower(1000))
local function deep_pcall(n) if n == 0 then error("bottom", 0) end return pcall(deep_pcall, n - 1) end
print(pcall(deep_pcall, 150))
print(select("#", deep_pcall(10)), (select(-1, deep_pcall(100000))))
print(load(("("):rep(1000) .. "1" .. (")"):rep(1000)))
local many = {}
for i = 1, 2000 do many[i] = coroutine.wrap(function() for j = 1, 5 do coroutine.yield(i * j) end return -1 end) end
local total = 0
for _ = 1, 6 do for i = 1, #many do total = total + many[i]() end end
print(total)

section("garbage collection")
local weak = setmetatable({}, {__mode = "v"})
local finalized = 0
for i = 1, 100 do
    weak[i] = setmetatable({}, {__gc = function() finalized = finalized + 1 end})
end
collectgarbage()
collectgarbage()
print(#weak, finalized, next(weak))
local garbage
for i = 1, 200000 do garbage = {i, tostring(i)} end
collectgarbage("generational")
for i = 1, 100000 do garbage = {garbage and i} end
collectgarbage("incremental")
collectgarbage()
print(garbage[1], collectgarbage("count") < 10000)

section("files")
local path = directory .. "/lua-test.txt"
local file = assert(io.open(path, "w"))
for i = 1, 100 do file:write("line ", i, " ", i / 4, "\n") end
file:close()
local count, bytes = 0, 0
for line in io.lines(path) do count = count + 1; bytes = bytes + #line + 1 end
print(count, bytes)
file = assert(io.open(path, "r+"))
print(file:seek("end") == bytes, file:seek("set", 5), file:read(1), file:read("n"), file:read("l"))
file:seek("set", 0)
file:write("LINE")
file:seek("set", 0)
print(file:read("L"), #file:read("a"), file:read("a"), file:read("l"))
file:close()
file = assert(io.open(path, "a"))
file:write("appended\n")
file:close()
for line in io.lines(path) do sum = line end
print(sum, os.rename(path, path .. ".2"), io.open(path) == nil, os.remove(path .. ".2"))
print(select(2, io.open("/nonexistent/file")), os.getenv("WASMFX_TEST_VARIABLE"))
print(os.time {year = 2000, month = 1, day = 1, hour = 12} ~= nil, type(os.clock()), os.date("!%Y-%m-%d", 86400 * 365))

section("computation")
local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
print(fib(24))
local sieve, primes = {}, 0
for i = 2, 50000 do
    if not sieve[i] then
        primes = primes + 1
        for j = i * i, 50000, i do sieve[j] = true end
    end
end
print(primes)
local queens = 0
local function place(row, columns, left, right, size)
    if row == size then queens = queens + 1 return end
    for c = 0, size - 1 do
        if not columns[c] and not left[row + c] and not right[row - c] then
            columns[c], left[row + c], right[row - c] = true, true, true
            place(row + 1, columns, left, right, size)
            columns[c], left[row + c], right[row - c] = nil, nil, nil
        end
    end
end
place(0, {}, {}, {}, 7)
print(queens)
local hash = 5381
for i = 1, 100000 do hash = (hash * 33 ~ i) & 0xffffffff end
print(hash, string.format("%08x", hash))
os.exit(7)
