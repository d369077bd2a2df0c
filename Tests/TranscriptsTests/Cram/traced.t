  $ set -x
  $ echo hi
  + echo hi
  hi
