//! What Redis does in one step. Each script has the same keys: who may fetch, who could last, the token.

/// `ARGV`: for how many milliseconds, and a word of the owner's. Gives a number and the word with it, or nothing while somebody
/// else may fetch. Numbers grow with the clock, so that one that Redis has lost is not given again.
pub(crate) const LEASE: &str = r"
local time = redis.call('TIME')
local last = tonumber(string.match(redis.call('GET', KEYS[2]) or '', '^%d+') or '0')
local number = string.format('%.0f', math.max(last + 1, time[1] * 1000000 + time[2]))
local word = number .. ':' .. ARGV[2]
if not redis.call('SET', KEYS[1], word, 'NX', 'PX', ARGV[1]) then return false end
redis.call('SET', KEYS[2], word)
return number";

/// `ARGV`: the word, the sealed token, and for how many milliseconds it lives. Gives 0 if somebody else could fetch since.
pub(crate) const SAVE: &str = r"
local last = redis.call('GET', KEYS[2])
if last and last ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[2], ARGV[1])
redis.call('SET', KEYS[3], ARGV[2], 'PX', ARGV[3])
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1";

/// `ARGV`: the word. Nothing is done if it is another's turn.
pub(crate) const RELEASE: &str = r"
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0";

/// `ARGV`: the sealed token. Nothing is done if another one is stored.
pub(crate) const FORGET: &str = r"
if redis.call('GET', KEYS[3]) == ARGV[1] then return redis.call('DEL', KEYS[3]) end
return 0";
