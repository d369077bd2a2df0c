  $ echo no end
  no end