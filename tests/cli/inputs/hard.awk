# 600 operations of 6 processes that write and read three values at random: nothing decides them quickly.
function dice(sides) { state = (state * 16807) % 2147483647; return state % sides }
BEGIN {
  state = 7
  for (i = 0; i < 600; i++) printf "{\"process\":%d,\"op\":\"%s\",\"key\":\"x\",\"value\":%d}\n", i % 6, dice(2) ? "write" : "read", dice(3)
}
