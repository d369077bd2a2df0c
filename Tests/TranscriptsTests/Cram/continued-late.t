A continuation behind output belongs to the command all the same:

  $ echo a
  a
  > echo b
  b
