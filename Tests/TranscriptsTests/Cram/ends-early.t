  $ echo before
  before
  $ exit 1
  $ echo never
  never
