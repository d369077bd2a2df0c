An alternative that is not the last needs to reach no end:

  $ echo foobar
  foo|zzz (re)
  $ echo foobar
  zzz|  foo (re)
