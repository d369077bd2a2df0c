  $ printf 'b\nc\nd\na\n'
  a
  b
  c
  d
  $ printf 'x1\nx2\nx3\n'
  x? (glob)
  new
  x3
