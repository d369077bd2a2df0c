  > echo continued without a command
  $ echo hi
  continued without a command
  hi
