  $ echo foobarbaz
  oobar.* (re)
  $ echo foobarbaz
  foobar (re)
  $ echo '(('
  (( (re)
  $ echo ab
  ***bad (re)
  $ echo cat
  dog|c.t (re)
