  $ printf foo
  foo
  $ echo foo
  foo (no-eol)
