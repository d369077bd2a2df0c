  $ echo foo
  bar
  $ echo one; echo two; echo three
  one
  2
  three
