Prose one.

  $ echo 1
  1
  $ echo 2
  two
  $ echo 3
  3
  $ echo 4
  4
  $ echo 5
  5
  $ echo 6
  6
  $ echo 7
  seven
  $ echo 8
  8
  $ echo 9
  9
  $ echo 10
  10
  $ echo 11
  11
  $ echo 12
  12
  $ echo 13
  13
  $ echo 14
  14
  $ echo 15
  fifteen

The end.
