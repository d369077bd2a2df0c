  $ (exit 3)
  [3]
  $ false
  [1]
  $ true
  $ sh -c 'echo out; exit 255'
  out
  [255]
  $ no-such-program-anywhere 2>/dev/null
  [127]
