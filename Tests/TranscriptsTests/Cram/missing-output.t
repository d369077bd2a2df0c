  $ echo one; echo two
  $ echo three
  three
  four
  five
