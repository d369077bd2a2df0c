  $ echo foobarbaz
  foobar.* (re)
  $ echo 'a.c'
  a\.c (re)
  $ printf '1\n22\n333\n'
  \d (re)
  \d{2} (re)
  [0-9]{3} (re)
  $ echo 'x (re)'
  x (re)
  $ echo anchored
  (an|un)chor(?:ed|s) (re)
  $ echo 'aXXb'
  (?P<first>a)X+b (re)
