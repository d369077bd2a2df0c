  $ echo abc
  ab (glob)
  $ echo abc
  ?b (glob)
  $ echo 'a*'
  b\* (glob)
  $ echo xyz
  *y (glob)
